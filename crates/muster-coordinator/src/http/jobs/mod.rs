//! `/v1/jobs`: one file per endpoint.

pub(crate) mod artefacts;
pub(crate) mod asked;
pub(crate) mod attempts;
pub(crate) mod batch;
pub(crate) mod cancel;
pub(crate) mod cancel_many;
pub(crate) mod change;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod hold;
pub(crate) mod list;
pub(crate) mod log;
pub(crate) mod log_search;
pub(crate) mod needs;
pub(crate) mod rerun;
pub(crate) mod show;
pub(crate) mod submit;
pub(crate) mod tasks;

use crate::{
    app::App,
    engine::{life::found, views},
    error::{AppError, invalid},
};
use muster_api::{
    Problem, ProblemKind,
    job::{Job, JobState},
    query::MOST_LABELS,
};
use muster_core::{JobId, OrganisationId};

/// Words for states, separated by commas.
pub(crate) fn states(text: Option<&str>) -> Result<Vec<JobState>, AppError> {
    let words = text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    let state = |word: &str| {
        word.parse().map_err(|()| {
            let detail = format!("`{word}` is not a state of a job");
            Problem::new(ProblemKind::Validation, detail).in_field("state").into()
        })
    };
    words.map(state).collect()
}

/// Labels, with their values or by their names alone, separated by commas.
pub(crate) fn labels(text: Option<&str>) -> Result<Vec<String>, AppError> {
    let words = text.unwrap_or_default().split(',').filter(|word| !word.is_empty());
    let mut labels: Vec<String> = words.map(str::to_owned).collect();
    labels.sort();
    labels.dedup();
    if labels.len() > MOST_LABELS || labels.iter().any(|label| label.starts_with('=')) {
        return Err(invalid("label", "must be up to 8 labels, like `team=ml` or `gpu`"));
    }
    Ok(labels)
}

/// A batch, by its first job.
pub(crate) fn batch(text: &str) -> Result<JobId, AppError> {
    text.parse().map_err(|_| invalid("batch", "must be the id of its first job, like `job_12`"))
}

/// A place in a list, from the page before.
pub(crate) fn cursor(text: &str) -> Result<JobId, AppError> {
    text.parse().map_err(|_| invalid("cursor", "is not one of ours"))
}

/// Tasks wait as their array does.
pub(crate) fn not_a_task(id: JobId) -> Result<(), AppError> {
    id.as_task().map_or(Ok(()), |(array, _)| {
        Err(invalid("id", &format!("names a task, which waits as its array `{array}` does")))
    })
}

/// A job as it is now.
pub(crate) async fn view(
    app: &App,
    organisation: OrganisationId,
    id: JobId,
) -> Result<Job, AppError> {
    let fleet = app.fleet_view(&organisation);
    let view = app.store.read(move |tx| {
        let row = found(tx, &organisation, id)?;
        Ok::<_, AppError>(views::one_job(tx, row, &fleet)?)
    });
    view.await
}
