//! Steering: what an operator does to jobs that wait, besides cancelling them.

use crate::{app::App, engine::life::NotApplied};
use muster_core::{
    JobId, OrganisationId, Scope,
    job::{JobState, Refused},
};
use muster_store::{
    StoreError, Write, audit_event,
    audit_event::AuditEntry,
    job::{self, JobRow},
};
use std::sync::Arc;

/// A job that is not over.
pub(crate) fn open(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    id: JobId,
) -> Result<JobRow, NotApplied> {
    let row = job::find(tx, organisation, id)?.ok_or(NotApplied::NoJob)?;
    let is_over = matches!(row.life.state, JobState::Ended { .. });
    if is_over { Err(Refused::AlreadyEnded.into()) } else { Ok(row) }
}

impl App {
    /// Changes how a job waits, with its line in the audit log, and lets everybody know.
    pub(crate) async fn steer(
        self: &Arc<Self>,
        scope: Scope,
        id: JobId,
        entry: AuditEntry,
        change: impl Fn(&mut dyn Write, &JobRow) -> Result<(), StoreError> + Send + Sync + 'static,
    ) -> Result<(), NotApplied> {
        let (app, now) = (self.clone(), self.seams.clock.now());
        let steered = self.to_its_end(async move {
            let organisation = scope.organisation.clone();
            let kept = app.store.write(move |tx| {
                let row = open(tx, &scope.organisation, id)?;
                change(tx, &row)?;
                Ok::<_, NotApplied>(audit_event::append(tx, &scope, &entry, now).map(drop)?)
            });
            kept.await?;
            app.tell_job(&organisation, id);
            app.wake_dispatch();
            Ok(())
        });
        steered.await.unwrap_or(Err(NotApplied::Store(StoreError::Closed)))
    }
}
