//! What is submitted: from what a request says, once every rule was checked, to what a job is.

pub(crate) mod fill;
pub(crate) mod kept;

use crate::{
    engine::secrets,
    error::{AppError, invalid, missing},
};
use muster_api::{
    Problem, ProblemKind,
    job::{JobSubmission, TaskNumbers},
};
use muster_core::{
    JobId, Name, OrganisationId,
    job::{Array, Command, MOST_NEEDS, Specification},
    ranges::Ranges,
    requirement::{BadRequirement, Requirements},
    sealed::is_sealed,
};
use muster_store::{
    Read,
    job::{Needed, NewJob},
    template,
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// A submission that says what to run, and the template that it was made from.
#[derive(Debug, Clone)]
pub(crate) struct Plain {
    submission: JobSubmission,
    template: Option<Name>,
}

impl Plain {
    /// One that needs no template. Nothing, if it names one.
    pub(crate) fn of(submission: &JobSubmission) -> Result<Option<Self>, AppError> {
        if submission.template.is_some() {
            return Ok(None);
        }
        if !submission.parameters.is_empty() {
            return Err(invalid("parameters", "are for a `template`"));
        }
        Ok(Some(Self { submission: submission.clone(), template: None }))
    }

    /// With the gaps of its template filled, if it names one.
    pub(crate) fn resolved(
        tx: &mut dyn Read,
        organisation: &OrganisationId,
        submission: &JobSubmission,
    ) -> Result<Self, AppError> {
        let Some(name) = submission.template.clone() else {
            return Self::of(submission)?.ok_or(AppError::Internal("read a submission"));
        };
        let known = template::find(tx, organisation, &name)?;
        let template = known.ok_or_else(|| {
            missing(ProblemKind::TemplateNotFound, "template", &format!("`{name}` does not exist"))
        })?;
        let submission = fill::filled(&template, submission.clone())?;
        Ok(Self { submission, template: Some(name) })
    }
}

/// The job of something that submits it again and again, so it waits for no other.
pub(crate) fn repeatable(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    submission: &JobSubmission,
) -> Result<Specification, AppError> {
    let job = new_job(Plain::resolved(tx, organisation, submission)?, &BTreeMap::new())?;
    if !job.needs.is_empty() {
        return Err(invalid("needs", "cannot be said of a job that runs again and again"));
    }
    if job.hold.is_some() {
        return Err(invalid("hold", "cannot be said of a job that runs again and again"));
    }
    let said = std::iter::once(&*job.specification);
    secrets::must_be_there(tx, organisation, said).map_err(|(_, error)| error)?;
    Ok(Specification::clone(&job.specification))
}

/// A reason is a sentence or two.
const LONGEST_REASON: usize = 500;

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
    let isolation = submission.isolation.unwrap_or_default();
    // The queue and its explanations know a level by the label of those who give it.
    let requirements = requirements.iter().cloned().chain(isolation.requirement()).collect();
    let default = Specification::of(command);
    let array = array(submission.array, submission.matrix)?;
    let specification = Specification {
        name: submission.name.filter(|name| !name.trim().is_empty()).or(submission.key),
        timeout: submission.timeout_seconds.map_or(default.timeout, Duration::from_secs),
        max_attempts: submission.max_attempts.unwrap_or(default.max_attempts),
        requirements,
        slots: submission.slots.unwrap_or(default.slots),
        isolation,
        environment: submission.env,
        on_disconnect: submission.on_disconnect.unwrap_or(default.on_disconnect),
        lost_after: submission.lost_after_seconds.map_or(default.lost_after, Duration::from_secs),
        secret_environment: submission.secret_env.into_iter().collect(),
        secrets: submission.secrets,
        log_limit: submission.log_limit_bytes.unwrap_or(default.log_limit),
        priority: submission.priority.unwrap_or(default.priority),
        working_dir: submission.working_dir,
        stdin: submission.stdin,
        labels: submission.labels,
        artefacts: submission.artefacts,
        array,
        if_needs_fail: submission.if_needs_fail.unwrap_or_default(),
        ..default
    };
    specification.check().map_err(|error| invalid(&error.field, error.rule))?;
    // What a request says itself was sealed as it arrived.
    let is_plain =
        |name: &&String| !specification.environment.get(*name).is_some_and(|it| is_sealed(it));
    if let Some(name) = specification.secret_environment.iter().find(is_plain) {
        let rule = format!("names `{name}`, whose value is not given as a secret here");
        return Err(invalid("secret_env", &rule));
    }
    Ok(specification)
}

/// A submission with what it needs, among them jobs that it names by these keys.
pub(crate) fn new_job(
    Plain { mut submission, template }: Plain,
    keys: &BTreeMap<String, usize>,
) -> Result<NewJob, AppError> {
    if submission.key.as_deref().is_some_and(|key| !is_key(key)) {
        let rule =
            "must be up to 64 letters, digits, `-`, `_` or `.`, and not look like a job's id";
        return Err(invalid("key", rule));
    }
    let needs = needed(&submission.needs, keys)?;
    let hold = submission.hold.take().map(|text| reason_to_hold("hold", &text)).transpose()?;
    let specification = Specification { template, ..specification(submission)? };
    Ok(NewJob { specification: Arc::new(specification), needs, hold })
}

/// Nobody must have to ask whether a job or a key is meant.
fn is_key(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=64).contains(&text.len()) && text.bytes().all(is_plain) && text.parse::<JobId>().is_err()
}

fn needed(texts: &[String], keys: &BTreeMap<String, usize>) -> Result<Vec<Needed>, AppError> {
    if texts.len() > MOST_NEEDS {
        return Err(invalid("needs", "must be up to 256 jobs"));
    }
    let mut needs = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate() {
        let broken = |rule| invalid(&format!("needs[{at}]"), rule);
        let needed = match (keys.get(text), text.parse::<JobId>()) {
            (Some(place), _) => Needed::New(*place),
            (None, Ok(id)) if id.as_task().is_none() => Needed::Job(id),
            (None, Ok(_)) => return Err(broken("names a task, and only whole jobs can be needed")),
            (None, Err(_)) => {
                return Err(broken(
                    "names neither a job, like `job_12`, nor a key of this request",
                ));
            }
        };
        if needs.contains(&needed) {
            return Err(broken("names a job that was named before"));
        }
        needs.push(needed);
    }
    Ok(needs)
}

fn array(
    numbers: Option<TaskNumbers>,
    matrix: BTreeMap<String, Vec<String>>,
) -> Result<Option<Array>, AppError> {
    let tasks = match numbers {
        None if matrix.is_empty() => return Ok(None),
        None => return Ok(Some(Array::of_matrix(matrix))),
        Some(TaskNumbers::Count(count)) => Ranges::up_to(count),
        Some(TaskNumbers::Ranges(text)) => ranges("array", &text)?,
    };
    Ok(Some(Array { tasks, matrix }))
}

/// Numbers of tasks as people write them.
pub(crate) fn ranges(field: &str, text: &str) -> Result<Ranges, AppError> {
    text.parse().map_err(|error: muster_core::ranges::BadRanges| invalid(field, &error.to_string()))
}

fn bad_requirement(error: BadRequirement) -> AppError {
    let detail = format!("`{}` is no requirement: {error}", error.field);
    Problem::new(ProblemKind::Validation, detail).in_field(error.field).into()
}

/// Why something is held back: whoever waits for it will read it.
pub(crate) fn reason_to_hold(field: &str, text: &str) -> Result<String, AppError> {
    let text = text.trim();
    let is_sane = (1..=LONGEST_REASON).contains(&text.chars().count());
    if is_sane && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    Err(invalid(field, "must say why in 1 to 500 characters on one line"))
}
