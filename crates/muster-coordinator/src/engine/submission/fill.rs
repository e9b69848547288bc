//! From a template and what is said to it, a submission that needs no template any more.

use super::{kept, specification};
use crate::error::{AppError, invalid};
use muster_api::job::JobSubmission;
use muster_core::template::{self, BadParameter, Parameters};
use muster_store::template::TemplateRow;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The template's job, its gaps filled, and what the submission says itself put before what it says.
pub(crate) fn filled(
    template: &TemplateRow,
    submission: JobSubmission,
) -> Result<JobSubmission, AppError> {
    for (field, is_said) in
        [("command", submission.command.is_some()), ("argv", submission.argv.is_some())]
    {
        if is_said {
            return Err(invalid(field, "cannot be given together with `template`"));
        }
    }
    let kept = kept::submission(&template.job)?;
    let is_shown = |name: &&String| {
        submission.env.contains_key(*name) && !submission.secret_env.contains(*name)
    };
    if let Some(name) = kept.secret_env.iter().find(is_shown) {
        let rule = "is secret in the template: name it in `secret_env`, too";
        return Err(invalid(&format!("env.{name}"), rule));
    }
    let texts = template.parameters.texts(&submission.parameters).map_err(bad_parameter)?;
    let mut job = with_texts(&template.job, &texts)?;
    let own = job.env.split_off("");
    let env = own.into_iter().chain(submission.env.clone()).collect();
    let own_secrets = submission.secret_env.clone();
    let said = JobSubmission {
        template: None,
        parameters: BTreeMap::new(),
        env: BTreeMap::new(),
        ..submission
    };
    let mut whole = kept::value(&job)?;
    if let (Value::Object(whole), Value::Object(said)) = (&mut whole, kept::value(&said)?) {
        whole.extend(said);
    }
    // What the template keeps secret stays so, whatever else is.
    let secret_env: BTreeSet<String> = kept.secret_env.into_iter().chain(own_secrets).collect();
    let secret_env = secret_env.into_iter().collect();
    Ok(JobSubmission { env, secret_env, ..kept::submission(&whole)? })
}

/// A value that is sealed cannot be filled in.
pub(crate) fn refuse_secret_gaps(job: &JobSubmission) -> Result<(), AppError> {
    let is_secret = |path: &str| {
        path.strip_prefix("env.").is_some_and(|name| job.secret_env.iter().any(|it| it == name))
    };
    match template::gaps(&kept::value(job)?).into_iter().find(|gap| is_secret(&gap.path)) {
        Some(gap) => {
            let rule = "is secret and cannot have a gap: keep it as a secret and name that";
            Err(invalid(&gap.path, rule).within("job"))
        }
        None => Ok(()),
    }
}

/// What a template must be, so that some submission to it can be accepted.
pub(crate) fn check(parameters: &Parameters, job: &JobSubmission) -> Result<(), AppError> {
    parameters.check().map_err(bad_parameter)?;
    if job.template.is_some() || !job.parameters.is_empty() {
        return Err(invalid("template", "cannot stand in a template").within("job"));
    }
    let value = kept::value(job)?;
    for gap in template::gaps(&value) {
        let (path, name) = (&gap.path, &gap.parameter);
        if path == "command" {
            let variable = template::variable(name);
            let rule = format!(
                "cannot have `{{{{{name}}}}}`: a value in a line for the shell would be read as a part of \
                 it. Write `\"${variable}\"`, a variable that has the value, or use `argv`"
            );
            return Err(invalid(path, &rule).within("job"));
        }
        if !parameters.0.contains_key(name) {
            let rule = format!("names `{name}`, which is no parameter");
            return Err(invalid(path, &rule).within("job"));
        }
    }
    // Tried with a value for each parameter: a default that fits lets a job be tried as it will be.
    let sample = with_texts(&value, &parameters.samples())?;
    specification(sample).map(drop).map_err(|error| error.within("job"))
}

/// A job with its gaps filled, and each parameter as a variable.
fn with_texts(job: &Value, texts: &BTreeMap<String, String>) -> Result<JobSubmission, AppError> {
    let mut job = job.clone();
    template::fill(&mut job, texts);
    let mut job = kept::submission(&job)?;
    job.env.extend(texts.iter().map(|(name, text)| (template::variable(name), text.clone())));
    Ok(job)
}

fn bad_parameter(BadParameter { field, rule }: BadParameter) -> AppError {
    invalid(&field, &rule)
}
