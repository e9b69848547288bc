//! Accounts: everything that is known of one customer of one biller, in whatever order it was told.
//!
//! A [`Change`] is one piece of news with the biller's own time of it. News about one thing replaces
//! older news about it; a *list* is complete and replaces everything older. So an account keeps, for each
//! thing, the latest that was told, and after the same news in any order, any number of times, two
//! accounts are equal.
//!
//! Of two pieces of news of the same moment the one that is further on in life counts, because Stripe
//! tells time in whole seconds. News of the very moment of a list counts beside it: a list is dated by a
//! moment before it was asked for, so that it surely contains everything older.
//!
//! Not here: whose account it is. Whoever keeps accounts finds the right one by [`crate::notice`].

use crate::{
    id::{BenefitId, GrantId, SubscriptionId},
    subscription::{Bought, Payment, Subscription},
};
use muster_core::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One piece of news.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A subscription, as it was at that time.
    Subscription(Subscription),
    /// A payment for a subscription.
    Payment(PaymentNews),
    /// A benefit was given or taken away.
    Grant(Grant),
    /// All subscriptions that there are.
    Subscriptions(Vec<Subscription>),
    /// All benefits that are given.
    Grants(Vec<(GrantId, BenefitId)>),
}

/// A payment, and what it is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PaymentNews {
    /// Whether it came.
    pub payment: Payment,
    /// The subscription that it is for.
    pub subscription: SubscriptionId,
    /// What is paid for, as far as the bill says.
    pub bought: Bought,
}

/// That a customer has a benefit, or has it no more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    /// Its biller's id.
    pub id: GrantId,
    /// What is given.
    pub benefit: BenefitId,
    /// Whether it is given now.
    pub is_granted: bool,
}

/// Something and the biller's time of it. Ordered by that time first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Told<T> {
    at: Timestamp,
    what: T,
}

/// What was told of one subscription since the last list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Course {
    subscription: Option<Told<Subscription>>,
    payment: Option<Told<PaymentNews>>,
}

/// Everything that is known of one customer of one biller.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    listed: Option<Told<BTreeMap<SubscriptionId, Subscription>>>,
    courses: BTreeMap<SubscriptionId, Course>,
    listed_grants: Option<Told<BTreeMap<GrantId, BenefitId>>>,
    grants: BTreeMap<GrantId, Told<Grant>>,
}

/// Keeps the later one.
fn keep<T: Ord>(known: &mut Option<Told<T>>, at: Timestamp, what: T) {
    *known = known.take().max(Some(Told { at, what }));
}

impl Account {
    /// Takes in one piece of news. The order does not matter, nor how often it is told.
    pub fn learn(&mut self, at: Timestamp, change: Change) {
        match change {
            Change::Subscription(it) if self.is_news(at) => {
                keep(&mut self.course(&it.id).subscription, at, it);
            }
            Change::Payment(it) if self.is_news(at) => {
                keep(&mut self.course(&it.subscription).payment, at, it);
            }
            Change::Grant(it) if self.listed_grants.as_ref().is_none_or(|list| at >= list.at) => {
                let mut known = self.grants.remove(&it.id);
                let id = it.id.clone();
                keep(&mut known, at, it);
                self.grants.extend(known.map(|told| (id, told)));
            }
            Change::Subscriptions(all) => self.learn_subscriptions(at, all),
            Change::Grants(all) => self.learn_grants(at, all),
            // Older than a list that contains it already.
            Change::Subscription(_) | Change::Payment(_) | Change::Grant(_) => {}
        }
    }

    fn is_news(&self, at: Timestamp) -> bool {
        self.listed.as_ref().is_none_or(|list| at >= list.at)
    }

    fn course(&mut self, id: &SubscriptionId) -> &mut Course {
        self.courses.entry(id.clone()).or_default()
    }

    fn learn_subscriptions(&mut self, at: Timestamp, all: Vec<Subscription>) {
        let all = all.into_iter().map(|it| (it.id.clone(), it)).collect();
        keep(&mut self.listed, at, all);
        self.courses.retain(|_, course| {
            course.subscription.take_if(|told| told.at < at);
            course.payment.take_if(|told| told.at < at);
            course.subscription.is_some() || course.payment.is_some()
        });
    }

    fn learn_grants(&mut self, at: Timestamp, all: Vec<(GrantId, BenefitId)>) {
        keep(&mut self.listed_grants, at, all.into_iter().collect());
        self.grants.retain(|_, told| told.at >= at);
    }

    /// When the last complete list was made.
    pub fn listed_at(&self) -> Option<Timestamp> {
        let lists =
            [self.listed.as_ref().map(|it| it.at), self.listed_grants.as_ref().map(|it| it.at)];
        lists.into_iter().flatten().max()
    }

    /// Every subscription as it is now, as far as is known.
    pub fn subscriptions(&self) -> Vec<Subscription> {
        let listed = self.listed.iter().flat_map(|list| list.what.keys());
        let ids: BTreeSet<_> = listed.chain(self.courses.keys()).collect();
        ids.into_iter().map(|id| self.subscription(id)).collect()
    }

    fn subscription(&self, id: &SubscriptionId) -> Subscription {
        let course = self.courses.get(id);
        let told = course.and_then(|course| course.subscription.as_ref());
        let listed = || self.listed.as_ref().and_then(|list| list.what.get(id));
        let known = told.map(|told| &told.what).or_else(listed).cloned();
        let known = known.unwrap_or_else(|| Subscription::known_by_payment(id.clone()));
        let payment = course.and_then(|course| course.payment.as_ref());
        match payment.filter(|payment| told.is_none_or(|told| payment.at >= told.at)) {
            Some(Told { what, .. }) => known.after_payment(&what.payment, &what.bought),
            None => known,
        }
    }

    /// Every benefit that is given now, as far as is known.
    pub fn benefits(&self) -> BTreeSet<BenefitId> {
        let listed = self.listed_grants.iter().flat_map(|list| &list.what);
        let unchanged = listed.filter(|(id, _)| !self.grants.contains_key(id));
        let told = self.grants.values().map(|told| &told.what).filter(|grant| grant.is_granted);
        unchanged.map(|(_, benefit)| benefit).chain(told.map(|it| &it.benefit)).cloned().collect()
    }
}

#[cfg(test)]
mod tests;
