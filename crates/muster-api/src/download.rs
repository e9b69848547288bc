//! Links to downloads: an address that needs no token beside it, for a quarter of an hour.

use muster_core::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What is to be downloaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DownloadRequest {
    /// Path and query of a download: a log, an artefact, the jobs, or the audit log.
    #[schema(max_length = 2048, example = "/v1/jobs/job_1/log/raw?attempt=1")]
    pub path: String,
}

/// Where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DownloadLink {
    /// Path and query, of the same coordinator. Whoever has it can read the file as long as whoever made it could.
    pub url: String,
    /// Until when.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

/// The link itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DownloadQuery {
    /// As it was given.
    pub link: String,
}
