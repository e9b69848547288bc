//! Schedules on the wire.

use crate::job::{JobState, JobSubmission};
use muster_core::{
    JobId, Name, Timestamp,
    schedule::{Overlap, Skipped},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What becomes of slots that were missed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissedPolicy {
    /// They are skipped.
    None,
    /// The latest runs, the others are skipped.
    #[default]
    Last,
    /// Each runs that is not older than `missed_within_seconds`, the latest 100 at most.
    All,
}

/// A job again and again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScheduleRequest {
    /// Its name: letters, digits and `_-.`, up to 64.
    #[schema(value_type = String, example = "nightly")]
    pub name: Name,
    /// Five fields, or a word like `@daily`.
    #[schema(example = "30 2 * * mon-fri")]
    pub cron: String,
    /// The time zone in which they are read; that of the coordinator's machine if nothing is said, and
    /// then kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Europe/Berlin")]
    pub time_zone: Option<String>,
    /// What to run.
    pub job: JobSubmission,
    /// What becomes of missed slots; `last` if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<MissedPolicy>,
    /// How old a missed slot may be that still runs, for `all`; a day if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed_within_seconds: Option<u64>,
    /// Whether a run may begin while the one before has not ended: `run` or `skip`; `skip` if nothing is
    /// said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "skip")]
    pub overlap: Option<Overlap>,
}

/// Whether a schedule runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleState {
    /// It runs at its slots.
    Active,
    /// It does not, until somebody resumes it.
    Paused,
}

/// A schedule, as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Schedule {
    /// Its name.
    #[schema(value_type = String, example = "nightly")]
    pub name: Name,
    /// When it runs.
    pub cron: String,
    /// The time zone in which that is read.
    pub time_zone: String,
    /// What it runs. Values of `secret_env` are `[redacted]`.
    pub job: JobSubmission,
    /// What becomes of missed slots.
    pub missed: MissedPolicy,
    /// How old a missed slot may be that still runs, if it is `all`.
    pub missed_within_seconds: Option<u64>,
    /// Whether runs may overlap.
    #[schema(value_type = String, example = "skip")]
    pub overlap: Overlap,
    /// Whether it runs.
    pub state: ScheduleState,
    /// Why it is paused, or why a slot that has come has not run yet.
    pub reason: Option<String>,
    /// The next slots, five if it is active.
    #[schema(value_type = Vec<String>)]
    pub next_slots: Vec<Timestamp>,
    /// Its last run.
    pub last_run: Option<ScheduleRun>,
    /// The slots that were skipped last, and why.
    pub skipped: Option<SkippedSlots>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Who made it; its jobs are theirs.
    pub created_by: String,
}

/// A run of a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScheduleRun {
    /// The slot; nothing if somebody asked for the run.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub slot: Option<Timestamp>,
    /// The job.
    #[schema(value_type = String, example = "job_1")]
    pub job: JobId,
    /// Where the job is in its life; nothing if it is not there any more.
    pub state: Option<JobState>,
}

/// Slots that did not run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SkippedSlots {
    /// The first.
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    /// The first slot after them.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
    /// Why.
    pub reason: String,
}

impl From<Schedule> for ScheduleRequest {
    /// The request that changes nothing.
    fn from(schedule: Schedule) -> Self {
        Self {
            name: schedule.name,
            cron: schedule.cron,
            time_zone: Some(schedule.time_zone),
            job: schedule.job,
            missed: Some(schedule.missed),
            missed_within_seconds: schedule.missed_within_seconds,
            overlap: Some(schedule.overlap),
        }
    }
}

impl From<Skipped> for SkippedSlots {
    fn from(Skipped { from, until, reason }: Skipped) -> Self {
        Self { from, until, reason }
    }
}

/// A page of schedules, by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SchedulePage {
    /// The schedules.
    pub items: Vec<Schedule>,
    /// Where the next page starts; nothing on the last one.
    pub next_cursor: Option<String>,
}

/// Which page of a list by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NameQuery {
    /// Where the page starts, from the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many, 1 to 500; 100 if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Why a schedule is to be paused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SchedulePauseRequest {
    /// The reason, for whoever wonders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Whose next slots are wanted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SlotQuery {
    /// Five fields, or a word like `@daily`.
    pub cron: String,
    /// The time zone; that of the coordinator's machine if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

/// When a schedule would run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Slots {
    /// The time zone.
    pub time_zone: String,
    /// The next five slots.
    #[schema(value_type = Vec<String>)]
    pub items: Vec<Timestamp>,
}
