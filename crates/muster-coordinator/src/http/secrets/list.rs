//! `GET /v1/secrets`

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
use muster_api::{Problem, schedule::NameQuery, secret::SecretPage};
use muster_store::secret;
use std::sync::Arc;

/// Secrets, by name, without their values.
#[utoipa::path(get, path = "/v1/secrets", tag = "secrets", params(NameQuery),
    responses((status = 200, body = SecretPage), (status = 422, body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<NameQuery>,
) -> Result<axum::Json<SecretPage>, AppError> {
    let (after, limit) = by_name(&query)?;
    let page = app.store.read(move |tx| {
        // One more than asked for tells whether there is a next page.
        let mut rows = secret::page(tx, &caller.organisation, after.as_ref(), limit + 1)?;
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next_cursor = rows.last().filter(|_| has_more).map(|row| row.name.to_string());
        Ok::<_, AppError>(SecretPage { items: rows.into_iter().map(view).collect(), next_cursor })
    });
    page.await.map(axum::Json)
}
