//! `GET /jobs/{job_id}/logs`

use crate::{
    app::App,
    engine::logs::LogKey,
    error::AppError,
    http::{
        compat::{job_id, not_found},
        extract::{Id, Reader},
    },
};
use axum::extract::State;
use muster_api::{Problem, compat::CompatLog};
use muster_store::job;
use std::sync::Arc;

/// deborgen answers a log in one text; more than this belongs to `GET /v1/jobs/{id}/log/raw`.
const LARGEST: usize = 16 * 1024 * 1024;

/// A job's log, every attempt after the other (deborgen).
#[utoipa::path(get, path = "/jobs/{job_id}/logs", tag = "deborgen", params(("job_id" = String, Path)),
    responses((status = 200, body = CompatLog), (status = 404, body = Problem)))]
pub(super) async fn logs(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(text): Id<String>,
) -> Result<axum::Json<CompatLog>, AppError> {
    let (id, organisation) = (job_id(&text)?, caller.organisation.clone());
    let row =
        app.store.read(move |tx| job::find(tx, &organisation, id)).await?.ok_or_else(not_found)?;
    let mut bytes = Vec::new();
    for attempt in 1..=row.life.attempts {
        let key = LogKey { organisation: caller.organisation.clone(), job: id, attempt };
        bytes.extend(app.logs.read_raw(&key, 0, LARGEST.saturating_sub(bytes.len())).await?);
    }
    Ok(axum::Json(CompatLog { text: String::from_utf8_lossy(&bytes).into_owned() }))
}
