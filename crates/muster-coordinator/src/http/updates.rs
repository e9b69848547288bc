//! `GET` and `POST /v1/updates`, and `POST /v1/updates/stop`

use crate::{
    app::App,
    engine::updates,
    error::AppError,
    http::{
        extract::{Json, Reader, Writer},
        workers::no_worker,
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    update::{UpdateReport, UpdateRequest, Updates},
};
use std::sync::Arc;

/// How far the updates of workers are.
///
/// Counted over all workers, of those that were asked for last at one time.
#[utoipa::path(get, path = "/v1/updates", tag = "workers", responses((status = 200, body = UpdateReport)))]
pub(crate) async fn report(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> axum::Json<UpdateReport> {
    axum::Json(updates::report(&app, &caller.organisation))
}

/// Update workers.
///
/// Each is brought to the newest program that is known here for its machine, after the jobs that it runs: one worker
/// first, then a quarter of them, then the rest. The first that fails stops those that have not begun. How far each is
/// stands in `update` of the worker.
#[utoipa::path(post, path = "/v1/updates", tag = "workers", request_body = UpdateRequest,
    responses((status = 202, body = Updates), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn ask(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<UpdateRequest>,
) -> Result<(http::StatusCode, axum::Json<Updates>), AppError> {
    let UpdateRequest { workers } = body.value;
    for id in workers.iter().flatten() {
        app.fleet.find(&scope.organisation, id).ok_or_else(|| no_worker(id))?;
    }
    let own = app.clone();
    let asked = app.to_its_end(async move { updates::ask(&own, scope, workers).await }).await;
    let count = asked.ok_or(AppError::Internal("ask for updates"))??;
    Ok((http::StatusCode::ACCEPTED, axum::Json(Updates { count })))
}

/// Stop the updates that have not begun to change anything.
///
/// A worker that is being changed comes to its end, and is not given up half way.
#[utoipa::path(post, path = "/v1/updates/stop", tag = "workers", responses((status = 200, body = Updates)))]
pub(crate) async fn stop(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
) -> Result<axum::Json<Updates>, AppError> {
    let own = app.clone();
    let stopped = app.to_its_end(async move { updates::stop(&own, scope).await }).await;
    let count = stopped.ok_or(AppError::Internal("stop updates"))??;
    Ok(axum::Json(Updates { count }))
}
