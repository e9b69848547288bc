//! Standing: where windows are counted just now, for health and metrics.

use muster_core::Timestamp;
use std::fmt;

/// Where windows are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In this process, as it is set.
    Memory,
    /// In Redis, together with the other coordinators.
    Shared {
        /// Since when.
        since: Timestamp,
    },
    /// In this process, because Redis is out of reach. Each coordinator then allows the whole quota.
    FallenBack {
        /// Since when.
        since: Timestamp,
        /// Why.
        reason: Lost,
    },
}

/// Why Redis is out of reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// There is no connection.
    Unreachable,
    /// It did not answer in time.
    TimedOut,
    /// It answers, and does not let us count: a wrong password, a replica, no memory left.
    Refused,
}

impl Standing {
    /// The word in health and metrics.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Shared { .. } => "shared",
            Self::FallenBack { .. } => "fallen_back",
        }
    }

    /// Whether it is less than what is set.
    pub fn is_degraded(&self) -> bool {
        matches!(self, Self::FallenBack { .. })
    }
}

impl Lost {
    /// The word in health and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed_out",
            Self::Refused => "refused",
        }
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "Redis is not reached",
            Self::TimedOut => "Redis does not answer in time",
            Self::Refused => "Redis refuses to count",
        })
    }
}
