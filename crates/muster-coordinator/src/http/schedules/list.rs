//! `GET /v1/schedules`

use super::view;
use crate::{
    app::App,
    error::{AppError, invalid},
    http::{
        extract::{Asked, Reader},
        page_size::page_size,
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    schedule::{NameQuery, SchedulePage},
};
use muster_core::Name;
use muster_store::schedule;
use std::sync::Arc;

/// Schedules, by name.
#[utoipa::path(get, path = "/v1/schedules", tag = "schedules", params(NameQuery),
    responses((status = 200, body = SchedulePage), (status = 422, body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<NameQuery>,
) -> Result<axum::Json<SchedulePage>, AppError> {
    let (after, limit) = by_name(&query)?;
    let (own, now) = (app.clone(), app.seams.clock.now());
    let page = app.store.read(move |tx| {
        // One more than asked for tells whether there is a next page.
        let mut rows = schedule::page(tx, &caller.organisation, after.as_ref(), limit + 1)?;
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next_cursor = rows.last().filter(|_| has_more).map(|row| row.name.to_string());
        let shown = rows.into_iter().map(|row| {
            let reason = own.held_up.reason(&row.organisation, &row.name);
            view(tx, row, now, reason)
        });
        Ok::<_, AppError>(SchedulePage { items: shown.collect::<Result<_, _>>()?, next_cursor })
    });
    page.await.map(axum::Json)
}

/// After which name a page begins, and how long it is.
pub(crate) fn by_name(query: &NameQuery) -> Result<(Option<Name>, u32), AppError> {
    let after = query.cursor.as_deref().map(str::parse).transpose();
    let after = after.map_err(|_| invalid("cursor", "is not one of ours"))?;
    Ok((after, page_size(query.limit)))
}
