//! Stopping a cloud worker that runs nothing, so that nothing is given to it meanwhile.

use crate::{app::App, error::AppError};
use muster_core::{Scope, WorkerId};
use muster_operations::{Accepted, Act, NotAccepted};
use std::sync::Arc;

/// Why it goes on.
#[derive(Debug)]
pub(crate) enum NotStopped {
    /// It runs so many jobs.
    Busy(u32),
    /// It is not wanted or cannot be.
    Refused(NotAccepted),
}

impl From<NotStopped> for AppError {
    fn from(why: NotStopped) -> Self {
        match why {
            NotStopped::Busy(jobs) => {
                let detail = format!("the worker runs {jobs} jobs");
                let problem = muster_api::Problem::new(muster_api::ProblemKind::NotNow, detail);
                problem.with_hint("drain it first, or say `force`").into()
            }
            NotStopped::Refused(refused) => refused.into(),
        }
    }
}

impl App {
    /// Stops a cloud worker unless it runs something. Nobody is given anything between the look and the stop.
    pub(crate) async fn stop_if_free(
        self: &Arc<Self>,
        scope: &Scope,
        worker: &WorkerId,
    ) -> Result<Accepted, NotStopped> {
        // Held by whoever grants, until its grants are told.
        let _order = self.order.lock().await;
        let jobs = self.leases.count_of(worker);
        if jobs > 0 {
            return Err(NotStopped::Busy(jobs));
        }
        let resource = worker.as_str().parse().map_err(|_| NotAccepted::NotFound);
        let resource = resource.map_err(NotStopped::Refused)?;
        self.fleet.stops(worker, true);
        let stopped = self.operations.act(scope, &resource, Act::Stop).await;
        if stopped.is_err() {
            self.fleet.stops(worker, false);
        }
        stopped.map_err(NotStopped::Refused)
    }
}
