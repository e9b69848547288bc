//! `POST /v1/schedules/{name}/resume`

use super::{bad_timetable, change};
use crate::{
    app::App,
    error::AppError,
    http::extract::{Id, Writer},
};
use axum::extract::State;
use muster_api::{Problem, schedule::Schedule};
use muster_core::{Name, schedule::Timetable};
use muster_store::schedule::ScheduleRow;
use serde_json::json;
use std::sync::Arc;

/// Resume a paused schedule, with its next slot.
///
/// Slots that passed while it was paused do not run. Resuming an active schedule changes nothing.
#[utoipa::path(post, path = "/v1/schedules/{name}/resume", tag = "schedules", params(("name" = String, Path)),
    responses((status = 200, body = Schedule), (status = 404, body = Problem)))]
pub(crate) async fn resume(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(name): Id<Name>,
) -> Result<axum::Json<Schedule>, AppError> {
    let now = app.seams.clock.now();
    let resumed = change(&app, scope, name, "resume", json!({}), move |_, row| {
        if row.paused.is_none() {
            return Ok(row);
        }
        let timetable =
            Timetable::new(&row.plan.cron, &row.plan.time_zone).map_err(bad_timetable)?;
        Ok(ScheduleRow { paused: None, due: timetable.next(now), decided_at: now, ..row })
    });
    resumed.await
}
