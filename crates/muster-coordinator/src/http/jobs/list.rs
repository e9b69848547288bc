//! `GET /v1/jobs`

use crate::{
    app::App,
    engine::views,
    error::AppError,
    http::{
        extract::{Asked, Reader},
        jobs::{cursor, invalid, states},
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    job::{JobPage, JobQuery},
};
use muster_core::JobId;
use muster_store::job::{self, JobFilter};
use std::sync::Arc;

const DEFAULT_LIMIT: u32 = 100;
const LARGEST_LIMIT: u32 = 500;

/// Jobs, newest first.
#[utoipa::path(get, path = "/v1/jobs", tag = "jobs", params(JobQuery),
    responses((status = 200, body = JobPage), (status = 422, body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<JobQuery>,
) -> Result<axum::Json<JobPage>, AppError> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, LARGEST_LIMIT);
    let before = query.cursor.as_deref().map(cursor).transpose()?;
    let filter = JobFilter {
        states: states(query.state.as_deref())?,
        search: query.search.filter(|text| !text.is_empty()),
        batch: query.batch.as_deref().map(batch).transpose()?,
    };
    let (organisation, fleet) = (caller.organisation.clone(), app.fleet_view(&caller.organisation));
    let page = app.store.read(move |tx| {
        // One more than asked for tells whether there is a next page.
        let mut rows = job::page(tx, &organisation, &filter, before, limit + 1)?;
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next_cursor = rows.last().filter(|_| has_more).map(|row| row.id.to_string());
        let total = job::count(tx, &organisation, &filter)?;
        Ok::<_, AppError>(JobPage {
            items: views::jobs(tx, &organisation, rows, &fleet)?,
            next_cursor,
            total,
        })
    });
    page.await.map(axum::Json)
}

fn batch(text: &str) -> Result<JobId, AppError> {
    text.parse().map_err(|_| invalid("batch", "must be the id of its first job, like `job_12`"))
}
