//! Heads: how far the log went at a moment, signed, and kept where who can write to the database cannot.
//!
//! A chain shows edits, insertions and removals. That its newest end is gone, or that the whole database is an older
//! copy, shows only beside a head that was kept elsewhere: in the keychain, and by workers as witnesses. Places have no
//! gaps, so the place of a head is also the number of events up to it.

use crate::{
    canonical::Canonical,
    key::{HeadKey, HeadSigner, KeyId, Signature},
    seal::{Link, Sealed},
};
use muster_core::{AuditEventId, OrganisationId, Timestamp};
use serde::{Deserialize, Serialize};

const FORM: &str = "muster-audit-head-v1";

/// How far the log of an organisation went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Whose log.
    pub organisation: OrganisationId,
    /// The place of the newest event, which is how many there were.
    pub sequence: u64,
    /// The newest event.
    pub event: AuditEventId,
    /// What the log came to.
    pub link: Link,
    /// When the head was made.
    pub at: Timestamp,
    /// Who signs it.
    pub signer: KeyId,
}

/// A head with its signature, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedHead {
    head: Head,
    signature: Signature,
}

/// A head whose signature was found right. Nothing else is ever compared with a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed(Head);

/// Why a head is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadHead {
    /// It names a key that is not known here.
    #[error("signed by somebody else")]
    OtherSigner,
    /// It was changed after it was signed.
    #[error("the signature does not fit")]
    Altered,
}

impl Head {
    fn canonical(&self) -> Canonical {
        Canonical::of(FORM)
            .text(self.organisation.as_str())
            .number(self.sequence)
            .text(self.event.as_str())
            .field(self.link.as_bytes())
            .signed_number(self.at.millis())
            .field(self.signer.as_bytes())
    }
}

impl SignedHead {
    /// The head of a log whose newest event is this one.
    pub fn sign(newest: &Sealed, at: Timestamp, key: &HeadKey) -> Self {
        let head = Head {
            organisation: newest.event.organisation.clone(),
            sequence: newest.seal.sequence,
            event: newest.event.id.clone(),
            link: newest.seal.link,
            at,
            signer: key.signer().id(),
        };
        let signature = key.sign(head.canonical().bytes());
        Self { head, signature }
    }

    /// The head, if one of these has signed it.
    pub fn check(self, signers: &[HeadSigner]) -> Result<Witnessed, BadHead> {
        let signer = signers.iter().find(|signer| signer.id() == self.head.signer);
        let signer = signer.ok_or(BadHead::OtherSigner)?;
        if signer.has_signed(self.head.canonical().bytes(), &self.signature) {
            Ok(Witnessed(self.head))
        } else {
            Err(BadHead::Altered)
        }
    }
}

impl Witnessed {
    /// What was witnessed.
    pub fn head(&self) -> &Head {
        &self.0
    }
}

/// What a database has been through, as far as heads tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// The log goes on from every head.
    Consistent,
    /// Its newest events are gone, while the database itself remembers them.
    TailCut {
        /// The first place that is missing.
        from: u64,
        /// The last place that a head knows of.
        to: u64,
    },
    /// The whole database is an older copy: it remembers nothing newer either.
    RolledBack {
        /// The first place that is missing.
        from: u64,
        /// The last place that a head knows of.
        to: u64,
    },
    /// At this place there is another event than the one that was witnessed.
    Forked {
        /// The first such place.
        at: u64,
    },
}

/// Compares the log in a database with heads that were kept elsewhere.
///
/// `tail` is the place of its newest sealed event, `own` the newest head in the database itself, and `link_at` looks up
/// what the log comes to at a place. Heads of other organisations are passed over.
pub fn compare(
    organisation: &OrganisationId,
    tail: u64,
    own: Option<&Witnessed>,
    heads: &[Witnessed],
    link_at: impl Fn(u64) -> Option<Link>,
) -> Comparison {
    let ours = || heads.iter().map(Witnessed::head).filter(|it| it.organisation == *organisation);
    let reached = ours().filter(|head| head.sequence <= tail);
    let forks = reached.filter(|head| link_at(head.sequence) != Some(head.link));
    if let Some(at) = forks.map(|head| head.sequence).min() {
        return Comparison::Forked { at };
    }
    match ours().map(|head| head.sequence).max() {
        Some(newest) if newest > tail => beyond(tail, own, newest),
        Some(_) | None => Comparison::Consistent,
    }
}

/// What it means that a head knows of more than the log has.
pub(crate) fn beyond(tail: u64, own: Option<&Witnessed>, newest: u64) -> Comparison {
    let (from, to) = (tail + 1, newest);
    match own {
        Some(own) if own.head().sequence <= tail => Comparison::RolledBack { from, to },
        Some(_) | None => Comparison::TailCut { from, to },
    }
}
