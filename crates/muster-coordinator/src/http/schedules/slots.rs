//! `GET /v1/next-slots`

use super::{SHOWN_SLOTS, bad_timetable};
use crate::{
    app::App,
    error::AppError,
    http::extract::{Asked, Reader},
};
use axum::extract::State;
use muster_api::{
    Problem,
    schedule::{SlotQuery, Slots},
};
use muster_core::schedule::Timetable;
use std::sync::Arc;

/// When a schedule with this cron expression would run. Nothing is kept.
#[utoipa::path(get, path = "/v1/next-slots", tag = "schedules", params(SlotQuery),
    responses((status = 200, body = Slots), (status = 422, body = Problem)))]
pub(crate) async fn slots(
    State(app): State<Arc<App>>,
    _: Reader,
    Asked(query): Asked<SlotQuery>,
) -> Result<axum::Json<Slots>, AppError> {
    let time_zone = query.time_zone.unwrap_or_else(|| app.time_zone.clone());
    let timetable = Timetable::new(&query.cron, &time_zone).map_err(bad_timetable)?;
    let items = timetable.slots(app.seams.clock.now()).take(SHOWN_SLOTS).collect();
    Ok(axum::Json(Slots { time_zone, items }))
}
