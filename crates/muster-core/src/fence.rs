//! Fences: numbers that only rise, so that a worker from the past can be told apart.
//!
//! Every grant of a job carries one, and every report about the job must carry it back. The epoch
//! rises whenever a coordinator takes the store; the counter rises with each grant of the job.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Which grant of a job a report belongs to. Ordered: a later grant is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fence {
    /// Rises whenever a coordinator takes ownership of the store.
    pub epoch: u32,
    /// Rises with every grant of this job.
    pub counter: u32,
}

impl fmt::Display for Fence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.epoch, self.counter)
    }
}

impl From<Fence> for String {
    fn from(fence: Fence) -> Self {
        fence.to_string()
    }
}

/// A text that is not a fence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a fence")]
pub struct BadFence;

impl FromStr for Fence {
    type Err = BadFence;
    fn from_str(text: &str) -> Result<Self, BadFence> {
        let (epoch, counter) = text.split_once('.').ok_or(BadFence)?;
        Ok(Self {
            epoch: epoch.parse().map_err(|_| BadFence)?,
            counter: counter.parse().map_err(|_| BadFence)?,
        })
    }
}

impl TryFrom<String> for Fence {
    type Error = BadFence;
    fn try_from(text: String) -> Result<Self, BadFence> {
        text.parse()
    }
}
