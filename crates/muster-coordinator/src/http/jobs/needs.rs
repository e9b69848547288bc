//! `GET /v1/jobs/{id}/needs`

use crate::{
    app::App,
    engine::{life::found, views},
    error::AppError,
    http::{
        extract::{Asked, Id, Reader},
        jobs::cursor,
        page_size::page_size,
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    batch::{JobNeeds, NeedsQuery},
};
use muster_core::JobId;
use muster_store::job::need;
use std::sync::Arc;

/// What a job needs, and what needs it.
#[utoipa::path(get, path = "/v1/jobs/{id}/needs", tag = "jobs", params(("id" = String, Path), NeedsQuery),
    responses((status = 200, body = JobNeeds), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn needs(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(id): Id<JobId>,
    Asked(query): Asked<NeedsQuery>,
) -> Result<axum::Json<JobNeeds>, AppError> {
    let limit = page_size(query.limit);
    let after = query.cursor.as_deref().map(cursor).transpose()?;
    let organisation = caller.organisation.clone();
    let page = app.store.read(move |tx| {
        found(tx, &organisation, id)?;
        let needs = need::needs(tx, &organisation, id)?;
        // One more than asked for tells whether there is a next page.
        let mut needed_by = need::needed_by(tx, &organisation, id, after, limit + 1)?;
        let has_more = needed_by.len() > limit as usize;
        needed_by.truncate(limit as usize);
        let next_cursor = needed_by.last().filter(|_| has_more).map(|row| row.id.to_string());
        Ok::<_, AppError>(JobNeeds {
            needs: needs.iter().map(views::link).collect(),
            needed_by: needed_by.iter().map(views::link).collect(),
            next_cursor,
        })
    });
    page.await.map(axum::Json)
}
