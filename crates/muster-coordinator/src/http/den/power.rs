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
    let busy = app.leases.count_of(&member.row.id);
    if busy > 0 && !wanted.force {
        let detail = format!("the worker runs {busy} jobs");
        let problem = Problem::new(ProblemKind::NotNow, detail);
        return Err(problem.with_hint("drain it first, or say `force`").into());
    }
    act(&app, &scope, &member, Act::Stop).await
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
    let id = &member.row.id;
    if member.row.destination == Destination::Local {
        let detail = "only a worker in a cloud can be stopped and woken from here";
        return Err(AppError::told(ProblemKind::NotNow, detail));
    }
    app.operations.act(scope, &resource_of(id)?, act).await?;
    let shown = shown(app, &scope.organisation, &scope.actor.to_string(), id).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(shown)))
}
