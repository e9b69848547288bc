//! `GET /v1/workers/{id}/runtime` and `POST /v1/workers/{id}/runtime/upgrade`

use super::{invalid_request, member, worker_id};
use crate::{
    app::App,
    engine::{fleet::Member, updates},
    error::AppError,
    http::extract::{MaybeJson, Reader, Writer},
};
use axum::extract::{Path, State};
use http::StatusCode;
use muster_api::{
    Problem, ProblemKind,
    den::{Runtime, RuntimeService, RuntimeUpgrade, RuntimeUpgradeRequest, RuntimeUpgradeStarted},
};
use muster_core::{
    update::{Stage, Update},
    worker::Liveness,
};
use std::sync::Arc;

/// The one program that a worker of ours runs.
const SERVICE: &str = "muster-worker";

/// What a worker runs, and what it can be brought to.
#[utoipa::path(get, path = "/v1/workers/{id}/runtime", tag = "workers", params(("id" = String, Path)),
    responses((status = 200, body = Runtime), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Path(id): Path<String>,
) -> Result<axum::Json<Runtime>, AppError> {
    let id = worker_id(&id)?;
    let member = member(&app, &caller.organisation, &id)?;
    must_be_there(&app, &member)?;
    let actual = member.row.version.clone();
    let service = RuntimeService {
        name: SERVICE.to_owned(),
        upgrade_available: actual.as_ref().is_some_and(|version| *version != app.version),
        target_version: Some(app.version.clone()),
        actual_version: actual,
    };
    Ok(axum::Json(Runtime {
        ok: true,
        worker: id,
        services: [(SERVICE.to_owned(), service)].into(),
        upgrade: last(member.row.update.as_ref()),
    }))
}

/// Bring a worker to the newest program that is known here for its machine, after the jobs that it runs.
#[utoipa::path(post, path = "/v1/workers/{id}/runtime/upgrade", tag = "workers", params(("id" = String, Path)),
    request_body = RuntimeUpgradeRequest,
    responses((status = 202, body = RuntimeUpgradeStarted), (status = 400, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn upgrade(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path(id): Path<String>,
    body: Result<MaybeJson<RuntimeUpgradeRequest>, AppError>,
) -> Result<(StatusCode, axum::Json<RuntimeUpgradeStarted>), AppError> {
    let id = worker_id(&id)?;
    let MaybeJson(wanted) = body.map_err(invalid_request)?;
    let before = member(&app, &scope.organisation, &id)?;
    must_be_there(&app, &before)?;
    let services = wanted.services.unwrap_or_else(|| vec![SERVICE.to_owned()]);
    if services.is_empty() || services.iter().any(|name| name != SERVICE) {
        let detail = format!("`services` can name `{SERVICE}` alone");
        return Err(Problem::new(ProblemKind::InvalidServices, detail).in_field("services").into());
    }
    let (own, organisation, meant) = (app.clone(), scope.organisation.clone(), vec![id.clone()]);
    let asked = app.to_its_end(async move { updates::ask(&own, scope, Some(meant)).await }).await;
    let count = asked.ok_or(AppError::Internal("ask for an update"))?.map_err(under_way)?;
    let after = member(&app, &organisation, &id)?;
    let upgrade = last(after.row.update.as_ref());
    let started = RuntimeUpgradeStarted { ok: true, started: count > 0, services, upgrade };
    Ok((StatusCode::ACCEPTED, axum::Json(started)))
}

fn must_be_there(app: &App, member: &Member) -> Result<(), AppError> {
    let now = app.seams.clock.now();
    if member.presence(now).liveness(now) == Liveness::Online && member.row.version.is_some() {
        return Ok(());
    }
    let detail = "the worker is not connected, so nobody knows what it runs";
    Err(AppError::told(ProblemKind::WorkerRuntimeUnavailable, detail))
}

fn under_way(error: AppError) -> AppError {
    match error {
        AppError::Told(problem) if problem.error == ProblemKind::NotNow => {
            AppError::told(ProblemKind::UpgradeInProgress, problem.detail)
        }
        other => other,
    }
}

fn last(update: Option<&Update>) -> RuntimeUpgrade {
    let status = match update.map(|update| update.stage) {
        Some(Stage::Waiting | Stage::Draining | Stage::Changing) => "running",
        Some(Stage::Failed) => "failed",
        Some(Stage::Done | Stage::Skipped | Stage::Stopped) | None => "idle",
    };
    RuntimeUpgrade {
        status: status.to_owned(),
        started_at: update.map(|update| update.asked_at),
        error: update
            .filter(|update| update.stage == Stage::Failed)
            .and_then(|it| it.reason.clone()),
    }
}
