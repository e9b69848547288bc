//! `GET /v1/schedules/{name}`

use super::{found, view};
use crate::{
    app::App,
    error::AppError,
    http::extract::{Id, Reader},
};
use axum::extract::State;
use muster_api::{Problem, schedule::Schedule};
use muster_core::Name;
use std::sync::Arc;

/// One schedule.
#[utoipa::path(get, path = "/v1/schedules/{name}", tag = "schedules", params(("name" = String, Path)),
    responses((status = 200, body = Schedule), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(name): Id<Name>,
) -> Result<axum::Json<Schedule>, AppError> {
    let (now, organisation) = (app.seams.clock.now(), caller.organisation);
    let reason = app.held_up.reason(&organisation, &name);
    let shown = app.store.read(move |tx| {
        let row = found(tx, &organisation, &name)?;
        view(tx, row, now, reason.clone())
    });
    shown.await.map(axum::Json)
}
