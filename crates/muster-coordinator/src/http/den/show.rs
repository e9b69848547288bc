//! `GET /v1/workers/{id}`

use super::{Viewer, member, resource_of, worker_id};
use crate::{app::App, error::AppError, http::extract::Reader};
use axum::extract::{Path, State};
use muster_api::{Problem, den::WorkerWithInstance};
use muster_core::{OrganisationId, WorkerId};
use std::sync::Arc;

/// A worker and its machine.
///
/// One that could not be made says so with `error: provisioning_failed` and the reason.
#[utoipa::path(get, path = "/v1/workers/{id}", tag = "workers", params(("id" = String, Path)),
    responses((status = 200, body = WorkerWithInstance), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Path(id): Path<String>,
) -> Result<axum::Json<WorkerWithInstance>, AppError> {
    let id = worker_id(&id)?;
    let actor = caller.actor.to_string();
    shown(&app, &caller.organisation, &actor, &id).await.map(axum::Json)
}

pub(crate) async fn shown(
    app: &App,
    organisation: &OrganisationId,
    actor: &str,
    id: &WorkerId,
) -> Result<WorkerWithInstance, AppError> {
    let member = member(app, organisation, id)?;
    let kept = app.kept_of(organisation, resource_of(id)?).await?;
    let worker = app.den_worker(&member, &kept, Viewer { organisation, actor });
    let instance = app.instance(&kept).await;
    Ok(WorkerWithInstance { worker, instance, operation: kept.open })
}
