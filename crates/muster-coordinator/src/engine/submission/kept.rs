//! Submissions that are kept for later, in a schedule or a template, and shown again.
//!
//! The value of a secret variable is never shown: in its place stands a word, and whoever sends that word
//! back leaves the value as it is.

use crate::{engine::secrets::REDACTED, error::AppError};
use muster_api::job::JobSubmission;
use serde_json::Value;

/// A submission as it is kept.
pub(crate) fn value(job: &JobSubmission) -> Result<Value, AppError> {
    serde_json::to_value(job).map_err(|_| AppError::Internal("write a submission as JSON"))
}

/// A submission that was kept.
pub(crate) fn submission(value: &Value) -> Result<JobSubmission, AppError> {
    serde_json::from_value(value.clone()).map_err(|_| AppError::Internal("read a kept submission"))
}

/// A submission as it may be shown.
pub(crate) fn shown(value: &Value) -> Result<JobSubmission, AppError> {
    let mut job = submission(value)?;
    for name in &job.secret_env {
        job.env.entry(name.clone()).and_modify(|value| REDACTED.clone_into(value));
    }
    Ok(job)
}

/// Puts secrets that came back unseen in their place again.
pub(crate) fn keep_secrets(job: &mut JobSubmission, before: &Value) -> Result<(), AppError> {
    let before = submission(before)?;
    for name in &job.secret_env {
        if let (Some(value), Some(known)) = (job.env.get_mut(name), before.env.get(name))
            && value == REDACTED
        {
            known.clone_into(value);
        }
    }
    Ok(())
}
