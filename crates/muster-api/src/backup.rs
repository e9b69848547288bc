//! Backups: what is kept, and the one that is being made.

use muster_core::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Backup {
    /// Its file's name.
    pub name: String,
    /// Its file, on the coordinator's machine.
    pub path: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Its file's size in bytes.
    pub size: u64,
    /// The schema of its store.
    pub schema: u32,
    /// The Muster that made it.
    pub muster_version: String,
    /// The id of the key that opens it.
    pub key: String,
    /// How many jobs are in it.
    pub jobs: u64,
    /// Whether it was made by itself, and goes by itself some day.
    pub is_daily: bool,
    /// Whether it was read back and found whole.
    pub is_verified: bool,
}

/// Every backup, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BackupList {
    /// The backups.
    pub items: Vec<Backup>,
    /// Where they are kept, on the coordinator's machine.
    pub folder: String,
    /// Whether one is made every day.
    pub is_daily: bool,
    /// The one that is being made, or was made last since the coordinator started.
    pub run: Option<BackupRun>,
}

/// The making of one backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BackupRun {
    /// Which one since the coordinator started.
    pub number: u64,
    /// What is being done, for people.
    pub step: String,
    /// Bytes of this step that are done.
    pub done: u64,
    /// Of so many.
    pub total: u64,
    /// Whether it has ended.
    pub is_over: bool,
    /// What was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<Backup>,
    /// Why nothing was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<BackupFailure>,
}

/// Why a backup was not made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BackupFailure {
    /// A stable code.
    pub code: String,
    /// What happened, in a sentence.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}
