//! Jobs: what is to be run, how it goes, and in which order it waits.
//!
//! A job's number is counted per organisation. Its life is a word with companions: a time while it
//! waits to be tried again, a holder while somebody has it, an end once it is over. [`JobRow`]'s
//! `TryFrom` is the one place that puts them together, and refuses what does not fit.
//!
//! A task of an array is a row of its own from its first grant on; before that it is one of a number that
//! its array's row counts. An array that has begun and not ended is kept as `queued` with `begun` > 0, and a job
//! that waits for others as `queued` with `is_blocked`.

mod labelled;
pub mod lane;
mod list;
pub mod need;
#[cfg(test)]
mod plans;
mod read;
mod steer;
mod walk;
mod write;

pub use labelled::MOST_ASKED_LABELS;
pub use list::{JobFilter, Page, accepted_by, count, counts, page};
pub use read::{
    TaskFilter, cancelled_arrays, ended_per_hour, find, held, live_tasks, many, oldest_waiting,
    retry_due, task_numbers, tasks, unfinished,
};
pub use steer::{hold, prioritise};
pub use walk::{Place, Walked};
pub use write::{Needed, NewJob, import, insert, insert_all, insert_task, next_task, save};

use crate::{StoreError, value::Row};
use muster_core::{
    Fence, JobId, OrganisationId, Timestamp, WorkerId,
    explain::Ask,
    job::{FailureReason, Hold, Holder, JobState, Life, Outcome, Progress, Specification},
};
use std::sync::Arc;

/// A job as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// Its id.
    pub id: JobId,
    /// What is to be run; of a task, what its array says.
    pub specification: Arc<Specification>,
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
    /// Where it waits. Only a job from before there were lanes has none.
    pub lane: Option<i64>,
    /// Its place there, lowest first.
    pub place: i64,
    /// How far it is, if it is an array.
    pub progress: Option<Progress>,
    /// The first job of the request that it was submitted in with others.
    pub batch: Option<JobId>,
    /// Who holds it back; of a task, who holds its array.
    pub hold: Option<Hold>,
}

impl JobRow {
    /// What it asks of a worker.
    pub fn ask(&self) -> Ask<'_> {
        self.specification.ask(&self.created_by)
    }

    /// Whether there is anything in it that a worker could be granted.
    pub fn is_waiting(&self) -> bool {
        self.hold.is_none() && self.has_something_to_grant()
    }

    /// A task that is tried again goes before those of its array that have not begun.
    fn place_of_tasks(place: i64) -> i64 {
        place - 1
    }

    fn has_something_to_grant(&self) -> bool {
        match (&self.life.state, &self.progress) {
            (JobState::Queued, None) => true,
            (JobState::Queued | JobState::UnderWay, Some(progress)) => progress.waiting() > 0,
            _ => false,
        }
    }
}

/// Everything that a [`JobRow`] is made of.
macro_rules! columns {
    () => {
        "organisation, number,
         CASE WHEN task_of IS NULL THEN specification
              ELSE (SELECT whole.specification FROM job AS whole
                     WHERE whole.organisation = job.organisation AND whole.number = job.task_of)
          END AS specification,
         CASE WHEN task_of IS NULL THEN hold
              ELSE (SELECT whole.hold FROM job AS whole
                     WHERE whole.organisation = job.organisation AND whole.number = job.task_of)
         END AS hold,
         state, attempts, failures, crashes, max_attempts,
         is_cancel_requested, retry_at, holder, fence_epoch, fence_counter, attempt, ended_at,
         started_at, exit_code, reason, detail, worker, created_at, created_by, request_id,
         lane, place, tasks, begun, under_way, succeeded, failed, cancelled, timed_out, quarantined,
         batch, is_blocked"
    };
}
pub(crate) use columns;

impl TryFrom<Row> for JobRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        let progress = progress(&mut row)?;
        let life = life(&mut row, progress.as_ref())?;
        let finished_at = ended_at(&life);
        Ok(Self {
            organisation: row.take("organisation")?,
            id: row.take("number")?,
            specification: Arc::new(row.json("specification")?),
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
            lane: row.take("lane")?,
            place: row.take("place")?,
            progress,
            batch: row.take("batch")?,
            hold: held_by(&mut row)?,
        })
    }
}

fn held_by(row: &mut Row) -> Result<Option<Hold>, StoreError> {
    let Some(text) = row.take::<Option<String>>("hold")? else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|_| row.corrupt("hold", "not of its type"))
}

fn progress(row: &mut Row) -> Result<Option<Progress>, StoreError> {
    let Some(tasks) = row.take("tasks")? else { return Ok(None) };
    let mut ended = [0; 5];
    for (count, outcome) in ended.iter_mut().zip(Outcome::ALL) {
        *count = row.take(outcome.as_str())?;
    }
    Ok(Some(Progress {
        tasks,
        begun: row.take("begun")?,
        under_way: row.take("under_way")?,
        ended,
    }))
}

fn ended_at(life: &Life) -> Option<Timestamp> {
    match life.state {
        JobState::Ended { at, .. } => Some(at),
        JobState::Blocked
        | JobState::Queued
        | JobState::RetryWait { .. }
        | JobState::Leased(_)
        | JobState::Running(_)
        | JobState::UnderWay => None,
    }
}

fn life(row: &mut Row, progress: Option<&Progress>) -> Result<Life, StoreError> {
    let is_blocked: bool = row.take("is_blocked")?;
    let state = match (state(row)?, progress) {
        (JobState::Queued, _) if is_blocked => JobState::Blocked,
        (JobState::Queued, Some(progress)) if progress.begun > 0 => JobState::UnderWay,
        (state, _) => state,
    };
    Ok(Life {
        state,
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
