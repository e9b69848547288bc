//! Schedules: a job again and again, at the slots of a [`Timetable`].
//!
//! A *slot* is a moment at which the timetable fires. Every slot is decided once: it runs, or it is
//! skipped and it is known why. A slot is *missed* once a minute has passed since; what becomes of it
//! then is the schedule's own choice, [`Missed`]. [`step`] decides what is next; nothing else does.
//!
//! Not here: the job, which is a submission like any other, and the clock.

mod step;
#[cfg(test)]
mod tests;
mod timetable;

pub use step::{MOST_CAUGHT_UP, ON_TIME, PUT_BACK, Pending, Step, step};
pub use timetable::{BadTimetable, Timetable};

use crate::{Name, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What becomes of slots that were missed: the coordinator was away, or could not accept the job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// They are skipped.
    None,
    /// The latest runs, the others are skipped.
    #[default]
    Last,
    /// Each runs that is not older than this, up to [`MOST_CAUGHT_UP`] of them.
    All {
        /// How old a slot may be.
        within: Duration,
    },
}

/// Whether a run may begin while the one before has not ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// It may.
    Run,
    /// Its slot is skipped.
    #[default]
    Skip,
}

/// When a schedule runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The cron expression, as it was written.
    pub cron: String,
    /// The name of the time zone in which it is read.
    pub time_zone: String,
    /// What becomes of missed slots.
    pub missed: Missed,
    /// Whether runs may overlap.
    pub overlap: Overlap,
}

/// Slots that did not run, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// The first.
    pub from: Timestamp,
    /// The first slot after them.
    pub until: Timestamp,
    /// Why, in a sentence.
    pub reason: String,
}

/// Of which schedule a job is a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheduled {
    /// The schedule.
    pub schedule: Name,
    /// The slot; nothing if somebody asked for the run.
    pub slot: Option<Timestamp>,
}
