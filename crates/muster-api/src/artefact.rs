//! Artefacts on the wire: the lists that people see, and how a worker brings the bytes.

use muster_core::{JobId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most bytes in one part of a file.
pub const LARGEST_PART: usize = 1 << 20;

/// A file that an attempt has left behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Artefact {
    /// Its name, relative to the working directory.
    #[schema(example = "dist/app.js")]
    pub name: String,
    /// How long it is.
    pub size: u64,
    /// The SHA-256 of what is in it, in hexadecimal.
    pub sha256: String,
    /// The attempt that left it.
    pub attempt: u32,
    /// When it was kept.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// A page of artefacts, by attempt and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArtefactPage {
    /// The artefacts.
    pub items: Vec<Artefact>,
    /// Where the next page starts; nothing on the last one.
    pub next_cursor: Option<String>,
}

/// Which artefacts of a job to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ArtefactQuery {
    /// Where the page starts, from the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many, 1 to 1000; 1000 if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Which artefact to download.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DownloadQuery {
    /// Of this attempt; of the latest that has one of the name if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
}

/// Which file a part belongs to, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// The file's name, relative to the working directory.
    pub name: String,
    /// How long the file is.
    pub size: u64,
    /// Where in the file the part begins.
    pub offset: u64,
}

/// How far an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UploadState {
    /// Where the next part begins.
    pub offset: u64,
    /// It is whole, was checked, and is kept for good.
    pub is_kept: bool,
}

/// The path of an upload on a coordinator.
pub const UPLOADS: &str = "/v1/uploads/";

/// The path of an artefact's bytes: its name is one part of the path, so its slashes are encoded.
pub fn download_path(job: JobId, name: &str) -> String {
    let encoded: String = name.bytes().map(encoded).collect();
    format!("/v1/jobs/{job}/artefacts/{encoded}")
}

/// Bytes in hexadecimal, as hashes stand on the wire.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A byte of a name as it stands in a path or a header.
pub fn encoded(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}
