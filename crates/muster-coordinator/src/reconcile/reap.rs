//! Ends leases whose time is over, and queues jobs whose wait is over.

use crate::{
    app::App,
    engine::{leases::LEASE, life::NotApplied},
    error::Chain,
};
use muster_core::job::Event;
use muster_store::{StoreError, job};
use std::{sync::Arc, time::Duration};

/// Rows in one query of jobs that wait.
const PAGE: u32 = 256;
/// Less than this is the clock's own jitter, not sleep.
const SLEPT: Duration = Duration::from_secs(5);

pub(super) async fn pass(app: &Arc<App>) -> Result<u64, StoreError> {
    give_time_after_sleep(app);
    Ok(end_leases(app).await + end_waits(app).await?)
}

/// Workers could not renew while we slept; they get a full lease to do so now.
fn give_time_after_sleep(app: &App) {
    let slept = app.seams.clock.boot().0.saturating_sub(app.seams.clock.awake());
    let mut so_far = app.slept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if so_far.is_some_and(|before| slept > before + SLEPT) {
        tracing::info!("this machine slept; every worker gets a full lease");
        app.leases.extend_all(app.seams.clock.boot().after(LEASE));
    }
    *so_far = Some(slept);
}

async fn end_leases(app: &Arc<App>) -> u64 {
    let mut done = 0;
    for lease in app.leases.expired(app.seams.clock.boot()) {
        let scope = app.own_scope(&lease.organisation);
        match app.apply(scope, lease.grant.job, Event::LeaseEnded(lease.grant.fence)).await {
            Ok(_) => done += 1,
            // A report came first: the lease is over in any case.
            Err(NotApplied::Refused(_) | NotApplied::NoJob) => {
                app.leases.end(&lease.organisation, lease.grant)
            }
            Err(NotApplied::Store(error)) => {
                tracing::error!(error = %Chain(&error), job = %lease.grant.job, "cannot end the lease of {}", lease.grant.job);
            }
        }
    }
    done
}

async fn end_waits(app: &Arc<App>) -> Result<u64, StoreError> {
    let now = app.seams.clock.now();
    let due = app.store.read(move |tx| job::retry_due(tx, now, PAGE)).await?;
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
