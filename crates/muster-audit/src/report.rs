//! What a verification found: two verdicts, how much was looked at, and which rule was broken where.
//!
//! *Integrity* is whether every event is as it was sealed, *completeness* whether none is missing at an end. A chain
//! that fits is worth no more than what it was checked with, so each verdict has a word for "nothing speaks against it,
//! and nothing proves it".

use muster_core::AuditEventId;
use serde::Serialize;

/// Whether every event is as it was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Integrity {
    /// Nobody without a key could have made what is there.
    Proven,
    /// The links fit, which whoever can write rows can bring about.
    Consistent,
    /// Something is not as it was sealed.
    Broken,
}

/// Whether events are missing at an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Completeness {
    /// Everything is there that a witness knows of, or that is followed by something that is there.
    Proven,
    /// Nothing is known that is missing, and nobody witnessed the end.
    Unproven,
    /// Something is missing.
    Broken,
}

/// Which rule was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Reason {
    /// The event is not the one that was sealed here.
    #[error("an event was edited after it was sealed")]
    Edited,
    /// The event is the one that was sealed here, and the seal is not its own.
    #[error("the seal of an event was replaced")]
    SealReplaced,
    /// The links fit, but whoever made them had no key.
    #[error("an event was sealed without the key")]
    Forged,
    /// The key is not one of this instance's.
    #[error("an event was sealed with a key that is not known here")]
    OtherKey,
    /// The key was not in use at this place.
    #[error("an event was sealed with a key outside of its time")]
    RetiredKey,
    /// Events before this one are gone.
    #[error("events {from} to {to} are missing")]
    Missing {
        /// The first missing place.
        from: u64,
        /// The last missing place.
        to: u64,
    },
    /// The event is there twice.
    #[error("an event is there twice")]
    Duplicated,
    /// The event was never sealed at this place, and the one that was comes after it.
    #[error("an event was put in between")]
    Inserted,
    /// The event that belongs here stands elsewhere.
    #[error("events were put in another order")]
    Reordered,
    /// The event is of another organisation.
    #[error("an event of another organisation is in the log")]
    OtherOrganisation,
    /// A witness saw another event here.
    #[error("a witness has seen another log")]
    Forked,
    /// The newest events are gone, while the database itself remembers them.
    #[error("the newest events, {from} to {to}, were cut off")]
    TailCut {
        /// The first missing place.
        from: u64,
        /// The last place that a witness knows of.
        to: u64,
    },
    /// The whole database is an older copy.
    #[error("the database was rolled back: events {from} to {to} are in no part of it")]
    RolledBack {
        /// The first missing place.
        from: u64,
        /// The last place that a witness knows of.
        to: u64,
    },
    /// The seal before the range was not made with the key, or is not the one that was witnessed.
    #[error("the seal before the range is not genuine")]
    AnchorForged,
    /// A line of a file is not one that an export writes.
    #[error("line {line} cannot be read")]
    Unreadable {
        /// Which, from 1.
        line: u64,
    },
    /// A file ends before its last line.
    #[error("the file ends before its last line")]
    CutShort,
    /// What a file says of itself is not what is in it, or all of it is not what was signed.
    #[error("the file is not what was signed")]
    StatementAltered,
    /// A file is signed, and by nobody who is trusted.
    #[error("the file is signed by somebody else")]
    OtherSigner,
}

impl Reason {
    /// The word for rows, metrics and the API.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Edited => "edited",
            Self::SealReplaced => "seal_replaced",
            Self::Forged => "forged",
            Self::OtherKey => "other_key",
            Self::RetiredKey => "retired_key",
            Self::Missing { .. } => "missing",
            Self::Duplicated => "duplicated",
            Self::Inserted => "inserted",
            Self::Reordered => "reordered",
            Self::OtherOrganisation => "other_organisation",
            Self::Forked => "forked",
            Self::TailCut { .. } => "tail_cut",
            Self::RolledBack { .. } => "rolled_back",
            Self::AnchorForged => "anchor_forged",
            Self::Unreadable { .. } => "unreadable",
            Self::CutShort => "cut_short",
            Self::StatementAltered => "statement_altered",
            Self::OtherSigner => "other_signer",
        }
    }

    /// Whether something is missing, besides that not everything is as it was sealed.
    fn is_loss(&self) -> bool {
        matches!(
            self,
            Self::Missing { .. } | Self::TailCut { .. } | Self::RolledBack { .. } | Self::CutShort
        )
    }

    /// Whether what is there is as it was sealed all the same.
    fn leaves_the_rest(&self) -> bool {
        matches!(self, Self::TailCut { .. } | Self::RolledBack { .. } | Self::CutShort)
    }
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Whether neither verdict is broken.
    pub verified: bool,
    /// How many events of the range are in order, up to the first that is not.
    pub checked_count: u64,
    /// The first event that is not in order. Where events are missing, it is the one after the gap, and at the end of
    /// the log, or of a file, the last that is left.
    pub broken_at_event_id: Option<AuditEventId>,
    /// Whether every event is as it was sealed.
    pub integrity: Integrity,
    /// Whether none is missing at an end.
    pub completeness: Completeness,
    /// Which rule was broken.
    pub reason: Option<Reason>,
}

impl Report {
    pub(crate) fn broken(
        reason: Reason,
        at: Option<AuditEventId>,
        checked_count: u64,
        otherwise: Integrity,
    ) -> Self {
        let integrity = if reason.leaves_the_rest() { otherwise } else { Integrity::Broken };
        let completeness =
            if reason.is_loss() { Completeness::Broken } else { Completeness::Unproven };
        Self {
            verified: false,
            checked_count,
            broken_at_event_id: at,
            integrity,
            completeness,
            reason: Some(reason),
        }
    }
}
