//! `GET /v1/jobs`

use crate::{
    app::App,
    engine::views,
    error::AppError,
    http::{
        extract::{Asked, Reader},
        jobs::{
            asked::{self, Said},
            cursor,
        },
        page_size::page_size,
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    job::{JobPage, JobQuery},
};
use muster_core::{JobId, Name, OrganisationId};
use muster_store::{job, schedule};
use std::sync::Arc;

/// Jobs, newest first.
#[utoipa::path(get, path = "/v1/jobs", tag = "jobs", params(JobQuery),
    responses((status = 200, body = JobPage), (status = 400, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<JobQuery>,
) -> Result<axum::Json<JobPage>, AppError> {
    let limit = page_size(query.limit);
    let before = query.cursor.as_deref().map(cursor).transpose()?;
    let said = Said {
        query: query.query.as_deref(),
        state: query.state.as_deref(),
        search: query.search.as_deref(),
        batch: query.batch.as_deref(),
        label: query.label.as_deref(),
        schedule: query.schedule.as_deref(),
    };
    let terms = asked::terms(&said)?;
    if let Some(schedule) = terms.schedule {
        return runs(&app, caller.organisation, schedule, before, limit).await;
    }
    let (organisation, fleet) = (caller.organisation.clone(), app.fleet_view(&caller.organisation));
    let counted = if asked::is_about_states_alone(&terms) {
        Some(app.job_counts(&organisation).await?)
    } else {
        None
    };
    let now = app.seams.clock.now();
    let page = app.store.read(move |tx| {
        let filter = asked::filter(tx, &organisation, &terms, now)?;
        let page = job::page(tx, &organisation, &filter, before, limit)?;
        let shown = JobPage {
            items: views::jobs(tx, &organisation, page.jobs, &fleet)?,
            next_cursor: page.next.map(|last| last.to_string()),
            total: match &counted {
                Some(by_state) => filter.sum(by_state),
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
