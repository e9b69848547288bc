//! Why a job waits, on the wire.

use crate::job::JobState;
use muster_core::{
    JobId, Timestamp,
    explain::{Cause, Standing},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a job waits: the fleet by what keeps each worker from it. A job that does not wait says what it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobExplanation {
    /// The job, `job_<n>`.
    #[schema(value_type = String, example = "job_1")]
    pub job: JobId,
    /// Where it is in its life.
    pub state: JobState,
    /// The whole in one sentence.
    pub summary: String,
    /// When the next attempt may start, while it waits for one.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub retry_at: Option<Timestamp>,
    /// Every worker of the fleet once, if it is the fleet that the job waits for.
    pub groups: Vec<WorkerGroup>,
    /// What it has waited for so far, oldest first: the last 20 things, each of which lasted some seconds. What is not there
    /// nobody has seen.
    #[serde(default)]
    #[schema(required)]
    pub waited: Vec<JobWait>,
}

/// What a job waited for, for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobWait {
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    /// Until when; nothing if it still does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    /// For what.
    pub cause: WaitCause,
    /// What was said of it when it began, if there was more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "1 worker lacks `gpu`")]
    pub said: Option<String>,
}

/// What a job can wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaitCause {
    /// For jobs that it needs.
    Needs,
    /// Somebody held it back.
    Held,
    /// For its next attempt, after one that did not succeed.
    Retry,
    /// The queue was paused.
    Paused,
    /// A worker would have taken it, but others were ahead.
    Turn,
    /// For a free slot of a worker that fits.
    Slot,
    /// For a slot, or for what owners of workers that fit allow.
    Owner,
    /// Workers that fit were away, paused, closed or being updated.
    Worker,
    /// There was no worker that fits.
    Fit,
}

impl WaitCause {
    /// What a job waited for, in words that go on after "waited".
    pub fn words(self) -> &'static str {
        match self {
            Self::Needs => "for jobs that it needs",
            Self::Held => "while it was held",
            Self::Retry => "for its next attempt",
            Self::Paused => "while the queue was paused",
            Self::Turn => "for its turn",
            Self::Slot => "for a free slot",
            Self::Owner => "for a slot that its owner allows",
            Self::Worker => "for a worker that takes jobs",
            Self::Fit => "for a worker that fits",
        }
    }
}

impl From<Cause> for WaitCause {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Turn => Self::Turn,
            Cause::Slot => Self::Slot,
            Cause::Owner => Self::Owner,
            Cause::Worker => Self::Worker,
            Cause::Fit => Self::Fit,
            Cause::Paused => Self::Paused,
        }
    }
}

/// What a worker is to a job that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkerVerdict {
    /// It has room: the job starts at any moment.
    Ready,
    /// It does not meet the requirements, has too few slots at all, or its owner does not allow the job.
    Unfit,
    /// It said that it would sleep.
    Asleep,
    /// It went away; its jobs are kept for now.
    Disconnected,
    /// It has been away for long.
    Lost,
    /// It said that it stops.
    Stopping,
    /// Somebody paused it.
    Paused,
    /// What its owner allows keeps jobs from it now.
    Closed,
    /// Too few of its slots are free.
    Busy,
    /// What is free of it is kept for a job that needs more slots and is ahead.
    Kept,
}

impl From<Option<Standing>> for WorkerVerdict {
    fn from(standing: Option<Standing>) -> Self {
        match standing {
            None => Self::Unfit,
            Some(Standing::Ready) => Self::Ready,
            Some(Standing::Asleep) => Self::Asleep,
            Some(Standing::Disconnected) => Self::Disconnected,
            Some(Standing::Lost) => Self::Lost,
            // It stops, to come back with another program.
            Some(Standing::Stopping | Standing::Updating) => Self::Stopping,
            Some(Standing::Paused) => Self::Paused,
            Some(Standing::Closed(_)) => Self::Closed,
            Some(Standing::Busy) => Self::Busy,
            Some(Standing::Kept) => Self::Kept,
        }
    }
}

/// Workers that the same thing keeps from a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkerGroup {
    /// What they are to the job.
    pub verdict: WorkerVerdict,
    /// What keeps them, in a few words.
    #[schema(example = "`cpu_cores >= 8`, but has 4")]
    pub why: String,
    /// How many they are.
    pub count: usize,
    /// The names of some.
    pub workers: Vec<String>,
    /// What a person can do about it.
    #[schema(example = "Add a worker with `cpu_cores >= 8`")]
    pub helps: String,
}
