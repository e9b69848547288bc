//! Ends leases whose time is over, queues jobs whose wait is over, and cancels the tasks of cancelled
//! arrays.

use crate::{
    app::App,
    engine::{leases::LEASE, life::NotApplied},
    error::Chain,
};
use muster_core::job::{Event, LONGEST_BACKOFF};
use muster_store::{StoreError, job, job::JobRow};
use std::sync::Arc;

/// Rows in one query of jobs that wait.
const PAGE: u32 = 256;

pub(super) async fn pass(app: &Arc<App>) -> Result<u64, StoreError> {
    give_time_after_absence(app);
    Ok(end_leases(app).await + end_waits(app).await? + end_arrays(app).await?)
}

/// Tasks of an array that somebody cancelled, and that had not heard of it when we stopped.
async fn end_arrays(app: &Arc<App>) -> Result<u64, StoreError> {
    let mut done = 0;
    for (organisation, array) in app.store.read(|tx| job::cancelled_arrays(tx)).await? {
        done += app.cancel_tasks(&organisation, array).await?;
    }
    Ok(done)
}

/// What workers said while we were away was not heard; they get a full lease to say it again.
pub(super) fn give_time_after_absence(app: &App) {
    if let Some(away) = app.absence.since_last_look(app.seams.clock.as_ref()) {
        tracing::info!(?away, "this coordinator was away; every worker gets a full lease");
        app.leases.extend_all(app.seams.clock.boot().after(LEASE));
    }
}

async fn end_leases(app: &Arc<App>) -> u64 {
    let mut done = 0;
    for lease in app.leases.end_expired(app.seams.clock.boot()) {
        let scope = app.own_scope(&lease.organisation);
        match app.apply(scope, lease.grant.job, Event::LeaseEnded(lease.grant.fence)).await {
            Ok(_) => done += 1,
            // A report came first: the lease is over in any case.
            Err(NotApplied::Refused(_) | NotApplied::NoJob) => {
                app.leases.end(&lease.organisation, lease.grant)
            }
            // Nobody can say any more what was promised.
            Err(NotApplied::Store(error @ StoreError::Corrupt { .. })) => {
                let place = (lease.organisation.clone(), lease.grant.job);
                app.passed_over.note(&[(place, error)]);
                app.leases.end(&lease.organisation, lease.grant);
            }
            Err(NotApplied::Store(error)) => {
                tracing::error!(error = %Chain(&error), job = %lease.grant.job, "cannot end the lease of {}", lease.grant.job);
            }
        }
    }
    done
}

/// Page by page to the end: a page that is full of others must not keep a job waiting.
async fn end_waits(app: &Arc<App>) -> Result<u64, StoreError> {
    let now = app.seams.clock.now();
    let latest = now.after(LONGEST_BACKOFF);
    let (mut done, mut limit) = (0, PAGE);
    loop {
        let due = app.store.read(move |tx| job::retry_due(tx, now, latest, limit)).await?;
        app.passed_over.note(&due.unreadable);
        let is_last = due.rows < limit as usize;
        // What cannot be read stays at the head, so the next page must reach beyond it.
        let beyond = PAGE.saturating_add(u32::try_from(due.unreadable.len()).unwrap_or(u32::MAX));
        let ended = end_each_wait(app, due.jobs).await?;
        done += ended;
        if is_last || (ended == 0 && beyond <= limit) {
            return Ok(done);
        }
        limit = beyond;
    }
}

async fn end_each_wait(app: &Arc<App>, due: Vec<JobRow>) -> Result<u64, StoreError> {
    let mut done = 0;
    for row in due {
        let scope = app.own_scope(&row.organisation);
        match app.apply(scope, row.id, Event::WaitElapsed).await {
            Ok(_) => done += 1,
            Err(NotApplied::Refused(_) | NotApplied::NoJob) => {}
            Err(NotApplied::Store(error)) => return Err(error),
        }
    }
    Ok(done)
}
