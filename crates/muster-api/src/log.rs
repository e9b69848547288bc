//! Logs on the wire: chunks of text with their place in the attempt's log.

use muster_core::{
    Timestamp,
    log::{GapReason, Stream},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which part of a log to read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LogQuery {
    /// The attempt; the latest if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// The offset of the first byte; 0 if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u64>,
    /// How many bytes at most; 256 KiB if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Bytes of one stream, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogChunk {
    /// Position of the first byte in the attempt's log.
    pub offset: u64,
    /// How many bytes of the log this is; the text may be longer or shorter where they are not UTF-8.
    pub length: u64,
    /// `stdout`, `stderr` or `system`.
    #[schema(value_type = String, example = "stdout")]
    pub stream: Stream,
    /// When the worker read it.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The text, with escape sequences as they came; bytes that are not UTF-8 are shown as U+FFFD.
    pub text: String,
    /// Bytes of the command are missing here; the text says so too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<LogGap>,
    /// The disk has changed these bytes since they were stored.
    #[serde(default)]
    pub is_damaged: bool,
}

/// Bytes that are missing from a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogGap {
    /// How many; nothing if nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_bytes: Option<u64>,
    /// Why: `limit`, `worker_disk`, `spool_lost`, `not_kept`, `worker_lost` or `other`.
    #[schema(value_type = String, example = "limit")]
    pub reason: GapReason,
}

/// A part of an attempt's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogPage {
    /// The attempt.
    pub attempt: u32,
    /// The chunks, in order.
    pub chunks: Vec<LogChunk>,
    /// The offset after the last chunk: where to go on.
    pub next: u64,
    /// How long the log is now.
    pub size: u64,
    /// Whether the attempt is over and the log will not grow.
    pub is_complete: bool,
}

/// What to look for in a log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LogSearchQuery {
    /// The text, 1 to 256 bytes on one line.
    pub q: String,
    /// The attempt; the latest if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// Where to go on: `next` of the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u64>,
    /// How many lines at most, 1 to 1000; 100 if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Letters of ASCII count as the same in either case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ignore_case: Option<bool>,
}

/// A line of a log in which a text was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogMatch {
    /// Where the text begins in the attempt's log.
    pub offset: u64,
    /// `stdout`, `stderr` or `system`.
    #[schema(value_type = String, example = "stdout")]
    pub stream: Stream,
    /// When the worker read it.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The line, or what stands around the text if it is long.
    pub line: String,
}

/// What a search of a log found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogMatches {
    /// The attempt.
    pub attempt: u32,
    /// The lines, each once.
    pub matches: Vec<LogMatch>,
    /// Where to go on, as `from`.
    pub next: u64,
    /// The log was searched to its end as it is now.
    pub is_at_end: bool,
}
