//! What Polar and Stripe have in common: what can be asked of either.
//!
//! Each method is one question with one [`Answer`]. A caller that may ask twice gives an idempotency key
//! ([`Call`]), and usage has ids of its own.

use crate::{
    BillerName, Subscription,
    account::{Account, Change},
    id::{CheckoutId, CustomerId, SubscriptionId},
    invoice::Invoice,
    outbound::{Answer, Call, Page},
    settings::LandingPage,
    subscription::{Bought, Terms},
    usage::Report,
};
use futures_util::future::BoxFuture;
use muster_core::{OrganisationId, Timestamp};
use std::fmt;
use url::Url;

/// Who buys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buyer {
    /// Ours.
    pub organisation: OrganisationId,
    /// Theirs, once it is known.
    pub customer: Option<CustomerId>,
}

/// What somebody wants to buy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Who buys.
    pub buyer: Buyer,
    /// What.
    pub wanted: Bought,
    /// Where a buyer lands who has paid.
    pub success: LandingPage,
    /// Where a buyer lands who goes back.
    pub back: LandingPage,
}

/// A checkout that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Its id, by which it can be looked at.
    pub id: CheckoutId,
    /// Its page.
    pub page: Page,
}

/// How a checkout stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckoutState {
    /// Whether it is over, and how.
    pub stage: CheckoutStage,
    /// Who bought, once that is known.
    pub customer: Option<CustomerId>,
}

/// How far a checkout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckoutStage {
    /// It can still be paid.
    Open,
    /// It is paid.
    Paid,
    /// It can no longer be paid.
    Over,
}

/// Everything about a customer at a moment: the truth, until something newer is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Theirs, if they know the organisation at all.
    pub customer: Option<CustomerId>,
    /// Complete lists.
    pub changes: Vec<Change>,
}

impl Snapshot {
    /// Takes everything in.
    pub fn teach(self, account: &mut Account, as_of: Timestamp) {
        for change in self.changes {
            account.learn(as_of, change);
        }
    }
}

/// How a subscription is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With the period that is paid.
    WithPeriod,
    /// Not any more: it goes on.
    NotAnyMore,
    /// At once.
    Now,
}

/// What became of reports of usage. Each of them is counted once, whatever is said here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reported {
    /// How many were new.
    pub new: usize,
    /// How many were there already.
    pub known: usize,
}

impl std::ops::AddAssign for Reported {
    fn add_assign(&mut self, more: Self) {
        self.new += more.new;
        self.known += more.known;
    }
}

/// Whether a biller still sends webhooks to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndpointState {
    /// It does.
    Enabled,
    /// It has given up, or somebody has switched it off.
    Disabled,
    /// It was never asked to.
    Absent,
}

/// Somebody who bills.
pub trait Biller: fmt::Debug + Send + Sync {
    /// Who it is.
    fn name(&self) -> BillerName;

    /// Opens a checkout.
    fn open_checkout<'a>(
        &'a self,
        call: Call<'a>,
        order: &'a Order,
    ) -> BoxFuture<'a, Answer<Opened>>;

    /// How a checkout stands.
    fn read_checkout<'a>(
        &'a self,
        call: Call<'a>,
        checkout: &'a CheckoutId,
    ) -> BoxFuture<'a, Answer<CheckoutState>>;

    /// Opens the customer's own pages.
    fn open_portal<'a>(
        &'a self,
        call: Call<'a>,
        buyer: &'a Buyer,
        back: &'a LandingPage,
    ) -> BoxFuture<'a, Answer<Page>>;

    /// Everything about a customer. Who has never bought anything has nothing; an outage is an error.
    fn read_customer<'a>(
        &'a self,
        call: Call<'a>,
        buyer: &'a Buyer,
    ) -> BoxFuture<'a, Answer<Snapshot>>;

    /// What something costs.
    fn read_terms<'a>(&'a self, call: Call<'a>, wanted: &'a Bought)
    -> BoxFuture<'a, Answer<Terms>>;

    /// The latest invoices of a customer, newest first.
    fn read_invoices<'a>(
        &'a self,
        call: Call<'a>,
        buyer: &'a Buyer,
    ) -> BoxFuture<'a, Answer<Vec<Invoice>>>;

    /// Ends a subscription, or takes that back.
    fn end_subscription<'a>(
        &'a self,
        call: Call<'a>,
        subscription: &'a SubscriptionId,
        end: End,
    ) -> BoxFuture<'a, Answer<Subscription>>;

    /// Reports usage. After a failure the same reports may be sent again.
    fn report_usage<'a>(
        &'a self,
        call: Call<'a>,
        reports: &'a [Report],
    ) -> BoxFuture<'a, Answer<Reported>>;

    /// Whether webhooks are still sent to this address.
    fn read_endpoint<'a>(
        &'a self,
        call: Call<'a>,
        address: &'a Url,
    ) -> BoxFuture<'a, Answer<EndpointState>>;
}
