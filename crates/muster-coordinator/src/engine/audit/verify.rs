//! Verification of a log in the database: which stretch of the chain is read, and what it is checked with.

use super::{AuditKeys, GAP, NoHeads};
use crate::{app::App, error::AppError};
use muster_audit::{
    Completeness, DateRange, Integrity, Question, Reason, Report, Seal, Sealed, Verifier,
    Witnessed, verify::End,
};
use muster_core::{AuditEventId, OrganisationId};
use muster_store::{
    Read, StoreError,
    audit_event::{self, AuditFilter, before, chain},
};
use serde::Deserialize;

/// So many events are read at once.
const PAGE: u32 = 500;

/// A stretch of the chain, from the seal before it to its end.
#[derive(Debug, Clone)]
pub(crate) struct Stretch {
    pub(crate) anchor: Option<Seal>,
    /// What comes after this place is read.
    pub(crate) after: u64,
    /// Up to the first event behind this place, or to the end of the chain.
    pub(crate) last: u64,
    /// Whether it reaches the end of the chain.
    pub(crate) is_tail: bool,
    /// The newest head in the database itself.
    own: Option<String>,
}

impl Stretch {
    /// The stretch from the first event in a range to the last. An open end is an end of the chain.
    pub(crate) fn of(
        tx: &mut dyn Read,
        organisation: &OrganisationId,
        range: &DateRange,
    ) -> Result<Self, StoreError> {
        let tail = chain::tail(tx, organisation)?.map_or(0, |seal| seal.sequence);
        let within = match (range.from, range.to) {
            (None, None) => Some((1, tail)),
            _ => chain::stretch(tx, organisation, range)?,
        };
        let first = if range.from.is_none() { 1 } else { within.map_or(tail + 1, |it| it.0) };
        let last = if range.to.is_none() { tail } else { within.map_or(tail, |it| it.1) };
        let anchor = if first > 1 { chain::seal_at(tx, organisation, first - 1)? } else { None };
        let own = chain::head(tx, organisation)?;
        Ok(Self { anchor, after: first - 1, last, is_tail: last >= tail, own })
    }

    /// What comes after the last loss that the log itself tells of; everything if it tells of none.
    fn behind_the_last_gap(
        tx: &mut dyn Read,
        organisation: &OrganisationId,
    ) -> Result<(Self, Option<AuditEventId>), StoreError> {
        let whole = Self::of(tx, organisation, &DateRange::default())?;
        let gaps = AuditFilter { action: Some(GAP.to_owned()), ..AuditFilter::default() };
        let gap = audit_event::find(tx, organisation, &gaps, None, 1)?.pop();
        let Some((gap, place)) = gap.and_then(|gap| Some((gap.id, gap.place?))) else {
            return Ok((whole, None));
        };
        let anchor = chain::seal_at(tx, organisation, place)?;
        Ok((Self { anchor, after: place, ..whole }, Some(gap)))
    }
}

impl App {
    /// What a range of the log is worth.
    pub(crate) async fn verify_audit(
        &self,
        organisation: &OrganisationId,
        range: DateRange,
    ) -> Result<Report, AppError> {
        let keys = self.audit_keys_now().await?;
        // Before the stretch, which then reaches as far at least.
        let heads = self.witnessed(organisation, keys).await;
        let own = organisation.clone();
        let stretch = self.store.read(move |tx| Stretch::of(tx, &own, &range)).await?;
        self.verify_stretch(organisation, range, keys, &heads, &stretch).await
    }

    /// What the log is worth since its last known loss, and the event that tells of that.
    pub(crate) async fn verify_audit_since_its_gap(
        &self,
        organisation: &OrganisationId,
    ) -> Result<(Report, Option<AuditEventId>), AppError> {
        let keys = self.audit_keys_now().await?;
        let mut heads = self.witnessed(organisation, keys).await;
        let own = organisation.clone();
        let stretch = self.store.read(move |tx| Stretch::behind_the_last_gap(tx, &own));
        let (stretch, gap) = stretch.await?;
        // What was seen of the part that is lost says nothing of what came after it.
        heads.retain(|head| head.head().sequence > stretch.after);
        let range = DateRange::default();
        let report = self.verify_stretch(organisation, range, keys, &heads, &stretch).await?;
        Ok((report, gap))
    }

    /// The heads that are known outside of the database. Where they are out of reach nothing is proven by them.
    async fn witnessed(
        &self,
        organisation: &OrganisationId,
        keys: Option<&AuditKeys>,
    ) -> Vec<Witnessed> {
        let Some(keys) = keys else { return Vec::new() };
        match self.audit_head(organisation, keys).await {
            Ok(head) => {
                let kept = head.into_iter().map(|(_, witnessed)| witnessed);
                kept.chain(self.audit.witnesses.of(organisation, keys)).collect()
            }
            Err(error) => {
                tracing::warn!(%error, "the audit head that was kept is out of reach");
                self.audit.witnesses.of(organisation, keys)
            }
        }
    }

    async fn verify_stretch(
        &self,
        organisation: &OrganisationId,
        range: DateRange,
        keys: Option<&AuditKeys>,
        heads: &[Witnessed],
        stretch: &Stretch,
    ) -> Result<Report, AppError> {
        let own = organisation.clone();
        let retired = self.store.read(move |tx| chain::retired_keys(tx, &own)).await?;
        let keyring = keys.map(|keys| keys.keyring(&retired));
        let question = Question {
            organisation: organisation.clone(),
            range,
            anchor: stretch.anchor,
            keyring: keyring.as_ref(),
            heads,
        };
        let mut verifier = Verifier::new(question);
        self.walk_audit(organisation, stretch, |event| verifier.take(event)).await?;
        let kept = keys.zip(stretch.own.as_deref());
        let kept = kept.and_then(|(keys, text)| keys.check(text));
        let end = match &kept {
            _ if !stretch.is_tail => End::Inside,
            Some((_, own)) => End::Tail { own: Some(own) },
            None => End::Tail { own: None },
        };
        let report = verifier.finish(end);
        if report.verified {
            self.beside_the_chain(organisation, range, report).await
        } else {
            Ok(report)
        }
    }

    /// The keys, after everything that waits was sealed; none while they are out of reach.
    pub(crate) async fn audit_keys_now(&self) -> Result<Option<&AuditKeys>, AppError> {
        match self.seal_audit().await {
            Ok(_) | Err(AppError::Told(_)) => Ok(self.sealer.audit_keys().await.ok()),
            Err(other) => Err(other),
        }
    }

    /// Hands every sealed event of a stretch on, and the one behind it.
    pub(crate) async fn walk_audit(
        &self,
        organisation: &OrganisationId,
        stretch: &Stretch,
        mut take: impl FnMut(&Sealed),
    ) -> Result<(), AppError> {
        let mut after = stretch.after;
        loop {
            let page = self.audit_page(organisation, after).await?;
            for event in &page.events {
                let is_behind = event.seal.sequence > stretch.last;
                if is_behind && stretch.is_tail {
                    return Ok(());
                }
                take(event);
                if is_behind {
                    return Ok(());
                }
            }
            match page.last.filter(|_| !page.is_last) {
                Some(last) => after = last,
                None => return Ok(()),
            }
        }
    }

    pub(crate) async fn audit_page(
        &self,
        organisation: &OrganisationId,
        after: u64,
    ) -> Result<chain::Page, StoreError> {
        let own = organisation.clone();
        self.store.read(move |tx| chain::after(tx, &own, after, PAGE)).await
    }

    /// What stands beside a chain that holds: the one from before there were seals, and what is in neither.
    async fn beside_the_chain(
        &self,
        organisation: &OrganisationId,
        range: DateRange,
        report: Report,
    ) -> Result<Report, AppError> {
        let own = organisation.clone();
        let beside = self.store.read(move |tx| {
            let count = before::count(tx, &own, &range)?;
            let fault = if range.from.is_none() || count > 0 { old_fault(tx, &own)? } else { None };
            let stray = chain::stray(tx, &own)?.map(|id| (Reason::Inserted, id));
            Ok::<_, StoreError>((count, fault.or(stray)))
        });
        let (count, fault) = beside.await?;
        Ok(match fault {
            None => Report { checked_count: report.checked_count + count, ..report },
            Some((reason, at)) => Report {
                verified: false,
                broken_at_event_id: Some(at),
                integrity: Integrity::Broken,
                completeness: match reason {
                    Reason::Missing { .. } => Completeness::Broken,
                    _ => Completeness::Unproven,
                },
                reason: Some(reason),
                ..report
            },
        })
    }
}

impl From<NoHeads> for AppError {
    fn from(error: NoHeads) -> Self {
        Self::told(muster_api::ProblemKind::SecretsUnavailable, error.reason)
    }
}

/// What the first event of the chain says of the one before it.
#[derive(Debug, Deserialize)]
struct Carried {
    events: u64,
    head: String,
}

/// What is wrong with the chain from before there were seals, and at which event.
fn old_fault(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Option<(Reason, AuditEventId)>, StoreError> {
    let old = before::verify(tx, organisation)?;
    if let Some(at) = old.broken_at {
        return Ok(Some((Reason::Edited, before::id(at))));
    }
    let first = chain::after(tx, organisation, 0, 1)?.events.into_iter().next();
    let first = first.filter(|it| it.event.action == "audit.begin");
    let Some(first) = first else { return Ok(None) };
    let Ok(carried) = serde_json::from_str::<Carried>(&first.event.detail) else {
        return Ok(None);
    };
    let head = old.head.as_deref().map(crate::crypto::encode);
    Ok(if old.checked < carried.events {
        let gone = Reason::Missing { from: old.checked + 1, to: carried.events };
        Some((gone, first.event.id))
    } else if old.checked > carried.events {
        Some((Reason::Inserted, before::id(carried.events + 1)))
    } else if head.as_ref() == Some(&carried.head) {
        None
    } else {
        Some((Reason::Forked, before::id(old.checked)))
    })
}
