//! `GET /v1/jobs/{id}/explain`

use crate::{
    app::App,
    engine::{life::found, views},
    error::AppError,
    http::extract::{Id, Reader},
};
use axum::extract::State;
use muster_api::{Problem, job::JobExplanation};
use muster_core::JobId;
use std::sync::Arc;

/// Why a job waits.
///
/// The fleet in groups, by what keeps each worker from the job, with what would help. For a job that
/// does not wait for a worker the summary says what it does, and there are no groups.
#[utoipa::path(get, path = "/v1/jobs/{id}/explain", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = JobExplanation), (status = 404, body = Problem)))]
pub(crate) async fn explain(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(id): Id<JobId>,
) -> Result<axum::Json<JobExplanation>, AppError> {
    let (organisation, fleet) = (caller.organisation.clone(), app.fleet_view(&caller.organisation));
    let explanation = app.store.read(move |tx| {
        let row = found(tx, &organisation, id)?;
        Ok::<_, AppError>(views::explanation(tx, &row, &fleet)?)
    });
    explanation.await.map(axum::Json)
}
