//! Retention: what is kept of jobs that are over.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The rules of an organisation. The first one that a job matches decides about it; a job that matches none
/// is kept, so without rules everything is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Retention {
    /// Up to 32 rules.
    pub rules: Vec<RetentionRule>,
}

/// What is kept of the jobs that a rule decides about: for ever, if it has no limit; with two limits, whatever
/// either of them keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RetentionRule {
    /// Which jobs it is about, like `team=ml`; all, if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The last so many are kept, however old they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_last: Option<u32>,
    /// Whatever ended in the last so many days is kept, however many they are; 1 to 36500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_days: Option<u32>,
}

/// What rules would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RetentionPreview {
    /// How many jobs would go now; an array is one.
    pub jobs: u64,
}
