//! deborgen's shapes, as its clients and nodes expect them.

use muster_core::{JobId, Timestamp, requirement::Labels};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};
use utoipa::ToSchema;

/// A job to be run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CompatSubmission {
    /// A line for the shell.
    pub command: String,
    /// How long one attempt may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u64>,
    /// How many attempts may fail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_attempts: Option<u32>,
    /// Labels that the node must have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub requirements: Labels,
}

/// A job, in deborgen's words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CompatJob {
    /// `job_<n>`.
    #[schema(value_type = String)]
    pub id: JobId,
    /// `queued`, `running`, `succeeded` or `failed`.
    pub status: String,
    /// The command.
    pub command: String,
    /// When it was accepted.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When its last attempt began.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Timestamp>,
    /// The node or worker that has it.
    pub assigned_node_id: Option<String>,
    /// How long one attempt may take.
    pub timeout_seconds: u64,
    /// Attempts made.
    pub attempts: u32,
    /// Attempts that may fail.
    pub max_attempts: u32,
    /// The exit code of the last attempt.
    pub exit_code: Option<i32>,
    /// Why it failed.
    pub failure_reason: Option<String>,
    /// Where nodes say that its files are.
    pub artifact_urls: Vec<String>,
    /// Labels that the node must have; other conditions of a job are not among deborgen's words.
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub requirements: Labels,
}

/// All jobs, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CompatJobs {
    /// The jobs.
    pub jobs: Vec<CompatJob>,
}

/// Which jobs to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CompatJobQuery {
    /// `queued`, `running`, `succeeded` or `failed`.
    #[serde(default)]
    pub status: Option<String>,
    /// 1 to 1000.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A job for a node, and the token that proves the grant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CompatGrant {
    /// The job.
    pub job: CompatJob,
    /// To be sent with every report about it.
    pub lease_token: String,
}

/// Which node asks for a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CompatNextQuery {
    /// The node's own name for itself.
    pub node_id: String,
}

/// How a job went on a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CompatFinish {
    /// The node.
    pub node_id: String,
    /// The token of the grant.
    pub lease_token: String,
    /// The exit code.
    pub exit_code: i32,
    /// Why it failed, in the node's words.
    #[serde(default)]
    pub failure_reason: Option<String>,
}

/// A part of a job's log from a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CompatLogAppend {
    /// The node.
    pub node_id: String,
    /// The token of the grant.
    pub lease_token: String,
    /// The text.
    pub text: String,
}

/// A job's whole log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CompatLog {
    /// The text.
    pub text: String,
}

/// What a node says of itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CompatHeartbeat {
    /// Its name for people.
    #[serde(default)]
    pub name: Option<String>,
    /// Its labels; none keeps the old ones.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub labels: Labels,
}

/// A node, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CompatNode {
    /// The node's own name for itself.
    pub node_id: String,
    /// Its name for people.
    pub name: Option<String>,
    /// Its labels.
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub labels: Labels,
    /// When it was last heard.
    #[schema(value_type = String, format = DateTime)]
    pub last_seen_at: Timestamp,
}

/// Where a node of deborgen has put a file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CompatArtifact {
    /// Its own name for itself.
    pub node_id: String,
    /// The secret of its lease.
    pub lease_token: String,
    /// Where the file is.
    pub url: String,
}

impl fmt::Debug for CompatArtifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompatArtifact")
            .field("node_id", &self.node_id)
            .field("lease_token", &"***")
            .field("url", &self.url)
            .finish()
    }
}

/// Where files of nodes are put and got, each address with a ticket of its own.
pub const ARTIFACTS: &str = "/artifacts/";

/// A node of deborgen asks where to put a file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CompatPresign {
    /// Its own name for itself.
    pub node_id: String,
    /// The secret of its lease.
    pub lease_token: String,
    /// The file's name.
    pub filename: String,
}

impl fmt::Debug for CompatPresign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompatPresign")
            .field("node_id", &self.node_id)
            .field("lease_token", &"***")
            .field("filename", &self.filename)
            .finish()
    }
}

/// Where to put a file and where to get it, without any header.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CompatPresigned {
    /// Takes the file with `PUT`, as long as the lease stands.
    pub upload_url: String,
    /// Answers it for seven days.
    pub download_url: String,
}

impl fmt::Debug for CompatPresigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CompatPresigned(***)")
    }
}

/// What such an address says beside the name of the file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CompatTicket {
    /// What whoever follows the address may do.
    pub ticket: String,
}

impl fmt::Debug for CompatTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CompatTicket(***)")
    }
}
