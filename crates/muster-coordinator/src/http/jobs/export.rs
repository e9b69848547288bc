//! `GET /v1/jobs/export`

use crate::{
    app::App,
    engine::{views, views::FleetView},
    error::{AppError, invalid},
    http::{
        extract::{Asked, Reader},
        jobs::asked::{self, Said},
    },
};
use axum::{
    body::{Body, Bytes},
    extract::State,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use http::header;
use muster_api::{
    Problem,
    export::{ExportQuery, ExportedJob},
};
use muster_core::{JobId, OrganisationId};
use muster_store::{
    Read, StoreError, attempt,
    job::{self, JobFilter, JobRow, Page, TaskFilter},
};
use std::sync::Arc;

/// Jobs that are read at once.
const PAGE: u32 = 200;

/// Jobs with their attempts, a line of JSON each, newest first.
///
/// With `tasks` the tasks of arrays follow them, by number. Each page is read for itself, so a long export
/// holds nothing up and is no picture of one moment. One that broke off has no end, as HTTP counts it.
#[utoipa::path(get, path = "/v1/jobs/export", tag = "jobs", params(ExportQuery),
    responses((status = 200, content_type = "application/x-ndjson", body = ExportedJob), (status = 400, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<ExportQuery>,
) -> Result<Response, AppError> {
    let terms = asked::terms(&Said {
        query: query.query.as_deref(),
        state: query.state.as_deref(),
        search: query.search.as_deref(),
        batch: query.batch.as_deref(),
        label: query.label.as_deref(),
        schedule: None,
    })?;
    let (own, now) = (caller.organisation.clone(), app.seams.clock.now());
    let filter = app.store.read(move |tx| asked::filter(tx, &own, &terms, now)).await?;
    let newer_than = query.newer_than.as_deref().map(str::parse).transpose();
    let newer_than = newer_than.map_err(|_| invalid("newer_than", "must be a job's id"))?;
    let walk = Walk {
        organisation: caller.organisation,
        filter: Arc::new(filter),
        newer_than,
        wants_tasks: query.tasks.unwrap_or(false),
        left: vec![Step::Jobs(None)],
    };
    let head = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"jobs.ndjson\""),
    ];
    Ok((head, body(app, walk)).into_response())
}

fn body(app: Arc<App>, walk: Walk) -> Body {
    Body::from_stream(stream::try_unfold((app, walk), |(app, walk)| async move {
        let Some((lines, walk)) = walk.read(&app).await? else { return Ok(None) };
        Ok::<_, AppError>(Some((lines, (app, walk))))
    }))
}

/// Something that is read at once.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// Jobs before this one, or the newest ones.
    Jobs(Option<JobId>),
    /// Tasks of an array after this one, or the first ones.
    Tasks(JobId, Option<JobId>),
}

/// How far an export is.
#[derive(Debug, Clone)]
struct Walk {
    organisation: OrganisationId,
    filter: Arc<JobFilter>,
    newer_than: Option<JobId>,
    wants_tasks: bool,
    /// What comes next is the last.
    left: Vec<Step>,
}

impl Walk {
    /// The next lines, and the walk from there; nothing at the end.
    async fn read(self, app: &App) -> Result<Option<(Bytes, Self)>, AppError> {
        let fleet = app.fleet_view(&self.organisation);
        let read = app.store.read(move |tx| {
            let mut walk = self.clone();
            let Some(step) = walk.left.pop() else { return Ok(None) };
            let page = walk.rows(tx, step)?;
            let lines = lines(tx, &walk.organisation, page.jobs, &fleet)?;
            Ok::<_, AppError>(Some((lines, walk, page.unreadable)))
        });
        let Some((lines, walk, unreadable)) = read.await? else { return Ok(None) };
        app.passed_over.note(&unreadable);
        Ok(Some((lines, walk)))
    }

    /// The rows of a step; what follows from it is left.
    fn rows(&mut self, tx: &mut dyn Read, step: Step) -> Result<Page, StoreError> {
        match step {
            Step::Jobs(before) => {
                let mut page = job::page(tx, &self.organisation, &self.filter, before, PAGE)?;
                let is_newer = |row: &JobRow| self.newer_than.is_none_or(|last| row.id > last);
                let is_last = !page.jobs.iter().all(is_newer);
                page.jobs.retain(is_newer);
                self.left.extend(page.next.filter(|_| !is_last).map(|last| Step::Jobs(Some(last))));
                let arrays =
                    page.jobs.iter().filter(|row| self.wants_tasks && row.progress.is_some());
                self.left.extend(arrays.rev().map(|row| Step::Tasks(row.id, None)));
                Ok(page)
            }
            Step::Tasks(array, after) => {
                let filter = TaskFilter { states: vec![], after };
                let jobs = job::tasks(tx, &self.organisation, array, &filter, PAGE)?;
                let last = jobs.last().filter(|_| jobs.len() == PAGE as usize);
                self.left.extend(last.map(|row| Step::Tasks(array, Some(row.id))));
                Ok(Page { jobs, ..Page::default() })
            }
        }
    }
}

fn lines(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    rows: Vec<JobRow>,
    fleet: &FleetView,
) -> Result<Bytes, AppError> {
    let mut lines = Vec::new();
    for job in views::jobs(tx, organisation, rows, fleet)? {
        let attempts = attempt::list(tx, organisation, job.id)?;
        let attempts = views::attempts(tx, organisation, attempts)?;
        serde_json::to_writer(&mut lines, &ExportedJob { job, attempts })
            .map_err(|_| AppError::Internal("write a job as JSON"))?;
        lines.push(b'\n');
    }
    Ok(lines.into())
}
