//! Agents: programs that act on somebody's behalf, with credentials of their own.
//!
//! An agent is *active*, *suspended* or *decommissioned*. Only an active one is let in; a decommissioned
//! one is for good, takes no change and stays as a record. It is listed in the marketplace only
//! if its owner says so and it is active.
//!
//! [`credential`] is how it proves itself, [`token_request`] how it asks for a token, [`did`] and [`card`] are how
//! others learn of it.
//!
//! Not here: that an e-mail address is taken, and how many agents a plan allows; both need rows.

pub mod card;
pub mod credential;
pub mod did;
mod draft;
pub mod token_request;

pub use draft::{AgentDraft, AgentPatch, BadAgent, FieldProblem};

use crate::{address::Address, email::Email};
use muster_core::{AgentId, OrganisationId, Timestamp};
use semver::Version;
use std::{fmt, str::FromStr};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every one there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in rows and on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|it| it.as_str() == text).ok_or(UnknownWord)
            }
        }
    )*};
}

/// A word that is none of those that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a word that is known here")]
pub struct UnknownWord;

words! {
    /// What an agent does, roughly.
    AgentKind {
        /// It lets through or holds back.
        Screener = "screener",
        /// It sorts.
        Classifier = "classifier",
        /// It tells others what to do.
        Orchestrator = "orchestrator",
        /// It takes facts out of texts.
        Extractor = "extractor",
        /// It makes texts shorter.
        Summarizer = "summarizer",
        /// It passes on.
        Router = "router",
        /// It watches.
        Monitor = "monitor",
        /// Something else.
        Custom = "custom",
    }
    /// Where an agent runs.
    Deployment {
        /// Where it is written.
        Development = "development",
        /// Where it is tried out.
        Staging = "staging",
        /// Where it counts.
        Production = "production",
    }
    /// How an agent stands.
    AgentState {
        /// It is let in.
        Active = "active",
        /// It is not let in for now.
        Suspended = "suspended",
        /// It is over.
        Decommissioned = "decommissioned",
    }
    /// What happens to an agent.
    AgentEvent {
        /// Somebody holds it back.
        Suspend = "suspend",
        /// Somebody lets it in again.
        Resume = "resume",
        /// Somebody ends it.
        Decommission = "decommission",
    }
}

/// Something that cannot happen to a decommissioned agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a decommissioned agent takes no change")]
pub struct Decommissioned;

impl AgentState {
    /// How an agent stands afterwards. What is so already stays so, so that a repeat does no harm.
    pub fn after(self, event: AgentEvent) -> Result<Self, Decommissioned> {
        use AgentEvent as E;
        match (self, event) {
            (_, E::Decommission) => Ok(Self::Decommissioned),
            (Self::Active | Self::Suspended, E::Suspend) => Ok(Self::Suspended),
            (Self::Active | Self::Suspended, E::Resume) => Ok(Self::Active),
            (Self::Decommissioned, E::Suspend | E::Resume) => Err(Decommissioned),
        }
    }
}

/// Something that an agent says it can do, such as `invoices:read`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Capability(String);

impl Capability {
    /// The pair of words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Capability {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let is_word = |word: &str| {
            (1..=64).contains(&word.len())
                && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.*".contains(&byte))
        };
        let (resource, action) = text.split_once(':').ok_or(UnknownWord)?;
        if is_word(resource) && is_word(action) {
            Ok(Self(text.to_owned()))
        } else {
            Err(UnknownWord)
        }
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An agent, as the registry knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// What it is called everywhere; also its `client_id`.
    pub id: AgentId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Its address, which no other agent has.
    pub email: Email,
    /// What people call it.
    pub name: String,
    /// What it is for, in its owner's words.
    pub description: String,
    /// What it does, roughly.
    pub kind: AgentKind,
    /// Which version of it.
    pub version: Version,
    /// What it says it can do; at least one thing.
    pub capabilities: Vec<Capability>,
    /// Who answers for it.
    pub owner: String,
    /// Where it runs.
    pub deployment: Deployment,
    /// Where it is spoken to, if it listens.
    pub endpoint: Option<Address>,
    /// Whether its owner wants it to be found by everybody.
    pub is_public: bool,
    /// How it stands.
    pub state: AgentState,
    /// When it came.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Agent {
    /// Whether it is let in.
    pub fn is_let_in(&self) -> bool {
        self.state == AgentState::Active
    }

    /// Whether everybody may find it in the marketplace.
    pub fn is_listed(&self) -> bool {
        self.is_public && self.is_let_in()
    }

    /// The agent after something has happened to it. Who decommissions one also revokes its credentials.
    pub fn step(self, event: AgentEvent, now: Timestamp) -> Result<Self, Decommissioned> {
        let state = self.state.after(event)?;
        if state == self.state {
            return Ok(self);
        }
        let is_public = self.is_public && state != AgentState::Decommissioned;
        Ok(Self { state, is_public, updated_at: now, ..self })
    }
}

#[cfg(test)]
mod tests;
