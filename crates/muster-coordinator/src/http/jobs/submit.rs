//! `POST /v1/jobs`

use crate::{
    app::App,
    engine::{
        life::Moment,
        needs,
        submission::{Plain, new_job},
        views,
    },
    error::AppError,
    http::{
        create::{Created, Creation},
        extract::{Json, Writer},
    },
};
use axum::{extract::State, response::Response};
use muster_api::{
    Problem,
    job::{Job, JobSubmission},
};
use muster_core::Scope;
use muster_store::job::NewJob;
use std::{collections::BTreeMap, sync::Arc};

/// Submit a job.
///
/// Answers when the job is durable. With an `Idempotency-Key` the job is made once, however often
/// the request is repeated within a day.
#[utoipa::path(post, path = "/v1/jobs", tag = "jobs", request_body = JobSubmission,
    params(("Idempotency-Key" = Option<String>, Header, description = "Your own name for this creation")),
    responses((status = 201, body = Job), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn submit(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<JobSubmission>,
) -> Result<Response, AppError> {
    let submission = app.sealed(&scope.organisation, body.value).await?;
    let plain = if let Some(plain) = Plain::of(&submission)? {
        plain
    } else {
        let organisation = scope.organisation.clone();
        app.store.read(move |tx| Plain::resolved(tx, &organisation, &submission)).await?
    };
    let new = new_job(plain, &BTreeMap::new())?;
    accept(&app, &scope, "POST /v1/jobs", new, &body.bytes).await.map(Created::into_response)
}

/// Makes a job durable and lets the dispatcher know.
pub(crate) async fn accept(
    app: &Arc<App>,
    scope: &Scope,
    route: &'static str,
    new: NewJob,
    body: &[u8],
) -> Result<Created<Job>, AppError> {
    let (fleet, moment) = (app.fleet_view(&scope.organisation), Moment::new(app, scope.clone()));
    let creation = Creation { scope, route, body, is_secret: false };
    let faults = app.seams.faults.clone();
    faults.pass("submit.before_begin");
    let created = app.create(creation, move |tx, _| {
        let kept = needs::submit(tx, std::slice::from_ref(&new), false, &moment)?;
        faults.pass("submit.after_insert");
        let row = kept.into_iter().next().ok_or(AppError::Internal("find a job that was kept"))?;
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
