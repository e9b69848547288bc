//! A worker's jobs go to others because somebody said so.
//!
//! Whoever is here is asked to give them back, and goes on being asked for as long as it is paused and holds any, by the pass
//! that ends pauses. Whoever cannot be asked has lost them, if they may be lost: their leases end here and now.

use crate::{
    app::App,
    engine::{
        life::NotApplied,
        steer_worker::{Change, steer},
    },
    error::Chain,
};
use muster_api::session::FromCoordinator;
use muster_core::{
    Scope, WorkerId,
    job::{Event, Hold},
};
use muster_store::StoreError;
use std::sync::Arc;

/// What became of a worker's jobs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Released {
    /// So many it was asked to give back.
    pub(crate) asked: u32,
    /// So many count as lost.
    pub(crate) lost: u32,
}

pub(crate) async fn release_jobs(
    app: &Arc<App>,
    scope: Scope,
    id: WorkerId,
    hold: Hold,
    may_lose: bool,
) -> Result<Released, StoreError> {
    let jobs = app.leases.count_of(&id);
    steer(app, scope.clone(), id.clone(), Change::ReleaseJobs { hold, jobs }).await?;
    let leases = app.leases.of_worker(&id);
    let mut released = Released::default();
    if app.fleet.is_connected(&id) {
        for lease in leases {
            app.fleet.send(&id, FromCoordinator::TakeBack { grant: lease.grant });
            released.asked += 1;
        }
        return Ok(released);
    }
    // It went away just now, and is asked when it is back.
    let lost = if may_lose { leases } else { Vec::new() };
    for lease in lost {
        let event = Event::LeaseEnded(lease.grant.fence);
        match app.apply(scope.clone(), lease.grant.job, event).await {
            Ok(_) => released.lost += 1,
            // A report came first.
            Err(NotApplied::Refused(_) | NotApplied::NoJob) => {}
            // The lease ends by itself, later.
            Err(NotApplied::Store(error)) => {
                tracing::warn!(error = %Chain(&error), job = %lease.grant.job, "cannot take {} back", lease.grant.job);
            }
        }
    }
    Ok(released)
}
