//! What becomes of a running job while its worker and its coordinator cannot reach each other.
//!
//! The worker obeys on its own clock, counted from the last renewal that it knows was heard, so it is
//! always done before the coordinator gives the job away.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a job is kept if its submitter says nothing else.
pub const DEFAULT_LOST_AFTER: Duration = Duration::from_mins(5);

/// What a worker does with a job whose lease it cannot prove any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDisconnect {
    /// It runs on until `lost_after`, and the coordinator waits as long for it.
    Keep,
    /// It stands still when its lease ends and goes on only if the job is still its own; meanwhile
    /// the coordinator lets another worker begin.
    #[default]
    Replace,
    /// It is ended when its lease ends.
    Stop,
}

impl OnDisconnect {
    /// Every policy there is.
    pub const ALL: [Self; 3] = [Self::Keep, Self::Replace, Self::Stop];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Replace => "replace",
            Self::Stop => "stop",
        }
    }
}
