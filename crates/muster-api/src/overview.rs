//! What the first page shows: is the fleet well, and what needs a person?

use muster_core::{JobId, Name, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The state of everything, in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Overview {
    /// Workers by liveness.
    pub workers: WorkerCounts,
    /// Slots in all online workers.
    pub slots: u32,
    /// Slots that are taken.
    pub busy_slots: u32,
    /// Jobs by state.
    pub jobs: JobCounts,
    /// When the job that waits longest was accepted.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub oldest_waiting: Option<Timestamp>,
    /// Jobs that ended in each of the last 24 hours, oldest first.
    pub activity: Vec<ActivityHour>,
    /// What needs a person, most urgent first.
    pub needs_you: Vec<Need>,
}

/// How many workers there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkerCounts {
    /// In all.
    pub total: u32,
    /// Online.
    pub online: u32,
    /// Asleep.
    pub asleep: u32,
    /// Disconnected.
    pub disconnected: u32,
    /// Lost.
    pub lost: u32,
    /// Cloud workers whose machines do not run, so that nobody misses their word: the next three together.
    #[serde(default)]
    pub off: u32,
    /// Those that are being made, started, stopped or deleted.
    #[serde(default)]
    #[schema(required)]
    pub moving: u32,
    /// Those that are stopped.
    #[serde(default)]
    #[schema(required)]
    pub stopped: u32,
    /// Those that failed.
    #[serde(default)]
    #[schema(required)]
    pub failed: u32,
}

/// How many jobs there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobCounts {
    /// In all.
    pub total: u64,
    /// Queued, or waiting for the next attempt.
    pub waiting: u64,
    /// Leased or running.
    pub running: u64,
    /// Succeeded.
    pub succeeded: u64,
    /// Failed, timed out or quarantined.
    pub failed: u64,
    /// Cancelled.
    pub cancelled: u64,
}

/// What happened in one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActivityHour {
    /// When the hour began.
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    /// Jobs that succeeded in it.
    pub succeeded: u64,
    /// Jobs that failed, timed out or were quarantined in it.
    pub failed: u64,
}

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Need {
    /// A job failed in the last day.
    JobFailed {
        /// The job.
        #[schema(value_type = String)]
        job: JobId,
        /// Its name or command.
        label: String,
        /// Why, in a sentence.
        reason: String,
    },
    /// A job waits and no worker will take it as things are.
    JobWaiting {
        /// The job.
        #[schema(value_type = String)]
        job: JobId,
        /// Its name or command.
        label: String,
        /// Why, in a sentence.
        reason: String,
    },
    /// The last backup could not be made.
    BackupFailed {
        /// What is needed, in a few words.
        label: String,
        /// Why and what to do, in a sentence.
        reason: String,
    },
    /// A limit of the plan is near, or reached.
    LimitNear {
        /// Which, and how much of it.
        label: String,
        /// How many there are, what is to be expected and what makes room, in a sentence.
        reason: String,
    },
    /// A cloud worker or an environment could not be made, started, stopped or deleted.
    CloudFailed {
        /// The worker or the environment.
        #[schema(value_type = String)]
        resource: Name,
        /// `worker` or `environment`.
        #[schema(example = "environment")]
        what: String,
        /// Its name.
        label: String,
        /// What went wrong by the provider's word, in a sentence.
        reason: String,
    },
    /// An environment stops by itself within minutes.
    EnvironmentStops {
        /// The environment.
        #[schema(value_type = String)]
        environment: Name,
        /// Its name.
        label: String,
        /// When, unless somebody uses it.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
        /// Why, in a sentence.
        reason: String,
    },
    /// A worker went away without a word.
    WorkerAway {
        /// The worker.
        worker: String,
        /// Its name.
        label: String,
        /// Since when and what it means, in a sentence.
        reason: String,
    },
}
