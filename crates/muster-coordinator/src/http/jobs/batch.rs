//! `POST /v1/jobs/batch` and `POST /v1/jobs/batch/rerun`

use crate::{
    app::App,
    engine::{
        life::Moment,
        needs,
        submission::{Plain, new_job},
        views,
    },
    error::{AppError, invalid},
    http::{
        create::{Created, Creation},
        extract::{Json, LARGEST_BATCH, Writer},
        jobs::rerun::{has_not_succeeded, not_succeeded},
    },
};
use axum::{extract::State, response::Response};
use muster_api::{
    Problem,
    batch::{Batch, BatchRerunRequest, BatchSubmission},
    job::JobSubmission,
};
use muster_core::{
    JobId, OrganisationId, Scope,
    job::{Array, Specification, circle},
};
use muster_store::{
    Read,
    job::{self, JobFilter, JobRow, Needed, NewJob, need},
};
use std::{collections::BTreeMap, sync::Arc};

/// Jobs in one request.
const MOST_JOBS: usize = 10_000;

/// Submit jobs together.
///
/// All of them are accepted in one transaction, or none. A job may need others of the request by their keys.
/// With an `Idempotency-Key` they are made once, however often the request is repeated within a day.
#[utoipa::path(post, path = "/v1/jobs/batch", tag = "jobs", request_body = BatchSubmission,
    params(("Idempotency-Key" = Option<String>, Header, description = "Your own name for this creation")),
    responses((status = 201, body = Batch), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn submit(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<BatchSubmission, LARGEST_BATCH>,
) -> Result<Response, AppError> {
    let (organisation, mut submissions) = (scope.organisation.clone(), Vec::new());
    for (place, job) in body.value.jobs.into_iter().enumerate() {
        let sealed = app.sealed(&organisation, job).await;
        submissions.push(sealed.map_err(|error| error.within(&format!("jobs[{place}]")))?);
    }
    let jobs = app.store.read(move |tx| new_jobs(tx, &organisation, &submissions)).await?;
    accept(&app, &scope, "POST /v1/jobs/batch", jobs, &body.bytes).await.map(Created::into_response)
}

/// Submit jobs of a batch, or a selection, again.
///
/// The new jobs are a batch of their own. They need each other where the old ones did, and the old ones where
/// those are not run again.
#[utoipa::path(post, path = "/v1/jobs/batch/rerun", tag = "jobs", request_body = BatchRerunRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "Your own name for this creation")),
    responses((status = 201, body = Batch), (status = 422, body = Problem)))]
pub(crate) async fn rerun(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<BatchRerunRequest>,
) -> Result<Response, AppError> {
    let (organisation, request) = (scope.organisation.clone(), body.value);
    let jobs = app.store.read(move |tx| again(tx, &organisation, &request)).await?;
    accept(&app, &scope, "POST /v1/jobs/batch/rerun", jobs, &body.bytes)
        .await
        .map(Created::into_response)
}

/// Makes jobs durable, all or none, and lets the dispatcher know.
async fn accept(
    app: &Arc<App>,
    scope: &Scope,
    route: &'static str,
    jobs: Vec<NewJob>,
    body: &[u8],
) -> Result<Created<Batch>, AppError> {
    let (moment, faults) = (Moment::new(app, scope.clone()), app.seams.faults.clone());
    let creation = Creation { scope, route, body, is_secret: false };
    let created = app.create(creation, move |tx, _| {
        let rows = needs::submit(tx, &jobs, true, &moment)?;
        faults.pass("submit.after_insert");
        let first = rows.first().ok_or(AppError::Internal("find the jobs that were kept"))?;
        Ok(Batch { batch: first.id, jobs: rows.iter().map(views::link).collect() })
    });
    let created = created.await?;
    app.seams.faults.pass("submit.after_commit");
    if let Created::Fresh(batch, _) = &created {
        let ids: Vec<_> = batch.jobs.iter().map(|job| job.id).collect();
        app.tell_jobs(&scope.organisation, &ids);
    }
    Ok(created)
}

fn new_jobs(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    submissions: &[JobSubmission],
) -> Result<Vec<NewJob>, AppError> {
    if !(1..=MOST_JOBS).contains(&submissions.len()) {
        return Err(invalid("jobs", "must be 1 to 10 000 jobs"));
    }
    let keys = keys(submissions)?;
    let new = |(place, submission)| {
        let plain = Plain::resolved(tx, organisation, submission);
        let new = plain.and_then(|plain| new_job(plain, &keys));
        new.map_err(|error| error.within(&format!("jobs[{place}]")))
    };
    let jobs: Vec<NewJob> = submissions.iter().enumerate().map(new).collect::<Result<_, _>>()?;
    refuse_circles(&jobs)?;
    Ok(jobs)
}

/// The places of the jobs that have a key.
fn keys(submissions: &[JobSubmission]) -> Result<BTreeMap<String, usize>, AppError> {
    let mut keys = BTreeMap::new();
    for (place, submission) in submissions.iter().enumerate() {
        let Some(key) = submission.key.clone() else { continue };
        if keys.insert(key, place).is_some() {
            return Err(invalid(&format!("jobs[{place}].key"), "belongs to another job, too"));
        }
    }
    Ok(keys)
}

fn refuse_circles(jobs: &[NewJob]) -> Result<(), AppError> {
    let own = |job: &NewJob| job.needs.iter().filter_map(new_place).collect();
    let Some(circle) = circle(&jobs.iter().map(own).collect::<Vec<_>>()) else { return Ok(()) };
    let (job, next) = (circle.jobs[0], circle.jobs[1 % circle.jobs.len()]);
    let at = jobs[job].needs.iter().position(|needed| *needed == Needed::New(next)).unwrap_or(0);
    let around = circle.jobs.iter().chain([&job]).map(|place| format!("jobs[{place}]"));
    let rule = format!("closes a circle: {}", around.collect::<Vec<_>>().join(" needs "));
    Err(invalid(&format!("jobs[{job}].needs[{at}]"), &rule))
}

fn new_place(needed: &Needed) -> Option<usize> {
    match needed {
        Needed::New(place) => Some(*place),
        Needed::Job(_) => None,
    }
}

/// The jobs that are to be run again, with what they need now.
fn again(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    request: &BatchRerunRequest,
) -> Result<Vec<NewJob>, AppError> {
    let mut rows = chosen(tx, organisation, request)?;
    if request.failed_only {
        rows.retain(has_not_succeeded);
    }
    if rows.is_empty() {
        return Err(invalid("failed_only", "selects nothing: every job that has ended succeeded"));
    }
    let ids: Vec<JobId> = rows.iter().map(|row| row.id).collect();
    let places: BTreeMap<JobId, usize> = ids.iter().copied().zip(0..).collect();
    let mut jobs = Vec::with_capacity(rows.len());
    for row in &rows {
        let specification = said_again(tx, row, request.failed_only)?;
        jobs.push(NewJob { specification, needs: Vec::new(), hold: None });
    }
    for (job, needed) in need::edges(tx, organisation, &ids)? {
        let needed = places.get(&needed).map_or(Needed::Job(needed), |place| Needed::New(*place));
        jobs[places[&job]].needs.push(needed);
    }
    Ok(jobs)
}

/// What a job says, with those of its tasks alone that did not succeed, if only these are wanted.
fn said_again(
    tx: &mut dyn Read,
    row: &JobRow,
    failed_only: bool,
) -> Result<Arc<Specification>, AppError> {
    let said = row.specification.clone();
    let Some(array) = said.array.clone().filter(|_| failed_only) else { return Ok(said) };
    let array = Some(Array { tasks: not_succeeded(tx, row)?, ..array });
    Ok(Arc::new(Specification { array, ..Specification::clone(&said) }))
}

/// The jobs that a request is about, by number.
fn chosen(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    request: &BatchRerunRequest,
) -> Result<Vec<JobRow>, AppError> {
    match (request.batch, request.jobs.as_slice()) {
        (Some(batch), []) => of_batch(tx, organisation, batch),
        (None, jobs) if (1..=MOST_JOBS).contains(&jobs.len()) => selected(tx, organisation, jobs),
        (None, _) => Err(invalid("batch", "must be given, or `jobs`, 1 to 10 000 of them")),
        (Some(_), _) => Err(invalid("jobs", "cannot be given together with `batch`")),
    }
}

fn of_batch(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    batch: JobId,
) -> Result<Vec<JobRow>, AppError> {
    let filter = JobFilter { batch: Some(batch), ..JobFilter::default() };
    let most = u32::try_from(MOST_JOBS).unwrap_or(u32::MAX);
    let page = job::page(tx, organisation, &filter, None, most)?;
    if let Some((_, error)) = page.unreadable.into_iter().next() {
        return Err(error.into());
    }
    let mut rows = page.jobs;
    rows.reverse();
    if rows.is_empty() {
        return Err(invalid("batch", "must be the first job of a batch"));
    }
    Ok(rows)
}

fn selected(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    jobs: &[JobId],
) -> Result<Vec<JobRow>, AppError> {
    let whole: Vec<JobId> = jobs.iter().copied().filter(|id| id.as_task().is_none()).collect();
    let found = job::many(tx, organisation, &whole)?;
    let rows: BTreeMap<JobId, JobRow> = found.into_iter().map(|row| (row.id, row)).collect();
    match jobs.iter().position(|id| !rows.contains_key(id)) {
        Some(at) => {
            Err(invalid(&format!("jobs[{at}]"), "must be a job that there is, and no task"))
        }
        None => Ok(rows.into_values().collect()),
    }
}
