//! Seals: what ties an event to its place.
//!
//! The *link* is SHA-256 over the place, the link before and the event. Everybody can check it, and everybody who can
//! write rows can make a new one. The *code* is an HMAC over place and link; only who has the key can make one.

use crate::{
    canonical::Canonical,
    event::Event,
    key::{KeyId, SealKey},
    text::bytes_as_text,
};
use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

const LINK: &str = "muster-audit-link-v1";
const CODE: &str = "muster-audit-code-v1";

bytes_as_text! {
    /// What an event and everything before it come to.
    Link, 32
}

bytes_as_text! {
    /// What proves a link to whoever has the key.
    Code, 32
}

impl Link {
    /// Before the first event there is nothing to link it to.
    pub(crate) const ORIGIN: Self = Self([0; 32]);
}

/// What ties an event to its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// The place, counted from 1 without gaps.
    pub sequence: u64,
    /// What the log comes to, up to and with this event.
    pub link: Link,
    /// The proof of place and link.
    pub code: Code,
    /// Which key the proof was made with.
    pub key: KeyId,
}

/// An event with its seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// What happened.
    pub event: Event,
    /// What ties it to its place.
    pub seal: Seal,
}

/// Seals events of one organisation in the order in which they are given, after the newest seal that there is.
pub fn seal<'a>(
    previous: Option<&Seal>,
    key: &SealKey,
    events: impl IntoIterator<Item = &'a Event>,
) -> Vec<Seal> {
    let (sequence, link) = place(previous);
    seal_after(sequence, link, key, events)
}

/// The same after a place of which no more is known than what the log came to there: its seal is lost, and a head
/// that was kept elsewhere tells of it. So what is lost leaves a gap for ever.
pub fn seal_after<'a>(
    mut sequence: u64,
    mut link: Link,
    key: &SealKey,
    events: impl IntoIterator<Item = &'a Event>,
) -> Vec<Seal> {
    let next = |event| {
        sequence += 1;
        link = link_at(sequence, &link, event);
        let code = key.code(code_bytes(sequence, &link).bytes());
        Seal { sequence, link, code, key: key.id() }
    };
    events.into_iter().map(next).collect()
}

/// Where the next event goes on.
pub(crate) fn place(previous: Option<&Seal>) -> (u64, Link) {
    previous.map_or((0, Link::ORIGIN), |seal| (seal.sequence, seal.link))
}

/// What an event at this place, after what is before it, comes to.
pub(crate) fn link_at(sequence: u64, before: &Link, event: &Event) -> Link {
    let event = event.canonical();
    let bytes = Canonical::of(LINK).number(sequence).field(&before.0).field(event.bytes());
    let mut link = [0; 32];
    link.copy_from_slice(digest(&SHA256, bytes.bytes()).as_ref());
    Link(link)
}

pub(crate) fn code_bytes(sequence: u64, link: &Link) -> Canonical {
    Canonical::of(CODE).number(sequence).field(&link.0)
}
