//! How a worker goes: its row, its past, its session and the jobs that it held.

use crate::app::App;
use muster_api::session::FromCoordinator;
use muster_core::{Scope, WorkerId, job::Event};
use muster_store::{
    StoreError,
    audit_event::{self, AuditEntry},
    past_span::{self, Subject},
    worker,
};
use std::sync::Arc;

/// Removes the worker, cuts its session and takes its jobs back.
pub(crate) async fn take_away(
    app: &Arc<App>,
    scope: Scope,
    id: WorkerId,
    entry: AuditEntry,
) -> Result<(), StoreError> {
    let (own, worker, now) = (scope.clone(), id.clone(), app.seams.clock.now());
    let removed = app.store.write(move |tx| {
        worker::remove(tx, &own, &worker, now)?;
        past_span::remove(tx, &own.organisation, &Subject::Worker(worker.clone()))?;
        audit_event::append(tx, &own, &entry, now).map(|_| ())
    });
    match removed.await {
        // Somebody else removed it at the same time.
        Ok(()) | Err(StoreError::Conflict) => {}
        Err(error) => return Err(error),
    }
    let leases = app.leases.of_worker(&id);
    let order = app.order.lock().await;
    // What goes back to the queue must not run on there, where nobody can reach it any more.
    for lease in &leases {
        app.fleet.send(&id, FromCoordinator::Stop { grant: lease.grant });
    }
    app.fleet.remove(&id);
    drop(order);
    app.watch.forget(&id);
    for lease in leases {
        let event = Event::LeaseEnded(lease.grant.fence);
        if let Err(error) = app.apply(scope.clone(), lease.grant.job, event).await {
            tracing::warn!(%error, job = %lease.grant.job, "cannot take {} back", lease.grant.job);
        }
    }
    Ok(())
}
