//! `GET /v1/usage/series`

use super::{days, name};
use crate::{
    app::App,
    engine::usage::series::{facts_of, series as made_of},
    error::AppError,
    http::extract::{Asked, Reader},
};
use axum::extract::State;
use muster_api::{
    Problem,
    usage::{SeriesQuery, UsageBy, UsageSeries},
};
use muster_store::StoreError;
use std::sync::Arc;

/// Names are looked up for so many parts; nobody reads more of them.
const MOST_NAMES: usize = 100;

/// How much of one thing was used, by days, workers, environments or people.
#[utoipa::path(get, path = "/v1/usage/series", tag = "usage", params(SeriesQuery),
    responses((status = 200, body = UsageSeries), (status = 422, body = Problem)))]
pub(crate) async fn series(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<SeriesQuery>,
) -> Result<axum::Json<UsageSeries>, AppError> {
    let range = days(&app, query.since.as_deref(), query.until.as_deref())?;
    let (own, now) = (caller.organisation, app.seams.clock.now());
    let (meter, by) = (query.meter, query.by.unwrap_or_default());
    let read = app.store.read(move |tx| {
        let facts = facts_of(tx, &own, range, now)?;
        let mut made = made_of(&facts, meter, by, range);
        if matches!(by, UsageBy::Worker | UsageBy::Environment) {
            for point in made.points.iter_mut().take(MOST_NAMES) {
                point.name = name(tx, &own, &point.key)?;
            }
        }
        Ok::<_, StoreError>(made)
    });
    Ok(axum::Json(read.await?))
}
