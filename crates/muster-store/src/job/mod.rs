//! Jobs: what is to be run, how it goes, and in which order it waits.
//!
//! A job's number is counted per organisation. Its life is a word with companions: a time while it
//! waits to be tried again, a holder while somebody has it, an end once it is over. [`JobRow`]'s
//! `TryFrom` is the one place that puts them together, and refuses what does not fit.

#[cfg(test)]
mod plans;
mod read;
mod walk;
mod write;

pub use read::{
    JobFilter, count, counts, ended_per_hour, find, held, many, oldest_waiting, page, queued,
    retry_due, unfinished,
};
pub use walk::{Place, Walked};
pub use write::{import, insert, save};

use crate::{StoreError, value::Row};
use muster_core::{
    Fence, JobId, OrganisationId, Timestamp, WorkerId,
    job::{FailureReason, Holder, JobState, Life, Outcome, Specification},
};

/// A job as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// Its id.
    pub id: JobId,
    /// What is to be run.
    pub specification: Specification,
    /// How it goes.
    pub life: Life,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// Who submitted it.
    pub created_by: String,
    /// In which request.
    pub request_id: String,
    /// When its last attempt began.
    pub started_at: Option<Timestamp>,
    /// When it ended. It follows from the life, which is what is kept.
    pub finished_at: Option<Timestamp>,
    /// The exit code of its last attempt.
    pub exit_code: Option<i32>,
    /// Why its last attempt did not succeed.
    pub reason: Option<FailureReason>,
    /// The reason in a sentence.
    pub detail: Option<String>,
    /// The worker that runs it, or ran it last.
    pub worker: Option<WorkerId>,
}

/// Everything that a [`JobRow`] is made of.
macro_rules! columns {
    () => {
        "organisation, number, specification, state, attempts, failures, crashes, max_attempts,
         is_cancel_requested, retry_at, holder, fence_epoch, fence_counter, attempt, ended_at,
         started_at, exit_code, reason, detail, worker, created_at, created_by, request_id"
    };
}
pub(crate) use columns;

impl TryFrom<Row> for JobRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        let life = life(&mut row)?;
        let finished_at = ended_at(&life);
        Ok(Self {
            organisation: row.take("organisation")?,
            id: row.take("number")?,
            specification: row.json("specification")?,
            life,
            created_at: row.take("created_at")?,
            created_by: row.take("created_by")?,
            request_id: row.take("request_id")?,
            started_at: row.take("started_at")?,
            finished_at,
            exit_code: row.take("exit_code")?,
            reason: reason(&mut row)?,
            detail: row.take("detail")?,
            worker: row.take("worker")?,
        })
    }
}

fn ended_at(life: &Life) -> Option<Timestamp> {
    match life.state {
        JobState::Ended { at, .. } => Some(at),
        JobState::Queued
        | JobState::RetryWait { .. }
        | JobState::Leased(_)
        | JobState::Running(_) => None,
    }
}

fn life(row: &mut Row) -> Result<Life, StoreError> {
    Ok(Life {
        state: state(row)?,
        attempts: row.take("attempts")?,
        failures: row.take("failures")?,
        crashes: row.take("crashes")?,
        max_attempts: row.take("max_attempts")?,
        is_cancel_requested: row.take("is_cancel_requested")?,
    })
}

fn state(row: &mut Row) -> Result<JobState, StoreError> {
    let word: String = row.take("state")?;
    let (until, ended) = (row.take("retry_at")?, row.take("ended_at")?);
    let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == word);
    match (word.as_str(), until, holder(row)?, ended, outcome) {
        ("queued", None, None, None, None) => Ok(JobState::Queued),
        ("retry_wait", Some(until), None, None, None) => Ok(JobState::RetryWait { until }),
        ("leased", None, Some(holder), None, None) => Ok(JobState::Leased(holder)),
        ("running", None, Some(holder), None, None) => Ok(JobState::Running(holder)),
        (_, None, None, Some(at), Some(outcome)) => Ok(JobState::Ended { at, outcome }),
        _ => Err(row.corrupt("state", "does not fit its companions")),
    }
}

fn holder(row: &mut Row) -> Result<Option<Holder>, StoreError> {
    let worker: Option<WorkerId> = row.take("holder")?;
    let epoch: Option<u32> = row.take("fence_epoch")?;
    let counter: Option<u32> = row.take("fence_counter")?;
    let attempt: Option<u32> = row.take("attempt")?;
    match (worker, epoch, counter, attempt) {
        (None, None, None, None) => Ok(None),
        (Some(worker), Some(epoch), Some(counter), Some(attempt)) => {
            Ok(Some(Holder { worker, fence: Fence { epoch, counter }, attempt }))
        }
        _ => Err(row.corrupt("holder", "does not fit its fence")),
    }
}

/// The reason of a job's or an attempt's end, if there is one.
pub(crate) fn reason(row: &mut Row) -> Result<Option<FailureReason>, StoreError> {
    let Some(word) = row.take::<Option<String>>("reason")? else { return Ok(None) };
    let known = FailureReason::ALL.into_iter().find(|reason| reason.as_str() == word);
    known.map(Some).ok_or_else(|| row.corrupt("reason", "not one of its words"))
}
