//! `DELETE /v1/workers/{id}`

use crate::{
    app::App,
    engine::remove_worker::take_away,
    error::AppError,
    http::{
        den::resource_of,
        extract::{Id, Writer},
        workers::no_worker,
    },
};
use axum::extract::State;
use http::StatusCode;
use muster_api::{Problem, ProblemKind};
use muster_core::{Scope, WorkerId, worker::Destination};
use muster_operations::{Act, NotAccepted};
use muster_store::audit_event::AuditEntry;
use std::sync::Arc;

/// Remove a worker.
///
/// Its key opens no session any more, and jobs that it held go back to the queue. The machine that
/// the coordinator runs on cannot be removed.
#[utoipa::path(delete, path = "/v1/workers/{id}", tag = "workers", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<WorkerId>,
) -> Result<StatusCode, AppError> {
    let member = app.fleet.find(&scope.organisation, &id).ok_or_else(|| no_worker(&id))?;
    if member.row.is_this_machine {
        return Err(AppError::told(
            ProblemKind::NotNow,
            "this machine is a worker as long as the coordinator runs on it",
        ));
    }
    if member.row.destination == Destination::Cloud {
        delete_machine(&app, &scope, &id).await?;
    }
    let worker = id.clone();
    let entry = AuditEntry {
        action: "worker.remove".to_owned(),
        target: id.to_string(),
        detail: serde_json::json!({ "name": member.row.name }).to_string(),
    };
    let own = app.clone();
    let removed = app.to_its_end(async move { take_away(&own, scope, worker, entry).await }).await;
    removed.ok_or(AppError::Internal("remove a worker"))??;
    Ok(StatusCode::NO_CONTENT)
}

/// Its machine goes meanwhile: what is to go is never given up, and is shown among the operations.
async fn delete_machine(app: &Arc<App>, scope: &Scope, id: &WorkerId) -> Result<(), AppError> {
    let deleted =
        app.operations.act(scope, &resource_of(id)?, Act::Delete { is_forced: true }).await;
    match deleted {
        Ok(_) | Err(NotAccepted::NotFound) => Ok(()),
        Err(other) => Err(other.into()),
    }
}
