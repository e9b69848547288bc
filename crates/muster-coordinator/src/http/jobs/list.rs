//! `GET /v1/jobs`

use crate::{
    app::App,
    engine::views,
    error::AppError,
    http::{
        extract::{Asked, Reader},
        jobs::{batch, cursor, invalid, labels, states},
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    job::{JobPage, JobQuery},
};
use muster_core::{JobId, Name, OrganisationId};
use muster_store::{
    job::{self, JobFilter},
    schedule,
};
use std::sync::Arc;

pub(crate) const DEFAULT_LIMIT: u32 = 100;
pub(crate) const LARGEST_LIMIT: u32 = 500;

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
    if let Some(schedule) = &query.schedule {
        let schedule = schedule.parse().map_err(|_| invalid("schedule", "is no name"))?;
        if query.state.is_some()
            || query.search.is_some()
            || query.batch.is_some()
            || query.label.is_some()
        {
            return Err(invalid("schedule", "cannot be given together with another filter"));
        }
        return runs(&app, caller.organisation, schedule, before, limit).await;
    }
    let filter = JobFilter {
        states: states(query.state.as_deref())?,
        search: query.search.filter(|text| !text.is_empty()),
        batch: query.batch.as_deref().map(batch).transpose()?,
        labels: labels(query.label.as_deref())?,
    };
    let (organisation, fleet) = (caller.organisation.clone(), app.fleet_view(&caller.organisation));
    let known = if filter.only_states() {
        Some(filter.sum(&app.job_counts(&organisation).await?))
    } else {
        None
    };
    let page = app.store.read(move |tx| {
        let page = job::page(tx, &organisation, &filter, before, limit)?;
        let shown = JobPage {
            items: views::jobs(tx, &organisation, page.jobs, &fleet)?,
            next_cursor: page.next.map(|last| last.to_string()),
            total: match known {
                Some(total) => total,
                None => job::count(tx, &organisation, &filter)?,
            },
        };
        Ok::<_, AppError>((shown, page.unreadable))
    });
    let (page, unreadable) = page.await?;
    app.passed_over.note(&unreadable);
    Ok(axum::Json(page))
}

/// The runs of a schedule.
async fn runs(
    app: &App,
    organisation: OrganisationId,
    name: Name,
    before: Option<JobId>,
    limit: u32,
) -> Result<axum::Json<JobPage>, AppError> {
    let fleet = app.fleet_view(&organisation);
    let page = app.store.read(move |tx| {
        let mut ids = schedule::runs(tx, &organisation, &name, before, limit + 1)?;
        let has_more = ids.len() > limit as usize;
        ids.truncate(limit as usize);
        let rows = job::many(tx, &organisation, &ids)?;
        Ok::<_, AppError>(JobPage {
            items: views::jobs(tx, &organisation, rows, &fleet)?,
            next_cursor: ids.last().filter(|_| has_more).map(ToString::to_string),
            total: schedule::count_runs(tx, &organisation, &name)?,
        })
    });
    page.await.map(axum::Json)
}
