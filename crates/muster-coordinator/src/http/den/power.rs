//! `POST /v1/workers/{id}/stop` and `/wake`

use super::{member, resource_of, show::shown, worker_id};
use crate::{
    app::App,
    engine::fleet::Member,
    error::AppError,
    http::extract::{MaybeJson, Writer},
};
use axum::extract::{Path, State};
use http::StatusCode;
use muster_api::{
    Problem, ProblemKind,
    den::{StopWorkerRequest, WorkerWithInstance},
};
use muster_core::{Scope, worker::Destination};
use muster_operations::Act;
use std::sync::Arc;

/// Stop a cloud worker.
///
/// It costs little or nothing then, and can be woken. One that runs something is not stopped unless that is forced;
/// what it runs goes back to the queue then.
#[utoipa::path(post, path = "/v1/workers/{id}/stop", tag = "workers", params(("id" = String, Path)),
    request_body = StopWorkerRequest,
    responses((status = 202, body = WorkerWithInstance), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn stop(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path(id): Path<String>,
    MaybeJson(wanted): MaybeJson<StopWorkerRequest>,
) -> Result<(StatusCode, axum::Json<WorkerWithInstance>), AppError> {
    let member = member(&app, &scope.organisation, &worker_id(&id)?)?;
    if wanted.force {
        return act(&app, &scope, &member, Act::Stop).await;
    }
    must_be_in_a_cloud(&member)?;
    app.stop_if_free(&scope, &member.row.id).await?;
    answered(&app, &scope, &member).await
}

/// Wake a cloud worker that was stopped.
#[utoipa::path(post, path = "/v1/workers/{id}/wake", tag = "workers", params(("id" = String, Path)),
    responses((status = 202, body = WorkerWithInstance), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn wake(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path(id): Path<String>,
) -> Result<(StatusCode, axum::Json<WorkerWithInstance>), AppError> {
    let member = member(&app, &scope.organisation, &worker_id(&id)?)?;
    act(&app, &scope, &member, Act::Start).await
}

async fn act(
    app: &Arc<App>,
    scope: &Scope,
    member: &Member,
    act: Act,
) -> Result<(StatusCode, axum::Json<WorkerWithInstance>), AppError> {
    must_be_in_a_cloud(member)?;
    app.operations.act(scope, &resource_of(&member.row.id)?, act).await?;
    answered(app, scope, member).await
}

fn must_be_in_a_cloud(member: &Member) -> Result<(), AppError> {
    if member.row.destination == Destination::Cloud {
        return Ok(());
    }
    let detail = "only a worker in a cloud can be stopped and woken from here";
    Err(AppError::told(ProblemKind::NotNow, detail))
}

async fn answered(
    app: &Arc<App>,
    scope: &Scope,
    member: &Member,
) -> Result<(StatusCode, axum::Json<WorkerWithInstance>), AppError> {
    let actor = scope.actor.to_string();
    let shown = shown(app, &scope.organisation, &actor, &member.row.id).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(shown)))
}
