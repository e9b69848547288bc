//! `GET /v1/templates`

use super::view;
use crate::{
    app::App,
    error::AppError,
    http::{
        extract::{Asked, Reader},
        schedules::list::by_name,
    },
};
use axum::extract::State;
use muster_api::{Problem, schedule::NameQuery, template::TemplatePage};
use muster_store::template;
use std::sync::Arc;

/// Templates, by name.
#[utoipa::path(get, path = "/v1/templates", tag = "templates", params(NameQuery),
    responses((status = 200, body = TemplatePage), (status = 422, body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<NameQuery>,
) -> Result<axum::Json<TemplatePage>, AppError> {
    let (after, limit) = by_name(&query)?;
    let page = app.store.read(move |tx| {
        // One more than asked for tells whether there is a next page.
        let mut rows = template::page(tx, &caller.organisation, after.as_ref(), limit + 1)?;
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next_cursor = rows.last().filter(|_| has_more).map(|row| row.name.to_string());
        let items = rows.into_iter().map(view).collect::<Result<_, _>>()?;
        Ok::<_, AppError>(TemplatePage { items, next_cursor })
    });
    page.await.map(axum::Json)
}
