//! `POST /v1/jobs`

use crate::{
    app::App,
    engine::views,
    error::AppError,
    http::{
        create::{Created, Creation},
        extract::{Json, Writer},
        jobs::specification,
    },
};
use axum::{extract::State, response::Response};
use muster_api::{
    Problem,
    job::{Job, JobSubmission},
};
use muster_core::{Scope, job::Specification};
use muster_store::job;
use std::sync::Arc;

/// Submit a job.
///
/// Answers when the job is durable. With an `Idempotency-Key` the job is made once, however often
/// the request is repeated within a day.
#[utoipa::path(post, path = "/v1/jobs", tag = "jobs", request_body = JobSubmission,
    params(("Idempotency-Key" = Option<String>, Header, description = "Your own name for this creation")),
    responses((status = 201, body = Job), (status = 422, body = Problem)))]
pub(crate) async fn submit(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<JobSubmission>,
) -> Result<Response, AppError> {
    let specification = specification(body.value)?;
    accept(&app, &scope, "POST /v1/jobs", specification, &body.bytes)
        .await
        .map(Created::into_response)
}

/// Makes a job durable and lets the dispatcher know.
pub(crate) async fn accept(
    app: &Arc<App>,
    scope: &Scope,
    route: &'static str,
    specification: Specification,
    body: &[u8],
) -> Result<Created<Job>, AppError> {
    let (fleet, now) = (app.fleet_view(&scope.organisation), app.seams.clock.now());
    let creation = Creation { scope, route, body, is_secret: false };
    let faults = app.seams.faults.clone();
    faults.pass("submit.before_begin");
    let specification = Arc::new(specification);
    let created = app.create(creation, move |tx, scope| {
        let row = job::insert(tx, scope, &specification, now)?;
        faults.pass("submit.after_insert");
        Ok(views::one_job(tx, row, &fleet)?)
    });
    let created = created.await?;
    app.seams.faults.pass("submit.after_commit");
    if let Created::Fresh(job, _) = &created {
        app.tell_job(&scope.organisation, job.id);
        app.wake_dispatch();
    }
    Ok(created)
}
