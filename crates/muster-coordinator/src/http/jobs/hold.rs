//! `POST /v1/jobs/{id}/hold` and `POST /v1/jobs/{id}/release`

use crate::{
    app::App,
    engine::submission::reason_to_hold,
    error::AppError,
    http::{
        extract::{Id, Json, Writer},
        jobs::{not_a_task, view},
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    job::{HoldRequest, Job},
};
use muster_core::{JobId, job::Hold};
use muster_store::{audit_event::AuditEntry, job};
use std::sync::Arc;

/// Hold a job back.
///
/// It keeps its place and is not granted until it is released. What runs goes on; if that has to be tried
/// again, the next attempt is held. Of an array no further task is granted. Another hold replaces the first.
#[utoipa::path(post, path = "/v1/jobs/{id}/hold", tag = "jobs", params(("id" = String, Path)), request_body = HoldRequest,
    responses((status = 200, body = Job), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn hold(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<JobId>,
    body: Json<HoldRequest>,
) -> Result<axum::Json<Job>, AppError> {
    not_a_task(id)?;
    let reason = reason_to_hold("reason", &body.value.reason)?;
    let detail = serde_json::json!({ "reason": reason }).to_string();
    let entry = AuditEntry { action: "job.hold".to_owned(), target: id.to_string(), detail };
    let (by, at) = (scope.actor.to_string(), app.seams.clock.now());
    let (organisation, hold) = (scope.organisation.clone(), Hold { by, at, reason });
    let held =
        app.steer(scope, id, entry, move |tx, row| job::hold(tx, row, Some(&hold)).map(drop));
    held.await.map_err(|error| error.into_error(id))?;
    view(&app, organisation, id).await.map(axum::Json)
}

/// Let a job go that is held back.
///
/// One that is not held stays as it is.
#[utoipa::path(post, path = "/v1/jobs/{id}/release", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = Job), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn release(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<JobId>,
) -> Result<axum::Json<Job>, AppError> {
    not_a_task(id)?;
    let (action, detail) = ("job.release".to_owned(), "{}".to_owned());
    let entry = AuditEntry { action, target: id.to_string(), detail };
    let organisation = scope.organisation.clone();
    let released = app.steer(scope, id, entry, |tx, row| job::hold(tx, row, None).map(drop));
    released.await.map_err(|error| error.into_error(id))?;
    view(&app, organisation, id).await.map(axum::Json)
}
