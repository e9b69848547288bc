//! `GET /v1/jobs/{id}`

use crate::{
    app::App,
    error::AppError,
    http::{
        extract::{Id, Reader},
        jobs::view,
    },
};
use axum::extract::State;
use muster_api::{Problem, job::Job};
use muster_core::JobId;
use std::sync::Arc;

/// One job, as it is now.
#[utoipa::path(get, path = "/v1/jobs/{id}", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = Job), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(id): Id<JobId>,
) -> Result<axum::Json<Job>, AppError> {
    view(&app, caller.organisation, id).await.map(axum::Json)
}
