//! `PATCH /v1/jobs/{id}`

use crate::{
    app::App,
    error::{AppError, invalid},
    http::{
        extract::{Id, Json, Writer},
        jobs::{not_a_task, view},
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    job::{Job, JobChange},
};
use muster_core::{JobId, job::PRIORITIES};
use muster_store::{audit_event::AuditEntry, job};
use std::sync::Arc;

/// Change the priority of a job.
///
/// Its place among the jobs of its submitter changes with it. What runs is not disturbed.
#[utoipa::path(patch, path = "/v1/jobs/{id}", tag = "jobs", params(("id" = String, Path)), request_body = JobChange,
    responses((status = 200, body = Job), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<JobId>,
    body: Json<JobChange>,
) -> Result<axum::Json<Job>, AppError> {
    not_a_task(id)?;
    let priority = body.value.priority;
    if !PRIORITIES.contains(&priority) {
        return Err(invalid("priority", "must be from -1000 to 1000"));
    }
    let (action, target) = ("job.priority".to_owned(), id.to_string());
    let detail = serde_json::json!({ "priority": priority }).to_string();
    let (organisation, entry) = (scope.organisation.clone(), AuditEntry { action, target, detail });
    let changed =
        app.steer(scope, id, entry, move |tx, row| job::prioritise(tx, row, priority).map(drop));
    changed.await.map_err(|error| error.into_error(id))?;
    view(&app, organisation, id).await.map(axum::Json)
}
