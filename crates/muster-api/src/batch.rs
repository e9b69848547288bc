//! Jobs that are submitted together, and what jobs need of each other, on the wire.

use crate::job::{JobState, JobSubmission};
use muster_core::JobId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{PartialSchema, ToSchema};

/// Jobs that are accepted all or not at all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BatchSubmission {
    /// Up to 10 000 jobs. Those that others need by name have a `key`.
    pub jobs: Vec<JobSubmission>,
}

/// Jobs that were accepted together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Batch {
    /// The id of the first one, by which all of them can be listed.
    #[schema(value_type = String, example = "job_12")]
    pub batch: JobId,
    /// All of them, in the order in which they were submitted.
    pub jobs: Vec<JobLink>,
}

/// A job, as far as another one needs to name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobLink {
    /// Its id.
    #[schema(value_type = String, example = "job_12")]
    pub id: JobId,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it is in its life.
    pub state: JobState,
}

/// Which jobs are to be run again, together: those of a batch, or a selection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BatchRerunRequest {
    /// All of this batch, by the id of its first job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "job_12")]
    pub batch: Option<JobId>,
    /// These, up to 10 000.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub jobs: Vec<JobId>,
    /// Only those of them that have ended and did not succeed, and of an array only such tasks.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub failed_only: bool,
}

/// What a job needs, and a page of what needs it, each by number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobNeeds {
    /// What must be over before it is queued.
    pub needs: Vec<JobLink>,
    /// What waits for its end, or has waited for it.
    pub needed_by: Vec<JobLink>,
    /// Where the next page of what needs it starts; nothing on the last one.
    pub next_cursor: Option<String>,
}

/// Which page of what needs a job.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NeedsQuery {
    /// Where the page starts, from the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many, 1 to 500; 100 if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A job file with several jobs, each under its key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JobsFile {
    /// The jobs by their keys.
    pub jobs: BTreeMap<String, JobSubmission>,
}

/// The JSON Schema of a job file: one job, or several under their keys.
pub fn job_file_schema() -> serde_json::Value {
    let mut types = vec![
        (JobSubmission::name().into_owned(), JobSubmission::schema()),
        (JobsFile::name().into_owned(), JobsFile::schema()),
    ];
    JobSubmission::schemas(&mut types);
    let types: BTreeMap<_, _> = types.into_iter().collect();
    let text = serde_json::to_string(&types).unwrap_or_default();
    // Types of the API's document refer to each other where it keeps them.
    let mut types: serde_json::Value =
        serde_json::from_str(&text.replace("#/components/schemas/", "#/$defs/"))
            .unwrap_or_default();
    // A request may say what only a newer program understands; a file may not.
    for name in [JobSubmission::name(), JobsFile::name()] {
        types[name.as_ref()]["additionalProperties"] = false.into();
    }
    serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Muster job file",
        "description": "One job, or several in a table `jobs` under their keys.",
        "if": { "required": ["jobs"] },
        "then": { "$ref": "#/$defs/JobsFile" },
        "else": { "$ref": "#/$defs/JobSubmission" },
        "$defs": types,
    })
}
