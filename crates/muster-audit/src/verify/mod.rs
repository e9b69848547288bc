//! Verification: a stream of sealed events, one after the other, in memory that does not grow with it.
//!
//! A range of dates is verified from the first event that is in it to the last, and everything between them, because a
//! clock may have been set. It is anchored on the seal before the first, and closed by the event after the last: whoever
//! feeds the stream goes on to that event, or to the end of the log.

mod suspect;

use crate::{
    head::{Comparison, Witnessed, beyond},
    key::{Keyring, Made},
    range::DateRange,
    report::{Completeness, Integrity, Reason, Report},
    seal::{Link, Seal, Sealed, link_at, place},
};
use muster_core::{AuditEventId, OrganisationId};
use suspect::Suspect;

/// What is asked, and what answers are checked with.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// Whose log.
    pub organisation: OrganisationId,
    /// Which events count.
    pub range: DateRange,
    /// The seal before the first event of the stream; none if the stream begins with the log.
    pub anchor: Option<Seal>,
    /// The keys, where they are known.
    pub keyring: Option<&'a Keyring>,
    /// Heads that were kept outside the database.
    pub heads: &'a [Witnessed],
}

/// Where a stream ended.
#[derive(Debug, Clone, Copy)]
pub enum End<'a> {
    /// With the newest sealed event of the log.
    Tail {
        /// The newest head in the database itself, which tells a tail that was cut from a database that is older.
        own: Option<&'a Witnessed>,
    },
    /// With the event after the range, or before it.
    Inside,
}

/// Takes a stream in.
#[derive(Debug)]
pub struct Verifier<'a> {
    organisation: OrganisationId,
    range: DateRange,
    keyring: Option<&'a Keyring>,
    /// Those of this log, by their places.
    heads: Vec<&'a Witnessed>,
    sequence: u64,
    link: Link,
    /// What the log came to before the last event.
    previous: Link,
    last: Option<AuditEventId>,
    checked: u64,
    /// The place of the last event of the range.
    last_in_range: u64,
    /// Up to which place a witness has seen the same.
    witnessed: Option<u64>,
    fault: Option<Fault>,
}

#[derive(Debug)]
enum Fault {
    /// Known for sure.
    Certain(Reason, Option<AuditEventId>),
    /// What comes next may tell more.
    Likely(Box<Suspect>),
}

impl<'a> Verifier<'a> {
    /// Begins at the anchor.
    pub fn new(question: Question<'a>) -> Self {
        let (sequence, link) = place(question.anchor.as_ref());
        let ours = |head: &&Witnessed| head.head().organisation == question.organisation;
        let heads: Vec<_> = question.heads.iter().filter(ours).collect();
        let mut verifier = Self {
            organisation: question.organisation,
            range: question.range,
            keyring: question.keyring,
            heads,
            sequence,
            link,
            previous: link,
            last: None,
            checked: 0,
            last_in_range: sequence,
            witnessed: None,
            fault: None,
        };
        if question.anchor.is_some_and(|anchor| !verifier.is_genuine(&anchor)) {
            verifier.fault = Some(Fault::Certain(Reason::AnchorForged, None));
        }
        verifier
    }

    fn is_genuine(&mut self, anchor: &Seal) -> bool {
        let is_made_here = self.keyring.is_none_or(|keys| keys.judge(anchor) == Made::Here);
        is_made_here && self.meets_witnesses(anchor)
    }

    /// Takes the next event in.
    pub fn take(&mut self, next: &Sealed) {
        match &mut self.fault {
            None => self.judge(next),
            Some(Fault::Certain(..)) => {}
            Some(Fault::Likely(suspect)) => {
                let told = suspect.look(next).map(|reason| (reason, suspect.id()));
                if let Some((reason, id)) = told {
                    self.fault = Some(Fault::Certain(reason, Some(id)));
                }
            }
        }
    }

    fn judge(&mut self, next: &Sealed) {
        let place = self.sequence + 1;
        let fits = next.seal.sequence == place
            && next.seal.link == link_at(place, &self.link, &next.event);
        if next.event.organisation != self.organisation {
            self.break_at(Reason::OtherOrganisation, next);
        } else if !fits {
            let suspect = Suspect::new(self.previous, self.sequence, self.link, next.clone());
            self.fault = Some(Fault::Likely(Box::new(suspect)));
        } else if let Some(reason) = self.keyring.and_then(|keys| unproven(keys, &next.seal)) {
            self.break_at(reason, next);
        } else if self.meets_witnesses(&next.seal) {
            self.accept(next);
        } else {
            self.break_at(Reason::Forked, next);
        }
    }

    fn break_at(&mut self, reason: Reason, at: &Sealed) {
        self.fault = Some(Fault::Certain(reason, Some(at.event.id.clone())));
    }

    fn accept(&mut self, next: &Sealed) {
        self.previous = self.link;
        self.sequence = next.seal.sequence;
        self.link = next.seal.link;
        self.last = Some(next.event.id.clone());
        if self.range.contains(next.event.at) {
            self.checked += 1;
            self.last_in_range = self.sequence;
        }
    }

    /// Whether everybody who has seen the log at this place has seen the same.
    fn meets_witnesses(&mut self, seal: &Seal) -> bool {
        let here = |head: &&&Witnessed| head.head().sequence == seal.sequence;
        let mut seen = self.heads.iter().filter(here).peekable();
        if seen.peek().is_none() {
            return true;
        }
        self.witnessed = Some(seal.sequence);
        seen.all(|head| head.head().link == seal.link)
    }

    /// Notes something that is wrong with what the stream came from.
    pub(crate) fn fail(&mut self, reason: Reason) {
        if self.fault.is_none() {
            self.fault = Some(Fault::Certain(reason, self.last.clone()));
        }
    }

    /// Takes the word of who signed the end of the stream for what is up to here.
    pub(crate) fn witness(&mut self) {
        self.witnessed = Some(self.sequence);
    }

    /// What was found.
    pub fn finish(mut self, end: End<'_>) -> Report {
        if self.fault.is_none() {
            self.look_for_loss(end);
        }
        let integrity = self.integrity();
        match self.fault {
            Some(Fault::Certain(reason, at)) => Report::broken(reason, at, self.checked, integrity),
            Some(Fault::Likely(suspect)) => {
                let reason = suspect.reason(&self.heads, self.keyring);
                Report::broken(reason, Some(suspect.id()), self.checked, integrity)
            }
            None => Report {
                verified: true,
                checked_count: self.checked,
                broken_at_event_id: None,
                integrity,
                completeness: self.completeness(),
                reason: None,
            },
        }
    }

    fn look_for_loss(&mut self, end: End<'_>) {
        let End::Tail { own } = end else { return };
        // What the database itself remembers proves nothing, but it is missed all the same.
        let known = self.heads.iter().copied().chain(own);
        let newest = known.map(|head| head.head().sequence).max().unwrap_or(0);
        if newest <= self.sequence {
            return;
        }
        let reason = match beyond(self.sequence, own, newest) {
            Comparison::RolledBack { from, to } => Reason::RolledBack { from, to },
            Comparison::TailCut { from, to } => Reason::TailCut { from, to },
            Comparison::Consistent | Comparison::Forked { .. } => return,
        };
        self.fail(reason);
    }

    fn integrity(&self) -> Integrity {
        let is_proven = self.keyring.is_some() || self.is_witnessed();
        if is_proven { Integrity::Proven } else { Integrity::Consistent }
    }

    /// Whether a witness has seen the range to its end.
    fn is_witnessed(&self) -> bool {
        self.witnessed.is_some_and(|place| place >= self.last_in_range)
    }

    fn completeness(&self) -> Completeness {
        let is_followed = self.keyring.is_some() && self.sequence > self.last_in_range;
        let is_proven = is_followed || self.is_witnessed();
        if is_proven { Completeness::Proven } else { Completeness::Unproven }
    }
}

fn unproven(keys: &Keyring, seal: &Seal) -> Option<Reason> {
    match keys.judge(seal) {
        Made::Here => None,
        Made::OutsideOfItsTime => Some(Reason::RetiredKey),
        Made::WithAnotherKey => Some(Reason::OtherKey),
        Made::WithoutTheKey => Some(Reason::Forged),
    }
}

/// Verifies a whole stream at once.
pub fn verify<'e>(
    events: impl IntoIterator<Item = &'e Sealed>,
    question: Question<'_>,
    end: End<'_>,
) -> Report {
    let mut verifier = Verifier::new(question);
    events.into_iter().for_each(|event| verifier.take(event));
    verifier.finish(end)
}
