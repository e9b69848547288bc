//! A model's word on a failure, and whether it may be asked.

use muster_core::{JobId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether a model is set up, and whether this organisation lets it see logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AiStanding {
    /// Which provider is set up, such as `openai`; nothing if none is.
    pub provider: Option<String>,
    /// Which model is asked.
    pub model: Option<String>,
    /// Where logs would be sent.
    pub host: Option<String>,
    /// Whether the owner of the organisation has agreed to this provider.
    pub is_allowed: bool,
    /// Since when.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub allowed_at: Option<Timestamp>,
    /// By whom.
    pub allowed_by: Option<String>,
}

/// An owner's word on whether the ends of failed jobs' logs may be sent to a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AiConsent {
    /// Whether they may.
    pub is_allowed: bool,
    /// The provider that is meant, as it was shown; it must be the one that is set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 32)]
    pub provider: Option<String>,
}

/// What a model makes of a failure. It may be wrong, and nothing was done because of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AiExplanation {
    /// The job.
    #[schema(value_type = String, example = "job_1")]
    pub job: JobId,
    /// The attempt whose log was looked at.
    pub attempt: u32,
    /// Always true: a model has written the text.
    pub is_ai: bool,
    /// Which provider.
    pub provider: String,
    /// Which model.
    pub model: String,
    /// What it says, as plain text.
    pub text: String,
    /// How many bytes of the log it was shown.
    pub log_bytes: u64,
    /// How many places in what it was shown were made unreadable first.
    pub redactions: u64,
    /// When it was asked.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}
