//! `POST /jobs`

use crate::{
    app::App,
    engine::submission::specification,
    error::AppError,
    http::{
        compat::view,
        create::{Created, Creation},
        extract::{Json, Writer},
    },
};
use axum::{extract::State, response::Response};
use muster_api::{
    Problem,
    compat::{CompatJob, CompatSubmission},
    job::JobSubmission,
};
use muster_core::requirement::Written;
use muster_store::job;
use std::sync::Arc;

/// Submit a job (deborgen).
#[utoipa::path(post, path = "/jobs", tag = "deborgen", request_body = CompatSubmission,
    responses((status = 201, body = CompatJob), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn submit(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<CompatSubmission>,
) -> Result<Response, AppError> {
    let CompatSubmission { command, timeout_seconds, max_attempts, requirements } = body.value;
    let submission = JobSubmission {
        command: Some(command),
        timeout_seconds,
        max_attempts,
        requirements: Written::Labels(requirements),
        ..JobSubmission::default()
    };
    let specification = Arc::new(specification(submission)?);
    let now = app.seams.clock.now();
    let creation =
        Creation { scope: &scope, route: "POST /jobs", body: &body.bytes, is_secret: false };
    let created = app.create(creation, move |tx, scope| {
        let row = job::insert(tx, scope, &specification, now)?;
        Ok(view(tx, &row)?)
    });
    let created = created.await?;
    if let Created::Fresh(job, _) = &created {
        app.tell_job(&scope.organisation, job.id);
        app.wake_dispatch();
    }
    Ok(created.into_response())
}
