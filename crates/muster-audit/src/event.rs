//! Events: who did what to what, when, in which request, and how it went.
//!
//! An event never changes. What is chained is not its JSON but its canonical bytes, which know no white space and no
//! order of keys; a new form of them gets a new name.

use crate::canonical::Canonical;
use muster_core::{AuditEventId, OrganisationId, Timestamp};
use serde::{Deserialize, Serialize};

const FORM: &str = "muster-audit-event-v1";

/// One thing that happened. Texts are as they were stored, so that words of later versions can be verified too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// What it is called.
    pub id: AuditEventId,
    /// Whose log it is in.
    pub organisation: OrganisationId,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor: String,
    /// What was done, as `<noun>.<verb>`.
    pub action: String,
    /// To what.
    pub target: String,
    /// How it went.
    pub outcome: Outcome,
    /// More about it, as JSON, byte by byte as it was stored.
    pub detail: String,
    /// In which request.
    pub request_id: String,
    /// Under which key of the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Succeeded,
    /// Who asked was not allowed to.
    Denied,
    /// It was allowed, and did not work.
    Failed,
}

impl Outcome {
    /// The word in rows and exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Denied => "denied",
            Self::Failed => "failed",
        }
    }
}

impl Event {
    /// What is chained. The order is part of the form.
    pub(crate) fn canonical(&self) -> Canonical {
        Canonical::of(FORM)
            .text(self.id.as_str())
            .text(self.organisation.as_str())
            .signed_number(self.at.millis())
            .text(&self.actor)
            .text(&self.action)
            .text(&self.target)
            .text(self.outcome.as_str())
            .text(&self.detail)
            .text(&self.request_id)
            .optional(self.idempotency_key.as_deref().map(str::as_bytes))
    }
}
