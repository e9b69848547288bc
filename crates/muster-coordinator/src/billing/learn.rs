//! Learning: news of billers are taken into accounts, and a new lease says what follows.
//!
//! One transaction holds the message, the account and the lease, so a message counts once however often it comes. News
//! about a customer of whom nobody knows which organisation it is are parked, and joined by whatever links the two.

use super::Billing;
use crate::{app::App, error::AppError};
use muster_billing::{
    Account, BillerName, Entitlement,
    account::Change,
    id::CustomerId,
    lease::{HighWater, Lease},
    notice::{News, Notice},
};
use muster_core::{OrganisationId, RequestId, Scope, Timestamp};
use muster_store::{
    StoreError, Write,
    audit_event::{self, AuditEntry},
    billing::{
        account::{self, AccountRow},
        customer, lease,
        webhook::{self, WebhookRow},
    },
    organisation,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What was told, by whom, and how far it confirms the rest.
#[derive(Clone)]
pub(super) struct Lesson {
    pub(super) biller: BillerName,
    pub(super) news: Vec<(Timestamp, Change)>,
    pub(super) source: Source,
}

/// Where it comes from.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// A message about one thing, told at this time.
    Message(Timestamp),
    /// The answer to a question about everything, as of this time.
    Answer(Timestamp),
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It was the first of its id.
    First,
    /// It had come before, and nothing was changed.
    Again,
}

/// What a message led to beyond its own rows.
struct Applied {
    taken: Taken,
    organisation: Option<OrganisationId>,
    mark: HighWater,
}

/// News that wait for somebody to know whose they are.
#[derive(Serialize, Deserialize)]
struct Parked(Vec<Change>);

impl App {
    /// Takes a verified message in, once. Nobody is asked.
    pub(crate) async fn take_notice(
        self: &Arc<Self>,
        notice: Notice,
        request: RequestId,
    ) -> Result<Taken, AppError> {
        let app = self.clone();
        // A sender that hangs up must not leave a lease that its mark does not count.
        let taken = self.to_its_end(async move { app.take_to_its_end(notice, request).await });
        taken.await.ok_or(AppError::Internal("take a message of a biller"))?
    }

    async fn take_to_its_end(
        self: &Arc<Self>,
        notice: Notice,
        request: RequestId,
    ) -> Result<Taken, AppError> {
        let (billing, now) = (self.billing.clone(), self.seams.clock.now());
        let mut newest = billing.marks.newest().await;
        let base = newest.clone().unwrap_or_default();
        let needs_look = matches!(notice.news, News::Linked | News::NotUnderstood(_));
        let own = billing.clone();
        let applied = self.store.write(move |tx| {
            let mut mark = base.clone();
            let (taken, organisation) = own.apply(tx, &notice, &request, &mut mark, now)?;
            Ok::<_, StoreError>(Applied { taken, organisation, mark })
        });
        let Applied { taken, organisation, mark } = applied.await?;
        if taken == Taken::First {
            billing.marks.made(&mark);
            *newest = Some(mark);
        }
        drop(newest);
        if let (Taken::First, Some(organisation)) = (taken, organisation) {
            billing.pages.forget(&organisation);
            if needs_look {
                billing.asked.ask(organisation);
                billing.look();
            }
        }
        Ok(taken)
    }

    /// Takes in what a biller said of an organisation in a transaction of its own, together with more.
    pub(super) async fn learn(
        self: &Arc<Self>,
        organisation: &OrganisationId,
        lesson: Lesson,
        more: impl Fn(&mut AccountRow) + Send + Sync + 'static,
        customers: Vec<CustomerId>,
    ) -> Result<(), StoreError> {
        let (billing, now) = (self.billing.clone(), self.seams.clock.now());
        let scope = self.own_scope(organisation);
        let mut newest = billing.marks.newest().await;
        let base = newest.clone().unwrap_or_default();
        let own = billing.clone();
        let written = self.store.write(move |tx| {
            let mut mark = base.clone();
            let biller = lesson.biller.as_str();
            let mut news = lesson.news.clone();
            for customer in &customers {
                news.extend(own.link(tx, &scope.organisation, biller, customer, now)?);
            }
            let lesson = Lesson { news, ..lesson.clone() };
            own.teach(tx, &scope, &lesson, &more, (&mut mark, now))?;
            Ok::<_, StoreError>(mark)
        });
        let mark = written.await?;
        billing.marks.made(&mark);
        *newest = Some(mark);
        Ok(())
    }
}

impl Billing {
    fn apply(
        &self,
        tx: &mut dyn Write,
        notice: &Notice,
        request: &RequestId,
        mark: &mut HighWater,
        now: Timestamp,
    ) -> Result<(Taken, Option<OrganisationId>), StoreError> {
        let biller = notice.biller.as_str();
        let organisation = whose(tx, notice)?;
        let customer = notice.party.customer.as_ref();
        let changes = match &notice.news {
            News::Changes(changes) => changes.clone(),
            News::Linked | News::Nothing | News::NotUnderstood(_) => Vec::new(),
        };
        let is_parked = organisation.is_none() && customer.is_some() && !changes.is_empty();
        let owner = format!("parked/{biller}/{}", notice.event);
        let row = WebhookRow {
            biller: biller.to_owned(),
            event: notice.event.to_string(),
            kind: notice.kind.chars().take(LONGEST_KIND).collect(),
            at: notice.at,
            received_at: now,
            organisation: organisation.clone(),
            customer: customer.map(ToString::to_string),
            parked: is_parked.then(|| self.key.seal_kept(&owner, &Parked(changes.clone()))),
        };
        if !webhook::insert(tx, &row, request)? {
            return Ok((Taken::Again, organisation));
        }
        let Some(organisation) = organisation else { return Ok((Taken::First, None)) };
        let mut news: Vec<_> = changes.into_iter().map(|it| (notice.at, it)).collect();
        if let Some(customer) = customer {
            news.extend(self.link(tx, &organisation, biller, customer, now)?);
        }
        let scope = Scope {
            organisation: organisation.clone(),
            actor: muster_core::Actor::Coordinator,
            request_id: request.clone(),
            idempotency_key: None,
        };
        let lesson = Lesson { biller: notice.biller, news, source: Source::Message(notice.at) };
        self.teach(tx, &scope, &lesson, &|row| row.heard_at = Some(now), (mark, now))?;
        Ok((Taken::First, Some(organisation)))
    }

    /// Remembers whose customer this is, and answers what waited for that.
    fn link(
        &self,
        tx: &mut dyn Write,
        organisation: &OrganisationId,
        biller: &str,
        customer: &CustomerId,
        now: Timestamp,
    ) -> Result<Vec<(Timestamp, Change)>, StoreError> {
        let customer = customer.as_str();
        if !customer::link(tx, organisation, biller, customer, now)? {
            return Ok(Vec::new());
        }
        let parked = webhook::parked(tx, biller, customer)?;
        webhook::join(tx, biller, customer, organisation)?;
        let opened = parked.into_iter().flat_map(|row| {
            let owner = format!("parked/{biller}/{}", row.event);
            let news = row.parked.as_deref().map(|it| self.key.open_kept::<Parked>(&owner, it));
            let news = news.and_then(Result::ok).map(|Parked(news)| news).unwrap_or_default();
            news.into_iter().map(move |change| (row.at, change))
        });
        Ok(opened.collect())
    }

    fn teach(
        &self,
        tx: &mut dyn Write,
        scope: &Scope,
        lesson: &Lesson,
        more: &dyn Fn(&mut AccountRow),
        (mark, now): (&mut HighWater, Timestamp),
    ) -> Result<(), StoreError> {
        let organisation = &scope.organisation;
        let mut rows = account::list(tx, organisation)?;
        let biller = lesson.biller.as_str();
        let at = rows.iter().position(|row| row.biller == biller);
        let mut row = at.map_or_else(|| blank(organisation, biller, now), |at| rows.remove(at));
        let mut learnt = self.opened(&row).unwrap_or_default();
        for (at, change) in &lesson.news {
            learnt.learn(*at, change.clone());
        }
        row.account = self.sealed(organisation, biller, &learnt);
        row.updated_at = now;
        more(&mut row);
        account::put(tx, &row)?;
        let others: Vec<_> = rows.iter().filter_map(|row| self.opened(row)).collect();
        let accounts: Vec<&Account> = others.iter().chain([&learnt]).collect();
        let (plans, policy) = (&self.settings.gate.plans, self.settings.policy);
        let found = Entitlement::of(&accounts, plans, policy, now);
        self.lease(tx, scope, &found, &lesson.source, (mark, now))
    }

    /// The next lease, and a note in the audit log if it says something else than the one before.
    fn lease(
        &self,
        tx: &mut dyn Write,
        scope: &Scope,
        found: &Entitlement,
        source: &Source,
        (mark, now): (&mut HighWater, Timestamp),
    ) -> Result<(), StoreError> {
        let organisation = &scope.organisation;
        let floor = self.marks.floor();
        let kept = lease::find(tx, organisation)?;
        let before =
            kept.and_then(|it| Lease::open(&it, &self.key, organisation, floor.as_ref()).ok());
        let clock = mark.clock();
        let confirmed_at = match source {
            Source::Answer(as_of) => *as_of,
            // An old message confirms nothing anew.
            Source::Message(at) => {
                before.as_ref().map_or(*at, |before| before.confirmed_at.max(*at))
            }
        };
        let said = before.map(|it| it.entitlement).unwrap_or_default();
        let policy = self.settings.policy;
        let next = mark.lease(organisation.clone(), found.clone(), confirmed_at, policy);
        if let Source::Message(_) = source {
            mark.saw(clock);
        }
        lease::put(tx, organisation, &self.key.seal_lease(&next), now)?;
        if said.tier == found.tier && said.benefits == found.benefits {
            return Ok(());
        }
        let detail = serde_json::json!({
            "before": said.tier, "after": found.tier, "because": found.because.to_string(),
            "benefits": found.benefits,
        });
        let entry = AuditEntry {
            action: "billing.plan".to_owned(),
            target: organisation.to_string(),
            detail: detail.to_string(),
        };
        audit_event::append(tx, scope, &entry, now).map(drop)
    }
}

/// Longer than any word of theirs.
const LONGEST_KIND: usize = 100;

/// The link that is kept counts more than what a message says, because only the first one was made by our own checkout.
fn whose(tx: &mut dyn Write, notice: &Notice) -> Result<Option<OrganisationId>, StoreError> {
    if let Some(customer) = &notice.party.customer {
        let known = customer::whose(tx, notice.biller.as_str(), customer.as_str())?;
        if known.is_some() {
            return Ok(known);
        }
    }
    match &notice.party.organisation {
        Some(said) if organisation::exists(tx, said)? => Ok(Some(said.clone())),
        Some(_) | None => Ok(None),
    }
}

pub(super) fn blank(organisation: &OrganisationId, biller: &str, now: Timestamp) -> AccountRow {
    AccountRow {
        organisation: organisation.clone(),
        biller: biller.to_owned(),
        account: String::new(),
        shown: serde_json::json!({}),
        synced_at: None,
        heard_at: None,
        failures: 0,
        failed_with: None,
        retry_at: None,
        endpoint: None,
        updated_at: now,
    }
}
