//! `POST /v1/jobs/cancel`

use crate::{
    app::App,
    engine::cancel_many::{Cancelled, MOST_AT_ONCE},
    error::{AppError, invalid},
    http::{
        extract::{Json, Writer},
        jobs::asked::{self, Said},
    },
};
use axum::extract::State;
use http::StatusCode;
use muster_api::{
    Problem, ProblemKind,
    job::{CancelManyRequest, CancelledJobs, JobState},
    query::JobTerms,
};
use muster_core::{JobId, Scope};
use muster_store::{
    Read, StoreError,
    audit_event::AuditEntry,
    job::{self, JobFilter},
};
use std::{collections::BTreeSet, sync::Arc};

/// So many jobs may be named.
const MOST_NAMED: usize = 1000;

/// Ask for the end of many jobs.
///
/// Of those that are named, or of all that match as in the list. Each is cancelled as it would be alone;
/// those that have ended stay as they are. Jobs that are submitted meanwhile are left alone.
#[utoipa::path(post, path = "/v1/jobs/cancel", tag = "jobs", request_body = CancelManyRequest,
    responses((status = 202, body = CancelledJobs), (status = 400, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn cancel_many(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<CancelManyRequest>,
) -> Result<(StatusCode, axum::Json<CancelledJobs>), AppError> {
    let request = body.value;
    let audit = AuditEntry {
        action: "job.cancel".to_owned(),
        target: String::new(),
        detail: serde_json::json!({ "reason": request.reason }).to_string(),
    };
    let terms = asked::terms(&Said {
        query: request.query.as_deref(),
        state: request.state.as_deref(),
        search: request.search.as_deref(),
        batch: request.batch.as_deref(),
        label: request.label.as_deref(),
        schedule: None,
    })?;
    let done = match (request.jobs, terms == JobTerms::default()) {
        (None, true) => {
            let rule = "must name some, or `query`, `state`, `search`, `batch` or `label` must";
            Err(invalid("jobs", rule))
        }
        (Some(_), false) => {
            let rule = "do not go together with a `query`, `state`, `search`, `batch` or `label`";
            Err(invalid("jobs", rule))
        }
        (Some(jobs), true) => named(&app, &scope, jobs, audit).await,
        (None, false) => {
            let (own, now) = (scope.organisation.clone(), app.seams.clock.now());
            let filter = app.store.read(move |tx| asked::filter(tx, &own, &terms, now)).await?;
            matching(&app, &scope, filter, audit).await
        }
    };
    let Cancelled { asked, over } = done?;
    let answer = CancelledJobs { cancelled: asked, already_over: over };
    Ok((StatusCode::ACCEPTED, axum::Json(answer)))
}

async fn named(
    app: &Arc<App>,
    scope: &Scope,
    jobs: Vec<JobId>,
    audit: AuditEntry,
) -> Result<Cancelled, AppError> {
    if jobs.is_empty() || jobs.len() > MOST_NAMED {
        return Err(invalid("jobs", "must name from 1 to 1000"));
    }
    let (organisation, asked) = (scope.organisation.clone(), jobs.clone());
    app.store.read(move |tx| all_there(tx, &organisation, &asked)).await?;
    let ids: Vec<JobId> = jobs.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let mut all = Cancelled::default();
    for page in ids.chunks(MOST_AT_ONCE as usize) {
        all = all.and(app.cancel_page(scope, page.to_vec(), audit.clone()).await?);
    }
    Ok(all)
}

/// A name that is wrong is found before anything is done.
fn all_there(
    tx: &mut dyn Read,
    organisation: &muster_core::OrganisationId,
    ids: &[JobId],
) -> Result<(), AppError> {
    let known = job::many(tx, organisation, ids)?;
    let known: BTreeSet<JobId> = known.iter().map(|row| row.id).collect();
    match ids.iter().enumerate().find(|(_, id)| !known.contains(id)) {
        None => Ok(()),
        Some((at, id)) => {
            let problem = Problem::new(ProblemKind::JobNotFound, format!("there is no job `{id}`"));
            Err(problem.in_field(format!("jobs[{at}]")).into())
        }
    }
}

async fn matching(
    app: &Arc<App>,
    scope: &Scope,
    filter: JobFilter,
    audit: AuditEntry,
) -> Result<Cancelled, AppError> {
    let (over, open) = (within(&filter, true), within(&filter, false));
    let organisation = scope.organisation.clone();
    let mut all = Cancelled::default();
    if let Some(over) = over {
        let count = app.store.read(move |tx| job::count(tx, &organisation, &over));
        all.over = count.await.map_err(|error: StoreError| AppError::from(error))?;
    }
    let Some(open) = open else { return Ok(all) };
    let mut before = None;
    loop {
        let (organisation, filter, from) = (scope.organisation.clone(), open.clone(), before);
        let page =
            app.store.read(move |tx| job::page(tx, &organisation, &filter, from, MOST_AT_ONCE));
        let page = page.await.map_err(|error: StoreError| AppError::from(error))?;
        app.passed_over.note(&page.unreadable);
        let ids: Vec<JobId> = page.jobs.iter().map(|row| row.id).collect();
        all = all.and(app.cancel_page(scope, ids, audit.clone()).await?);
        before = page.next;
        if before.is_none() {
            return Ok(all);
        }
    }
}

/// The same for those of its states that are an end, or are none; nothing if there are no such.
fn within(filter: &JobFilter, is_over: bool) -> Option<JobFilter> {
    let all = JobState::ALL.into_iter().filter(|state| state.is_terminal() == is_over);
    let is_asked = |state: &&str| filter.states.is_empty() || filter.states.contains(state);
    let states: Vec<_> = all.map(JobState::as_str).filter(is_asked).collect();
    (!states.is_empty()).then(|| JobFilter { states, ..filter.clone() })
}
