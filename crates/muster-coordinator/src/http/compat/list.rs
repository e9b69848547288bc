//! `GET /jobs`

use crate::{
    app::App,
    error::{AppError, invalid},
    http::{
        compat::{states, view},
        extract::{Asked, Reader},
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    compat::{CompatJobQuery, CompatJobs},
};
use muster_store::job::{self, JobFilter};
use std::sync::Arc;

/// Without a limit everything is asked for; more than this in one answer helps nobody.
const MOST: u32 = 10_000;

/// Jobs, newest first (deborgen).
#[utoipa::path(get, path = "/jobs", tag = "deborgen", params(CompatJobQuery),
    responses((status = 200, body = CompatJobs), (status = 422, body = Problem)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<CompatJobQuery>,
) -> Result<axum::Json<CompatJobs>, AppError> {
    let states = match query.status.as_deref() {
        None => Vec::new(),
        Some(word) => states(word)
            .ok_or_else(|| invalid("status", "must be queued, running, succeeded or failed"))?,
    };
    let limit = query.limit.unwrap_or(MOST);
    if query.limit.is_some_and(|limit| !(1..=1000).contains(&limit)) {
        return Err(invalid("limit", "must be from 1 to 1000"));
    }
    let filter = JobFilter { states, ..JobFilter::default() };
    let jobs = app.store.read(move |tx| {
        let page = job::page(tx, &caller.organisation, &filter, None, limit)?;
        let jobs = page.jobs.iter().map(|row| view(tx, row)).collect::<Result<_, _>>()?;
        Ok::<_, AppError>((CompatJobs { jobs }, page.unreadable))
    });
    let (jobs, unreadable) = jobs.await?;
    app.passed_over.note(&unreadable);
    Ok(axum::Json(jobs))
}
