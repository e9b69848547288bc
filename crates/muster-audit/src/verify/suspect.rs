//! The first event that does not fit, and what the events after it tell about it.
//!
//! One event alone does not tell an edit from an insertion. What comes after does: if a later event fits the place, the
//! order was changed; if the next one goes on from what the suspect should have come to, only its seal is wrong.

use crate::{
    head::Witnessed,
    key::{Keyring, Made},
    report::Reason,
    seal::{Link, Sealed, link_at},
};
use muster_core::AuditEventId;
use std::cmp::Ordering;

/// An event that does not fit its place.
#[derive(Debug)]
pub(super) struct Suspect {
    place: u64,
    before: Link,
    /// What the event before it comes to, if it is the same as this one.
    as_copy: Link,
    found: Sealed,
    is_next: bool,
}

impl Suspect {
    /// An event after the last that is in order, which comes to `before`. What is before that one came to `previous`.
    pub(super) fn new(previous: Link, last: u64, before: Link, found: Sealed) -> Self {
        let as_copy = link_at(last, &previous, &found.event);
        Self { place: last + 1, before, as_copy, found, is_next: true }
    }

    pub(super) fn id(&self) -> AuditEventId {
        self.found.event.id.clone()
    }

    /// Looks at a later event, and says what is wrong if that tells it.
    pub(super) fn look(&mut self, later: &Sealed) -> Option<Reason> {
        let is_next = std::mem::replace(&mut self.is_next, false);
        let here = link_at(self.place, &self.before, &later.event);
        if here == later.seal.link && is_next {
            Some(self.before_its_right(later))
        } else if here == later.seal.link || here == self.found.seal.link {
            // The second: events were exchanged between seals that stayed.
            Some(Reason::Reordered)
        } else if is_next && self.only_the_seal_is_wrong(later) {
            Some(Reason::SealReplaced)
        } else {
            None
        }
    }

    /// The next event is the one that belongs here: the suspect was put before it, or the two were exchanged.
    fn before_its_right(&self, right: &Sealed) -> Reason {
        let after_it = link_at(self.place + 1, &right.seal.link, &self.found.event);
        match self.found.seal.sequence < self.place {
            _ if after_it == self.found.seal.link => Reason::Reordered,
            true => self.repeated(),
            false => Reason::Inserted,
        }
    }

    fn only_the_seal_is_wrong(&self, next: &Sealed) -> bool {
        let come_to = link_at(self.place, &self.before, &self.found.event);
        let goes_on = link_at(self.place + 1, &come_to, &next.event);
        next.seal.sequence == self.place + 1 && goes_on == next.seal.link
    }

    /// An event at a place that was taken before: the same once more, or another one under its seal.
    fn repeated(&self) -> Reason {
        let is_of_the_last = self.found.seal.sequence + 1 == self.place;
        if is_of_the_last && self.as_copy != self.before {
            Reason::Inserted
        } else {
            Reason::Duplicated
        }
    }

    /// What is most likely wrong, now that nothing more comes.
    pub(super) fn reason(&self, heads: &[&Witnessed], keys: Option<&Keyring>) -> Reason {
        let come_to = link_at(self.place, &self.before, &self.found.event);
        let found = &self.found.seal;
        let is_event_witnessed = heads.iter().any(|head| head.head().link == come_to);
        let is_seal_genuine = keys.is_none_or(|keys| keys.judge(found) == Made::Here);
        match found.sequence.cmp(&self.place) {
            _ if is_event_witnessed || !is_seal_genuine => Reason::SealReplaced,
            Ordering::Less => self.repeated(),
            Ordering::Equal => Reason::Edited,
            Ordering::Greater => Reason::Missing { from: self.place, to: found.sequence - 1 },
        }
    }
}
