//! The audit log on the wire.

use muster_core::{AuditEventId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which events are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// By whom: `operator`, `coordinator`, or the id of a token or worker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// What was done, such as `token.create`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// To what, such as `job_12`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// From this date or time on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Up to this date, with its whole day, or up to this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Where the page starts, from the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many, 1 to 500; 100 if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Something that was done, or was not allowed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AuditEvent {
    /// What it is called.
    #[schema(value_type = String)]
    pub id: AuditEventId,
    /// Its place in the log, once it is sealed; none for what was written before there were seals.
    pub place: Option<u64>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who did it.
    pub actor: String,
    /// What was done, as `<noun>.<verb>`.
    pub action: String,
    /// To what.
    pub target: String,
    /// `succeeded`, `denied` or `failed`.
    pub outcome: String,
    /// More about it.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
    /// In which request.
    pub request_id: String,
    /// Under which key of the caller.
    pub idempotency_key: Option<String>,
}

/// A page of events, newest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AuditPage {
    /// The events.
    pub items: Vec<AuditEvent>,
    /// Where the next page starts; nothing on the last.
    pub next_cursor: Option<String>,
}

/// Which part of the log is verified.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct AuditRange {
    /// From this date or time on; from the first event if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_date: Option<String>,
    /// Up to this date, with its whole day, or up to this time; to the newest event if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_date: Option<String>,
}

/// Whether every event is as it was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditIntegrity {
    /// Nobody without a key could have made what is there.
    Proven,
    /// The links fit, which whoever can write to the database can bring about.
    Consistent,
    /// Something is not as it was sealed.
    Broken,
}

/// Whether events are missing at an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditCompleteness {
    /// Everything is there that a witness knows of, or that is followed by something that is there.
    Proven,
    /// Nothing is known that is missing, and nobody witnessed the end.
    Unproven,
    /// Something is missing.
    Broken,
}

/// What the log is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditVerdict {
    /// Whether neither integrity nor completeness is broken.
    pub verified: bool,
    /// How many events of the range are in order, up to the first that is not.
    pub checked_count: u64,
    /// The first event that is not in order; where events are missing, the one after the gap, and at the end of the
    /// log the last that is left.
    #[schema(value_type = Option<String>)]
    pub broken_at_event_id: Option<AuditEventId>,
    /// Whether every event is as it was sealed.
    pub integrity: AuditIntegrity,
    /// Whether none is missing.
    pub completeness: AuditCompleteness,
}

/// The same, with what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditReport {
    /// The verdict.
    #[serde(flatten)]
    pub verdict: AuditVerdict,
    /// Which rule was broken.
    pub reason: Option<AuditReason>,
    /// Whether the key is here, without which nothing can be proven.
    pub has_key: bool,
    /// By whom heads and exports are signed: what `muster audit verify FILE --signer` takes.
    pub signer: Option<String>,
}

/// What is wrong with a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditReason {
    /// One stable word, such as `edited`, `missing` or `rolled_back`.
    #[schema(example = "edited")]
    pub code: String,
    /// The same in a sentence.
    pub says: String,
}

/// How the log is written to a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditForm {
    /// A line of JSON for each event, signed, which can be verified anywhere.
    #[default]
    Ndjson,
    /// For spreadsheets; it proves nothing.
    Csv,
}

/// Which part of the log is exported, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditExportQuery {
    /// `ndjson`, if nothing is said, or `csv`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub format: Option<AuditForm>,
    /// From this date or time on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Up to this date, with its whole day, or up to this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// What a new key of the log came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditKeyRotation {
    /// The number of the key that seals from now on; the first one had 0.
    pub key: u64,
    /// The place of the last event that the key before it has sealed.
    pub last_place: u64,
}
