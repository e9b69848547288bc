//! `POST /v1/workers/{id}/activity-heartbeat`

use super::{invalid_request, resource_of, worker_id};
use crate::{
    app::App,
    crypto::sha256,
    error::AppError,
    http::{extract::Json, guard::auth::bearer, workers::no_worker},
};
use axum::extract::{Path, State};
use http::HeaderMap;
use muster_api::{
    Problem, ProblemKind,
    den::{Heartbeat, HeartbeatTaken},
};
use muster_core::{Name, Timestamp};
use muster_store::{
    StoreError,
    resource_detail::{self, DetailRow},
};
use std::sync::Arc;

const HEADER: &str = "x-den-worker-heartbeat-token";

/// Say how active a worker is.
///
/// Only the worker's own activity token is taken, as a bearer or in `x-den-worker-heartbeat-token`.
#[utoipa::path(post, path = "/v1/workers/{id}/activity-heartbeat", tag = "workers", params(("id" = String, Path)),
    request_body = Heartbeat,
    responses((status = 200, body = HeartbeatTaken), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 404, body = Problem)))]
pub(crate) async fn take(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Result<Json<Heartbeat>, AppError>,
) -> Result<axum::Json<HeartbeatTaken>, AppError> {
    let id = worker_id(&id)?;
    let said = body.map_err(invalid_request)?.value;
    let report = serde_json::json!({
        "isActiveRecently": said.is_active_recently,
        "openSessionCount": said.open_session_count,
    });
    let now = app.seams.clock.now();
    let latest = said.last_activity_at.or_else(|| said.is_active_recently.then_some(now));
    let resource = resource_of(&id)?;
    let kept = app.take_report(&resource, &headers, report, latest).await?;
    app.fleet.find(&kept.organisation, &id).ok_or_else(|| no_worker(&id))?;
    Ok(axum::Json(HeartbeatTaken {
        ok: true,
        worker_id: resource,
        is_active_recently: said.is_active_recently,
        open_session_count: said.open_session_count,
        last_heartbeat_at: kept.reported_at,
        last_active_at: kept.active_at,
    }))
}

impl App {
    /// Keeps what something says of itself, if it shows its own token. Its clock may be ahead, and an older report
    /// may come later.
    pub(crate) async fn take_report(
        &self,
        resource: &Name,
        headers: &HeaderMap,
        report: serde_json::Value,
        latest: Option<Timestamp>,
    ) -> Result<DetailRow, AppError> {
        let shown = bearer(headers).or_else(|| headers.get(HEADER)?.to_str().ok());
        let hash = sha256(shown.ok_or_else(unknown_token)?.as_bytes());
        let (resource, now) = (resource.clone(), self.seams.clock.now());
        let kept = self.store.write(move |tx| {
            let Some(mut row) = resource_detail::identify(tx, &resource, &hash)? else {
                return Ok(None);
            };
            row.report = Some(report.clone());
            row.reported_at = row.reported_at.max(Some(now));
            row.active_at = row.active_at.max(latest.map(|at| at.min(now)));
            resource_detail::put(tx, &row)?;
            Ok::<_, StoreError>(Some(row))
        });
        kept.await?.ok_or_else(unknown_token)
    }
}

fn unknown_token() -> AppError {
    let detail = "this is not the token with which it reports (the client's side)";
    AppError::told(ProblemKind::Unauthorized, detail)
}
