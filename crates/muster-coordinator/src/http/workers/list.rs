//! `GET /v1/workers`

use crate::{
    app::App,
    error::AppError,
    http::{
        den::Viewer,
        extract::{Asked, Reader},
    },
};
use axum::extract::State;
use muster_api::{
    Problem, ProblemKind,
    den::{Workers, WorkersQuery},
};
use std::sync::Arc;

const USUAL_LIMIT: u32 = 20;
const LARGEST_LIMIT: u32 = 50;

/// Every worker, by name, and the newest ones with their machines at providers.
#[utoipa::path(get, path = "/v1/workers", tag = "workers", params(WorkersQuery),
    responses((status = 200, body = Workers), (status = 400, body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    query: Result<Asked<WorkersQuery>, AppError>,
) -> Result<axum::Json<Workers>, AppError> {
    let limit = query.ok().map(|Asked(query)| query.limit.unwrap_or(USUAL_LIMIT));
    let limit = limit.filter(|limit| (1..=LARGEST_LIMIT).contains(limit)).ok_or_else(|| {
        let detail = "`limit` must be 1 to 50";
        AppError::from(Problem::new(ProblemKind::InvalidRequest, detail).in_field("limit"))
    })?;
    let busy = app.leases.slots_by_worker();
    let members = app.fleet.list(&caller.organisation);
    let items = members.iter().map(|member| app.worker_view(member, &busy)).collect();
    let actor = caller.actor.to_string();
    let viewer = Viewer { organisation: &caller.organisation, actor: &actor };
    let workers = app.listed_workers(viewer, limit as usize).await?;
    Ok(axum::Json(Workers { items, workers }))
}
