//! What can come of a call: done, or one of four ways in which it was not.
//!
//! The difference that matters is whether something may have changed. *Absent* and *refused* are the
//! provider's own words; *unsent* means that nobody was asked; *unknown* means that nobody can say,
//! and that the caller has to look before it tries again.

use muster_core::Timestamp;
use std::fmt;

pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Whom we talk to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProviderKind {
    /// render.com: web services.
    Render,
    /// daytona.io: sandboxes.
    Daytona,
    /// Azure Container Instances with an Azure Files share.
    Azure,
    /// A Kubernetes cluster: deployments.
    Kubernetes,
    /// A Docker engine: containers.
    Docker,
}

impl ProviderKind {
    /// As it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Render => "render",
            Self::Daytona => "daytona",
            Self::Azure => "azure",
            Self::Kubernetes => "kubernetes",
            Self::Docker => "docker",
        }
    }

    /// The one that is called so, in any case of its letters.
    pub fn named(text: &str) -> Option<Self> {
        let all = [Self::Render, Self::Daytona, Self::Azure, Self::Kubernetes, Self::Docker];
        all.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(text))
    }

    /// Whether its machines are the operator's own: nobody sends a bill for them.
    pub fn is_own_machine(self) -> bool {
        matches!(self, Self::Kubernetes | Self::Docker)
    }
}

impl fmt::Display for ProviderKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Make an instance.
    Create,
    /// Find one by our name, or see how one is.
    Look,
    /// Stop one without losing it.
    Stop,
    /// Start a stopped one.
    Start,
    /// Delete one.
    Delete,
    /// List everything that is ours.
    List,
    /// Get an address at which one answers.
    Address,
    /// Read what one has written.
    Logs,
    /// Open a shell in one.
    Shell,
    /// Make room that outlives an instance.
    KeepStorage,
    /// Delete that room.
    DiscardStorage,
    /// Get a token for the calls that follow.
    SignIn,
    /// See whether the credentials are good.
    Check,
}

impl Operation {
    /// Whether a "not found" answers the question that was asked.
    pub(crate) fn is_about_one(self) -> bool {
        match self {
            Self::Look
            | Self::Stop
            | Self::Start
            | Self::Delete
            | Self::Address
            | Self::Logs
            | Self::Shell
            | Self::DiscardStorage => true,
            Self::Create | Self::List | Self::KeepStorage | Self::SignIn | Self::Check => false,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create an instance",
            Self::Look => "look for an instance",
            Self::Stop => "stop an instance",
            Self::Start => "start an instance",
            Self::Delete => "delete an instance",
            Self::List => "list instances",
            Self::Address => "get an instance's address",
            Self::Logs => "read an instance's logs",
            Self::Shell => "open a shell in an instance",
            Self::KeepStorage => "make storage",
            Self::DiscardStorage => "delete storage",
            Self::SignIn => "sign in",
            Self::Check => "check the credentials",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A call that was not done, or of which nobody knows whether it was.
#[derive(Debug, thiserror::Error)]
#[error("{operation} on {provider}: {outcome}")]
pub struct ProviderError {
    /// Whom we asked.
    pub provider: ProviderKind,
    /// For what.
    pub operation: Operation,
    /// What is certain now.
    pub outcome: Outcome,
    /// The provider's own words, short and without secrets.
    pub said: Option<String>,
    /// The provider's name for the request, for its support.
    pub provider_request: Option<String>,
    /// Not to be tried again before this moment.
    pub not_before: Option<Timestamp>,
    /// What broke beneath.
    #[source]
    pub source: Option<BoxError>,
}

impl ProviderError {
    pub(crate) fn new(provider: ProviderKind, operation: Operation, outcome: Outcome) -> Self {
        Self {
            provider,
            operation,
            outcome,
            said: None,
            provider_request: None,
            not_before: None,
            source: None,
        }
    }

    pub(crate) fn saying(self, words: impl Into<String>) -> Self {
        Self { said: Some(words.into()), ..self }
    }

    pub(crate) fn because(self, source: impl Into<BoxError>) -> Self {
        Self { source: Some(source.into()), ..self }
    }

    /// The same failure of a request that came before the one that changes something: of that one it is
    /// certain that it was not sent.
    pub(crate) fn before_change(self) -> Self {
        let outcome = match self.outcome {
            Outcome::Unknown(_) => Outcome::Unsent,
            certain => certain,
        };
        Self { outcome, ..self }
    }

    /// The same failure of a request that came after something was done: that it was refused does not undo it.
    #[cfg(feature = "docker")]
    pub(crate) fn after_change(self) -> Self {
        let outcome = match self.outcome {
            Outcome::Unknown(doubt) => Outcome::Unknown(doubt),
            Outcome::Absent | Outcome::Refused(_) | Outcome::Unsent => {
                Outcome::Unknown(Doubt::Half)
            }
        };
        Self { outcome, ..self }
    }

    /// Whether the provider itself says that there is no such thing.
    pub fn is_absence(&self) -> bool {
        self.outcome == Outcome::Absent
    }

    /// Whether the call may have been done all the same: look before you try again.
    pub fn is_unknown(&self) -> bool {
        matches!(self.outcome, Outcome::Unknown(_))
    }
}

/// What a search found: an absence is an answer to it, and no failure.
pub(crate) fn unless_absent<T>(
    answer: Result<T, ProviderError>,
) -> Result<Option<T>, ProviderError> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.is_absence() => Ok(None),
        Err(error) => Err(error),
    }
}

/// What is certain after a call that was not confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Outcome {
    /// The provider's own "not found", and nothing else.
    #[error("there is no such thing")]
    Absent,
    /// The provider refused, so nothing changed.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// The request never left, so nothing changed.
    #[error("nothing was sent")]
    Unsent,
    /// It may or may not have been done.
    #[error("outcome unknown: {0}")]
    Unknown(Doubt),
}

/// Why a provider refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The request itself is wrong; the same request will never do.
    #[error("bad request")]
    BadRequest,
    /// The credentials are wrong, expired, or not allowed to do this.
    #[error("unauthorised")]
    Unauthorised,
    /// The account has used up what it may have at a time, or the region is full.
    #[error("quota")]
    Quota,
    /// It does not fit what is there.
    #[error("conflict: {0}")]
    Conflict(Conflict),
    /// Too many requests; `not_before` says until when.
    #[error("rate limited")]
    RateLimited,
    /// The account owes money or has reached its spending limit.
    #[error("spend")]
    Spend,
}

/// What a request did not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// Something with this name is there already; it may well be ours.
    #[error("the name exists")]
    Exists,
    /// The public name belongs to somebody else; another one will do.
    #[error("the public name is taken")]
    AddressTaken,
    /// It is in a state in which this cannot be done, or another change is under way.
    #[error("busy")]
    Busy,
    /// It is there, but another installation made it.
    #[error("not ours")]
    NotOurs,
}

/// Why nobody can say whether a call was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// No answer came in time.
    #[error("no answer in time")]
    Timeout,
    /// The connection broke after the request was sent.
    #[error("the connection broke")]
    Cut,
    /// An answer that promises nothing, such as a 5xx or a redirect.
    #[error("status {0}")]
    Status(u16),
    /// An answer that the provider did not write, such as a gateway's HTML page.
    #[error("status {0}, but not from the provider")]
    NotTheirs(u16),
    /// An answer that says yes and cannot be understood.
    #[error("an answer that makes no sense")]
    Garbled,
    /// Something was done, and what follows it was refused.
    #[error("only a part was done")]
    Half,
}
