//! `POST /api/v1/environments/{id}/activity`

use super::Refused;
use crate::{
    app::App,
    error::{AppError, invalid},
    http::{
        environments::{environment_id, found},
        extract::Json,
    },
};
use axum::extract::{Path, State};
use http::HeaderMap;
use muster_api::dev8::{
    Dev8Activity, Dev8ActivityData, Dev8ActivityTaken, Dev8Problem, Dev8Snapshot,
};
use muster_core::Timestamp;
use std::sync::Arc;

/// Say how an environment is used.
///
/// Only the environment's own token (`AGENT_TOKEN` in its container) is taken, as a bearer.
#[utoipa::path(post, path = "/api/v1/environments/{id}/activity", tag = "dev8", params(("id" = String, Path)),
    request_body = Dev8Activity,
    responses((status = 200, body = Dev8ActivityTaken), (status = 400, body = Dev8Problem), (status = 401, body = Dev8Problem)))]
pub(crate) async fn take(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Result<Json<Dev8Activity>, AppError>,
) -> Result<axum::Json<Dev8ActivityTaken>, Refused> {
    let name = environment_id(&id)?;
    let said = body?.value;
    if said.environment_id.as_ref().is_some_and(|other| *other != id) {
        return Err(invalid("environmentId", "must be the one of the address").into());
    }
    let report = serde_json::to_value(&said.snapshot);
    let report = report.map_err(|_| AppError::Internal("write a report as JSON"))?;
    let latest = latest(&said.snapshot, app.seams.clock.now());
    let kept = app.take_report(&name, &headers, report, latest).await?;
    found(&app, &kept.organisation, &name).await?;
    Ok(axum::Json(Dev8ActivityTaken {
        success: true,
        message: "Activity is noted".to_owned(),
        data: Dev8ActivityData {
            environment_id: id,
            snapshot: said.snapshot,
            timestamp: kept.reported_at,
        },
    }))
}

/// Whoever is connected uses it now.
fn latest(snapshot: &Dev8Snapshot, now: Timestamp) -> Option<Timestamp> {
    let open = snapshot.active_ide_connections + snapshot.active_ssh_connections;
    let said = snapshot.last_ide_activity.max(snapshot.last_ssh_activity);
    if open > 0 { Some(now) } else { said }
}
