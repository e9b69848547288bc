//! `POST /v1/jobs/{id}/rerun`

use crate::{
    app::App,
    error::AppError,
    http::{
        create::Created,
        extract::{Id, Writer},
        jobs::{found, submit::accept},
    },
};
use axum::{extract::State, response::Response};
use muster_api::{Problem, job::Job};
use muster_core::JobId;
use std::sync::Arc;

/// Submit a job again.
///
/// A new job with the same specification; the old one stays as it ended.
#[utoipa::path(post, path = "/v1/jobs/{id}/rerun", tag = "jobs", params(("id" = String, Path)),
    responses((status = 201, body = Job), (status = 404, body = Problem)))]
pub(crate) async fn rerun(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<JobId>,
) -> Result<Response, AppError> {
    let organisation = scope.organisation.clone();
    let old = app.store.read(move |tx| found(tx, &organisation, id)).await?;
    let body = id.to_string();
    accept(&app, &scope, "POST /v1/jobs/{id}/rerun", old.specification, body.as_bytes())
        .await
        .map(Created::into_response)
}
