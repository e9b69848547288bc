//! `POST /v1/schedules/{name}/pause`

use super::change;
use crate::{
    app::App,
    error::{AppError, invalid},
    http::extract::{Id, MaybeJson, Writer},
};
use axum::extract::State;
use muster_api::{
    Problem,
    schedule::{Schedule, SchedulePauseRequest},
};
use muster_core::Name;
use muster_store::schedule::ScheduleRow;
use serde_json::json;
use std::sync::Arc;

const LONGEST_REASON: usize = 200;

/// Pause a schedule: its slots pass until it is resumed.
///
/// Jobs that it has made go on. Pausing a paused schedule changes the reason.
#[utoipa::path(post, path = "/v1/schedules/{name}/pause", tag = "schedules", params(("name" = String, Path)), request_body = SchedulePauseRequest,
    responses((status = 200, body = Schedule), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn pause(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(name): Id<Name>,
    MaybeJson(request): MaybeJson<SchedulePauseRequest>,
) -> Result<axum::Json<Schedule>, AppError> {
    let said = request.reason.filter(|reason| !reason.trim().is_empty());
    let reason = said.unwrap_or_else(|| format!("paused by {}", scope.actor));
    if reason.chars().count() > LONGEST_REASON || reason.chars().any(char::is_control) {
        return Err(invalid("reason", "must be up to 200 characters on one line"));
    }
    let detail = json!({ "reason": reason });
    let paused = change(&app, scope, name, "pause", detail, move |_, row| {
        Ok(ScheduleRow { paused: Some(reason.clone()), ..row })
    });
    paused.await
}
