//! Export: jobs as lines of JSON.

use crate::job::{Attempt, Job};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which jobs are exported, as in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// Those that match this, such as `state:failed newer:7d`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Those in these states, separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Those whose command, name or id contains this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Those of this batch, by the id of its first job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// Those that have all of these labels, separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Those that were submitted after this job, to go on where the last export began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newer_than: Option<String>,
    /// The tasks of arrays, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tasks: Option<bool>,
}

/// A line of an export.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ExportedJob {
    /// The job, or the task.
    #[serde(flatten)]
    pub job: Job,
    /// Its attempts, first to last.
    pub attempts: Vec<Attempt>,
}
