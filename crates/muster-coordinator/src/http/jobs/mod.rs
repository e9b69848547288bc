//! `/v1/jobs`: one file per endpoint.

pub(crate) mod attempts;
pub(crate) mod cancel;
pub(crate) mod explain;
pub(crate) mod list;
pub(crate) mod log;
pub(crate) mod log_search;
pub(crate) mod rerun;
pub(crate) mod show;
pub(crate) mod submit;

use crate::{app::App, engine::views, error::AppError};
use muster_api::{
    Problem, ProblemKind,
    job::{Job, JobSubmission},
};
use muster_core::{
    JobId, OrganisationId,
    job::{Command, Specification},
    requirement::{BadRequirement, Requirements},
};
use muster_store::{Read, job, job::JobRow};
use std::time::Duration;

/// What a submission says, once every rule was checked.
pub(crate) fn specification(submission: JobSubmission) -> Result<Specification, AppError> {
    let command = match (submission.command, submission.argv) {
        (Some(line), None) => Command::Shell(line),
        (None, Some(argv)) => Command::Argv(argv),
        (None, None) => return Err(invalid("command", "must be given, or `argv`")),
        (Some(_), Some(_)) => {
            return Err(invalid("argv", "cannot be given together with `command`"));
        }
    };
    let requirements = Requirements::try_from(submission.requirements).map_err(bad_requirement)?;
    let default = Specification::of(command);
    let specification = Specification {
        name: submission.name.filter(|name| !name.trim().is_empty()),
        timeout: submission.timeout_seconds.map_or(default.timeout, Duration::from_secs),
        max_attempts: submission.max_attempts.unwrap_or(default.max_attempts),
        requirements,
        environment: submission.env,
        on_disconnect: submission.on_disconnect.unwrap_or(default.on_disconnect),
        lost_after: submission.lost_after_seconds.map_or(default.lost_after, Duration::from_secs),
        secret_environment: submission.secret_env.into_iter().collect(),
        log_limit: submission.log_limit_bytes.unwrap_or(default.log_limit),
        ..default
    };
    specification.check().map_err(|error| invalid(error.field, error.rule))?;
    Ok(specification)
}

pub(crate) fn invalid(field: &str, rule: &str) -> AppError {
    Problem::new(ProblemKind::Validation, format!("`{field}` {rule}")).in_field(field).into()
}

fn bad_requirement(error: BadRequirement) -> AppError {
    let detail = format!("`{}` is no requirement: {error}", error.field);
    Problem::new(ProblemKind::Validation, detail).in_field(error.field).into()
}

/// A job that must be there.
pub(crate) fn found(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    id: JobId,
) -> Result<JobRow, AppError> {
    job::find(tx, organisation, id)?.ok_or_else(|| AppError::no_job(id))
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
