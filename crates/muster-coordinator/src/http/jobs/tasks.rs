//! `GET /v1/jobs/{id}/tasks`

use crate::{
    app::App,
    engine::{life::found, views},
    error::{AppError, invalid},
    http::{
        extract::{Asked, Id, Reader},
        jobs::{cursor, states},
        page_size::page_size,
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    job::{JobState, TaskPage, TaskQuery},
};
use muster_core::JobId;
use muster_store::job::{self, TaskFilter};
use std::sync::Arc;

/// The tasks of an array that have begun, by number.
#[utoipa::path(get, path = "/v1/jobs/{id}/tasks", tag = "jobs", params(("id" = String, Path), TaskQuery),
    responses((status = 200, body = TaskPage), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn tasks(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(id): Id<JobId>,
    Asked(query): Asked<TaskQuery>,
) -> Result<axum::Json<TaskPage>, AppError> {
    let limit = page_size(query.limit);
    let filter = TaskFilter {
        states: states(query.state.as_deref())?.into_iter().map(JobState::as_str).collect(),
        after: query.cursor.as_deref().map(cursor).transpose()?,
    };
    let (organisation, fleet) = (caller.organisation.clone(), app.fleet_view(&caller.organisation));
    let page = app.store.read(move |tx| {
        if found(tx, &organisation, id)?.progress.is_none() {
            return Err(invalid("id", "names a job that is not an array"));
        }
        // One more than asked for tells whether there is a next page.
        let mut rows = job::tasks(tx, &organisation, id, &filter, limit + 1)?;
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next_cursor = rows.last().filter(|_| has_more).map(|row| row.id.to_string());
        Ok(TaskPage { items: views::jobs(tx, &organisation, rows, &fleet)?, next_cursor })
    });
    page.await.map(axum::Json)
}
