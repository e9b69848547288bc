//! How workers were, and taking their jobs from them, on the wire.

use crate::worker::{Worker, WorkerLiveness};
use muster_core::{Timestamp, WorkerId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// As many workers as one question may be about.
pub const MOST_WORKERS_ASKED: usize = 50;

/// How a worker was for a while, as far as somebody has looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkerSpan {
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    /// Until when; nothing if it is still so. What lies between a span and the one after it nobody has seen: the coordinator was away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    /// `online`, `asleep`, `disconnected` or `lost`.
    pub state: WorkerLiveness,
    /// By what the coordinator knew when it began, in words.
    #[schema(example = "its session is gone without a word")]
    pub evidence: String,
}

/// Which part of a worker's history is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WorkerHistoryQuery {
    /// Where the page starts, from the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many spans, 1 to 500; 100 if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// How a worker was, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkerHistory {
    /// The spans.
    pub items: Vec<WorkerSpan>,
    /// Where the next page starts; nothing on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Whose history is asked for, and since when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FleetHistoryQuery {
    /// The ids of up to 50 workers, with commas between them.
    pub workers: String,
    /// From this date or time on; the last 24 hours if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

/// How several workers were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FleetHistory {
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// Those of them that there are, in the order in which they were asked for.
    pub items: Vec<HistoryOfOne>,
}

/// How one of several workers was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryOfOne {
    /// Which.
    #[schema(value_type = String)]
    pub worker: WorkerId,
    /// How it was, oldest first; of one that came and went often only its last 200 spans.
    pub spans: Vec<WorkerSpan>,
}

/// A worker's jobs are to go to others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReleaseJobsRequest {
    /// The reason, for everybody who wonders: up to 500 characters on one line; `its jobs go elsewhere` if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether they may count as lost, and run twice until it hears of it, if it cannot be asked to give them back.
    #[serde(default)]
    pub may_lose: bool,
}

/// A worker whose jobs go to others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReleasedJobs {
    /// The worker. It is paused until somebody resumes it, or until the end of the pause that it had before.
    pub worker: Worker,
    /// How many jobs it was asked to give back. It ends them there first, and they have not failed.
    pub asked: u32,
    /// How many count as lost, because it cannot be asked. They go elsewhere at once, and may run twice until it hears of it.
    pub lost: u32,
}
