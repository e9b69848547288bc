//! `POST /v1/jobs/{id}/rerun`

use crate::{
    app::App,
    engine::{life::found, submission::ranges},
    error::{AppError, invalid},
    http::{
        create::Created,
        extract::{Id, MaybeJson, Writer},
        jobs::submit::accept,
    },
};
use axum::{extract::State, response::Response};
use muster_api::{
    Problem,
    job::{Job, RerunRequest},
};
use muster_core::{
    JobId,
    job::{Array, JobState, Outcome, Specification},
    ranges::Ranges,
};
use muster_store::{
    Read,
    job::{self, JobRow, Needed, NewJob, need},
    retention,
};
use std::{collections::BTreeSet, sync::Arc};

/// Submit a job again.
///
/// A new job with the same specification; the old one stays as it ended. Of an array all tasks, or those
/// that did not succeed, or a selection. It needs what the old one needed, but for jobs that did not succeed.
#[utoipa::path(post, path = "/v1/jobs/{id}/rerun", tag = "jobs", params(("id" = String, Path)), request_body = RerunRequest,
    responses((status = 201, body = Job), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn rerun(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<JobId>,
    MaybeJson(request): MaybeJson<RerunRequest>,
) -> Result<Response, AppError> {
    let organisation = scope.organisation.clone();
    let body = format!("{id} {request:?}");
    let again = app.store.read(move |tx| {
        let old = found(tx, &organisation, id)?;
        let array = again(tx, &old, &request)?;
        let said = Specification::clone(&old.specification);
        let specification = Specification { array, scheduled: None, ..said };
        let needs = still_needed(tx, &old)?;
        Ok::<_, AppError>(NewJob { specification: Arc::new(specification), needs, hold: None })
    });
    accept(&app, &scope, "POST /v1/jobs/{id}/rerun", again.await?, body.as_bytes())
        .await
        .map(Created::into_response)
}

/// Who runs a job again by hand has decided about those that it needed and that did not succeed.
fn still_needed(tx: &mut dyn Read, old: &JobRow) -> Result<Vec<Needed>, AppError> {
    let needs = need::needs(tx, &old.organisation, old.id)?;
    let still = needs.iter().filter(|row| !has_not_succeeded(row));
    Ok(still.map(|row| Needed::Job(row.id)).collect())
}

/// Whether it has ended in another way.
pub(crate) fn has_not_succeeded(row: &JobRow) -> bool {
    let JobState::Ended { outcome, .. } = row.life.state else { return false };
    outcome != Outcome::Succeeded
}

/// Which tasks to run again; nothing if the job is not an array.
fn again(
    tx: &mut dyn Read,
    old: &JobRow,
    request: &RerunRequest,
) -> Result<Option<Array>, AppError> {
    let said = old.specification.array.clone();
    let selected = match (&request.tasks, request.failed_only, old.id.as_task()) {
        (None, false, None) => return Ok(said),
        (None, false, Some((_, task))) => Ranges::from_iter([task]),
        (Some(text), false, None) => ranges("tasks", text)?,
        (None, true, None) => not_succeeded(tx, old)?,
        (Some(_), _, _) | (None, true, Some(_)) => {
            return Err(invalid("tasks", "and `failed_only` do not go together, nor with a task"));
        }
    };
    let Some(array) = said else {
        return Err(invalid("tasks", "and `failed_only` are for arrays"));
    };
    if selected.count() == 0 {
        return Err(invalid("failed_only", "selects nothing: every task that has ended succeeded"));
    }
    if !selected.is_within(&array.tasks) {
        return Err(invalid("tasks", "must be among the tasks of the array"));
    }
    Ok(Some(Array { tasks: selected, ..array }))
}

/// The tasks that ended and did not succeed. Once the array is over these are all others than those that
/// did, also those that were cancelled before they began.
pub(crate) fn not_succeeded(tx: &mut dyn Read, array: &JobRow) -> Result<Ranges, AppError> {
    // Tasks that have left look like tasks that did not succeed.
    if !retention::leaving_among(tx, &array.organisation, &[array.id])?.is_empty() {
        return Err(AppError::no_job(array.id));
    }
    let mut ended_as =
        |outcome: Outcome| job::task_numbers(tx, &array.organisation, array.id, outcome.as_str());
    if let (JobState::Ended { .. }, Some(said)) = (&array.life.state, &array.specification.array) {
        let succeeded: BTreeSet<u32> = ended_as(Outcome::Succeeded)?.into_iter().collect();
        return Ok(said.tasks.iter().filter(|task| !succeeded.contains(task)).collect());
    }
    let mut numbers = Vec::new();
    for outcome in Outcome::ALL.into_iter().filter(|outcome| *outcome != Outcome::Succeeded) {
        numbers.extend(ended_as(outcome)?);
    }
    Ok(numbers.into_iter().collect())
}
