//! Follows what becomes of cloud workers at their providers: who is up is called at once, and who goes leaves the
//! fleet.

use crate::{
    app::App,
    engine::{changes::Change, fleet::Member, remove_worker::take_away},
    error::Chain,
};
use muster_core::{Name, OrganisationId, WorkerId, cloud::Status, worker::Destination};
use muster_store::audit_event::AuditEntry;
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;

/// Hears of every change until the coordinator stops.
pub(crate) async fn follow(app: Arc<App>) {
    let mut changes = app.operations.subscribe();
    look_at_all(&app).await;
    loop {
        let change = tokio::select! {
            biased;
            () = app.seams.tasks.stopped() => return,
            change = changes.recv() => change,
        };
        match change {
            Ok(change) => look(&app, &change.organisation, &change.resource).await,
            Err(RecvError::Lagged(_)) => look_at_all(&app).await,
            Err(RecvError::Closed) => return,
        }
    }
}

/// A crash may have come between a worker's end and its leaving.
async fn look_at_all(app: &Arc<App>) {
    for row in app.fleet.listening() {
        if row.destination == Destination::Cloud {
            let Ok(resource) = row.id.as_str().parse() else { continue };
            look(app, &row.organisation, &resource).await;
        }
    }
}

async fn look(app: &Arc<App>, organisation: &OrganisationId, resource: &Name) {
    let Ok(id) = resource.as_str().parse::<WorkerId>() else { return };
    let Some(member) = app.fleet.find(organisation, &id) else { return };
    match app.operations.resource(organisation, resource).await {
        Ok(Some(row)) if matches!(row.status, Status::Deleting | Status::Gone) => {
            leave(app, &member).await;
        }
        Ok(row) => {
            let status = row.map(|row| row.status);
            // What is about to stop is given nothing new.
            app.fleet.stops(&id, status == Some(Status::Stopping));
            if status == Some(Status::Running) {
                app.calls.call_at_once(&id);
            }
            app.changes.tell(Change::Worker(organisation.clone(), id));
        }
        Err(error) => {
            tracing::error!(error = %Chain(&error), %resource, "a resource cannot be read")
        }
    }
}

/// What it runs goes back to the queue.
async fn leave(app: &Arc<App>, member: &Member) {
    let scope = app.own_scope(&member.row.organisation);
    let entry = AuditEntry {
        action: "worker.remove".to_owned(),
        target: member.row.id.to_string(),
        detail: serde_json::json!({ "name": member.row.name }).to_string(),
    };
    if let Err(error) = take_away(app, scope, member.row.id.clone(), entry).await {
        tracing::error!(error = %Chain(&error), worker = %member.row.id, "a worker that is gone stays in the fleet");
    }
}
