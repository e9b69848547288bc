//! Cancelling many jobs: in transactions of bounded size, one after the other.

use crate::{
    app::App,
    engine::life::{Applied, Moment, NotApplied, apply},
};
use muster_core::{
    JobId, Scope,
    job::{Event, Refused},
};
use muster_store::{StoreError, Write, audit_event::AuditEntry};
use std::sync::Arc;

/// Jobs whose end is asked for in one transaction.
pub(crate) const MOST_AT_ONCE: u32 = 100;

/// How many of some jobs were asked to end, and how many had ended.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cancelled {
    pub(crate) asked: u64,
    pub(crate) over: u64,
}

impl Cancelled {
    pub(crate) fn and(self, more: Self) -> Self {
        Self { asked: self.asked + more.asked, over: self.over + more.over }
    }
}

impl App {
    /// Asks for the end of these jobs, up to [`MOST_AT_ONCE`], and of the tasks of those that are arrays.
    pub(crate) async fn cancel_page(
        self: &Arc<Self>,
        scope: &Scope,
        ids: Vec<JobId>,
        audit: AuditEntry,
    ) -> Result<Cancelled, StoreError> {
        let (app, count) = (self.clone(), ids.len() as u64);
        let moment = Moment { audit: Some(audit), ..Moment::new(self, scope.clone()) };
        let cancelled = self.to_its_end(async move {
            // The frames of these cancels must not overtake those of the grants.
            let order = app.order.lock().await;
            let cancelled = app.store.write(move |tx| cancel_each(tx, &ids, &moment)).await?;
            for one in &cancelled {
                app.after_commit(one);
            }
            drop(order);
            for array in cancelled.iter().filter(|one| one.after.progress.is_some()) {
                app.cancel_tasks(&array.after.organisation, array.after.id).await?;
            }
            let asked = cancelled.len() as u64;
            Ok(Cancelled { asked, over: count - asked })
        });
        cancelled.await.unwrap_or(Err(StoreError::Closed))
    }
}

/// Leaves out what has ended.
fn cancel_each(
    tx: &mut dyn Write,
    ids: &[JobId],
    moment: &Moment,
) -> Result<Vec<Applied>, StoreError> {
    let mut cancelled = Vec::new();
    for id in ids {
        let audit = moment.audit.clone();
        let audit = audit.map(|entry| AuditEntry { target: id.to_string(), ..entry });
        let moment = Moment { audit, ..moment.clone() };
        match apply(tx, *id, Event::CancelRequested, &moment) {
            Ok(applied) => cancelled.push(applied),
            Err(NotApplied::Refused(Refused::AlreadyEnded)) => {}
            Err(NotApplied::NoJob | NotApplied::Refused(_)) => return Err(StoreError::Conflict),
            Err(NotApplied::Store(error)) => return Err(error),
        }
    }
    Ok(cancelled)
}
