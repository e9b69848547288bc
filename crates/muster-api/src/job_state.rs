//! The states of a job, as the wire names them.
//!
//! They are more than the core's, which keeps how a job ended apart from that it has.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The state of a job, in one word.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It waits for other jobs that it needs.
    Blocked,
    /// It waits for a worker.
    Queued,
    /// An attempt failed; it waits before the next one.
    RetryWait,
    /// A worker was chosen and has not begun yet.
    Leased,
    /// A worker runs it.
    Running,
    /// It ended with exit code 0.
    Succeeded,
    /// Its last allowed attempt failed.
    Failed,
    /// Somebody cancelled it.
    Cancelled,
    /// Its last allowed attempt took too long.
    TimedOut,
    /// It took three workers down with it.
    Quarantined,
}

impl JobState {
    /// Every state there is.
    pub const ALL: [Self; 10] = [
        Self::Blocked,
        Self::Queued,
        Self::RetryWait,
        Self::Leased,
        Self::Running,
        Self::Succeeded,
        Self::Failed,
        Self::Cancelled,
        Self::TimedOut,
        Self::Quarantined,
    ];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Queued => "queued",
            Self::RetryWait => "retry_wait",
            Self::Leased => "leased",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::TimedOut => "timed_out",
            Self::Quarantined => "quarantined",
        }
    }

    /// Whether the job is over.
    pub fn is_terminal(self) -> bool {
        match self {
            Self::Blocked | Self::Queued | Self::RetryWait | Self::Leased | Self::Running => false,
            Self::Succeeded
            | Self::Failed
            | Self::Cancelled
            | Self::TimedOut
            | Self::Quarantined => true,
        }
    }
}

impl std::str::FromStr for JobState {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(())
    }
}
