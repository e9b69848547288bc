//! Scope: for whom and on whose behalf something is read or written.
//!
//! Every table function takes one. Reads use its organisation, so a row of another organisation
//! cannot be found by accident; writes also keep who did it, in which request, and under which
//! idempotency key.

use crate::{AgentId, OrganisationId, PersonId, TokenId, TrustPolicyId, WorkerId, id::BadId};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Actor {
    /// The person who holds this machine's data directory.
    Operator,
    /// Whoever holds a token.
    Token(TokenId),
    /// Somebody who has signed in.
    Person(PersonId),
    /// A program with credentials of its own.
    Agent(AgentId),
    /// A run of somebody's workflow, by the rule that let it in.
    Workflow(TrustPolicyId),
    /// Whoever signs calls of tools with the gateway's secret.
    Gateway,
    /// A worker, about its own jobs.
    Worker(WorkerId),
    /// The coordinator itself: reaper, reconcilers, import.
    Coordinator,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator => f.write_str("operator"),
            Self::Token(id) => write!(f, "{id}"),
            Self::Person(id) => write!(f, "{id}"),
            Self::Agent(id) => write!(f, "{id}"),
            Self::Workflow(id) => write!(f, "{id}"),
            Self::Gateway => f.write_str("gateway"),
            Self::Worker(id) => write!(f, "{id}"),
            Self::Coordinator => f.write_str("coordinator"),
        }
    }
}

impl FromStr for Actor {
    type Err = BadId;
    /// Reads what [`Display`](fmt::Display) writes.
    fn from_str(text: &str) -> Result<Self, BadId> {
        match text {
            "operator" => Ok(Self::Operator),
            "coordinator" => Ok(Self::Coordinator),
            "gateway" => Ok(Self::Gateway),
            _ => (text.parse().map(Self::Token))
                .or_else(|_| text.parse().map(Self::Person))
                .or_else(|_| text.parse().map(Self::Agent))
                .or_else(|_| text.parse().map(Self::Workflow))
                .or_else(|_| text.parse().map(Self::Worker)),
        }
    }
}

/// A short visible text that came from outside and was found harmless.
fn is_plain(text: &str, longest: usize) -> bool {
    !text.is_empty() && text.len() <= longest && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A text that is not fit to be an id of a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to {longest} visible ASCII characters")]
pub struct NotPlain {
    longest: usize,
}

macro_rules! plain_text {
    ($($(#[$doc:meta])* $name:ident, $longest:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotPlain;
            fn from_str(text: &str) -> Result<Self, NotPlain> {
                if is_plain(text, $longest) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(NotPlain { longest: $longest })
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

plain_text! {
    /// The id that follows a request through every log line, worker and provider call.
    RequestId, 128;
    /// The caller's own name for a creation, so that a repeat finds the first one's answer.
    IdempotencyKey, 255;
}

/// For whom, by whom, in which request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Whose rows.
    pub organisation: OrganisationId,
    /// Who acts.
    pub actor: Actor,
    /// In which request.
    pub request_id: RequestId,
    /// The caller's key for this creation, if it gave one.
    pub idempotency_key: Option<IdempotencyKey>,
}
