//! `GET /jobs/{job_id}`

use crate::{
    app::App,
    error::AppError,
    http::{
        compat::{job_id, not_found, view},
        extract::{Id, Reader},
    },
};
use axum::extract::State;
use muster_api::{Problem, compat::CompatJob};
use muster_store::job;
use std::sync::Arc;

/// One job (deborgen).
#[utoipa::path(get, path = "/jobs/{job_id}", tag = "deborgen", params(("job_id" = String, Path)),
    responses((status = 200, body = CompatJob), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(text): Id<String>,
) -> Result<axum::Json<CompatJob>, AppError> {
    let id = job_id(&text)?;
    let job = app.store.read(move |tx| {
        let row = job::find(tx, &caller.organisation, id)?.ok_or_else(not_found)?;
        Ok::<_, AppError>(view(tx, &row)?)
    });
    job.await.map(axum::Json)
}
