//! `GET /v1/jobs/{id}/attempts`

use crate::{
    app::App,
    engine::{life::found, views},
    error::AppError,
    http::extract::{Id, Reader},
};
use axum::extract::State;
use muster_api::{Problem, job::Attempt};
use muster_core::JobId;
use muster_store::attempt;
use std::sync::Arc;

/// Every attempt of a job, first to last.
#[utoipa::path(get, path = "/v1/jobs/{id}/attempts", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = Vec<Attempt>), (status = 404, body = Problem)))]
pub(crate) async fn attempts(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(id): Id<JobId>,
) -> Result<axum::Json<Vec<Attempt>>, AppError> {
    let organisation = caller.organisation;
    let attempts = app.store.read(move |tx| {
        found(tx, &organisation, id)?;
        let rows = attempt::list(tx, &organisation, id)?;
        Ok::<_, AppError>(views::attempts(tx, &organisation, rows)?)
    });
    attempts.await.map(axum::Json)
}
