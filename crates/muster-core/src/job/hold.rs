//! Holds: what keeps a job, or a whole queue, from being granted because somebody said so.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// Who holds something back, since when, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Who.
    pub by: String,
    /// Since when.
    pub at: Timestamp,
    /// Why, in their words.
    pub reason: String,
}
