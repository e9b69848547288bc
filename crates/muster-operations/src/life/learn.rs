//! What an answer makes certain. Nothing is concluded from an answer that was not given.

use super::is_settled;
use muster_core::{
    Timestamp,
    cloud::{Ask, Belief, Life, Phase, Reason, Storage},
};
use muster_providers::{Conflict, Outcome, Refusal};
use std::time::Duration;

/// What a provider answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It does what was asked, or has done it.
    Done,
    /// This is how everything is.
    Seen(Seen),
    /// It can be reached at an address.
    Reachable,
    /// Whether what runs there is well.
    Well(bool),
}

impl Answer {
    /// The same, but the address that came with it could not be kept.
    pub(crate) fn without_address(self) -> Self {
        match self {
            Self::Seen(seen) => Self::Seen(Seen { has_address: false, ..seen }),
            other => other,
        }
    }
}

/// How everything is, as far as it was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The instance, unless the provider says that there is none.
    pub(crate) instance: Option<Phase>,
    /// Why it did not come up, if it did not.
    pub(crate) failure: Option<Reason>,
    /// The provider's own id of it.
    pub(crate) handle: Option<String>,
    /// Whether there is storage, if that was looked at.
    pub(crate) has_storage: Option<bool>,
    /// Whether an address came with it.
    pub(crate) has_address: bool,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// There are no settings for the provider: nobody was asked.
    NotSetUp,
    /// Secrets cannot be opened: nobody was asked.
    Locked,
    /// What is kept of it makes no sense to this release: nobody was asked.
    Unreadable,
    /// The provider refused, or nobody knows.
    Provider(Outcome, Option<Timestamp>),
}

/// What is unsure as soon as this is asked, whatever becomes of the answer.
pub(crate) fn mark(life: &mut Life, ask: Ask, now: Timestamp) {
    match ask {
        Ask::KeepStorage => life.storage = Storage::Unsure { since: now },
        Ask::Create => {
            life.instance = Belief::Unsure { since: now };
            (life.is_well, life.has_address, life.failure) = (false, false, None);
        }
        // A signed address may have ended meanwhile, so whatever starts is asked for a new one.
        Ask::Start | Ask::Stop | Ask::Delete => {
            life.instance = Belief::Known { phase: Phase::Unseen };
            (life.is_well, life.has_address, life.failure) = (false, false, None);
        }
        // As long as it is not discarded for certain it is kept, and discarding it again does no harm.
        Ask::DiscardStorage | Ask::Look | Ask::Address | Ask::Health => {}
    }
}

/// What is certain after an answer.
pub(crate) fn learn(
    life: &mut Life,
    ask: Ask,
    answer: Result<&Answer, &Trouble>,
    now: Timestamp,
    settles_within: Duration,
) {
    match answer {
        Ok(Answer::Done) => done(life, ask),
        Ok(Answer::Seen(seen)) => see(life, seen, now, settles_within),
        Ok(Answer::Reachable) => life.has_address = true,
        Ok(Answer::Well(is_well)) => life.is_well = *is_well,
        Err(Trouble::NotSetUp | Trouble::Locked | Trouble::Unreadable) => not_asked(life, ask),
        Err(Trouble::Provider(outcome, _)) => fail(life, ask, *outcome),
    }
}

fn done(life: &mut Life, ask: Ask) {
    match ask {
        Ask::KeepStorage => life.storage = Storage::Kept,
        Ask::DiscardStorage => life.storage = Storage::Absent,
        Ask::Delete => life.instance = Belief::Known { phase: Phase::Deleting },
        // What was asked for is on its way; only a look says how far it is.
        Ask::Create | Ask::Start | Ask::Stop | Ask::Look | Ask::Address | Ask::Health => {}
    }
}

fn see(life: &mut Life, seen: &Seen, now: Timestamp, settles_within: Duration) {
    if matches!(life.storage, Storage::Unseen | Storage::Foreign) {
        let is_free = seen.instance.is_none() && seen.has_storage != Some(true);
        life.storage = if is_free { Storage::Absent } else { Storage::Foreign };
        return;
    }
    match (seen.instance, life.instance) {
        (Some(phase), _) => {
            life.instance = Belief::Known { phase };
            life.failure = seen.failure;
            life.handle = seen.handle.clone().or(life.handle.take());
            life.has_address |= seen.has_address;
            life.is_well &= phase == Phase::Running;
        }
        (None, Belief::Unsure { since }) if !is_settled(since, now, settles_within) => {}
        (None, _) => gone(life),
    }
    match (seen.has_storage, life.storage) {
        (None, _) => {}
        (Some(true), _) => life.storage = Storage::Kept,
        (Some(false), Storage::Unsure { since }) if !is_settled(since, now, settles_within) => {}
        (Some(false), _) => life.storage = Storage::Absent,
    }
}

fn gone(life: &mut Life) {
    life.instance = Belief::Absent;
    (life.is_well, life.has_address, life.failure) = (false, false, None);
}

/// A create that certainly never arrived leaves things as they were.
fn not_asked(life: &mut Life, ask: Ask) {
    if ask == Ask::Create {
        life.instance = Belief::Absent;
    }
}

fn fail(life: &mut Life, ask: Ask, outcome: Outcome) {
    match (ask, outcome) {
        (Ask::Create, Outcome::Refused(Refusal::Conflict(Conflict::Exists))) => {}
        (Ask::Create, Outcome::Refused(Refusal::Conflict(Conflict::AddressTaken))) => {
            not_asked(life, ask);
            life.label_attempt = life.label_attempt.saturating_add(1);
        }
        (Ask::Create, Outcome::Refused(_) | Outcome::Unsent) => not_asked(life, ask),
        (Ask::Look | Ask::Start | Ask::Stop | Ask::Delete | Ask::Address, Outcome::Absent) => {
            gone(life)
        }
        (Ask::DiscardStorage, Outcome::Absent) => life.storage = Storage::Absent,
        // It is still used: how it is has to be seen anew.
        (Ask::DiscardStorage, Outcome::Refused(Refusal::Conflict(Conflict::Busy))) => {
            life.instance = Belief::Known { phase: Phase::Unseen };
        }
        // What is there is another's, so nothing of ours can be.
        (Ask::KeepStorage, Outcome::Refused(Refusal::Conflict(Conflict::NotOurs))) => {
            life.storage = Storage::Absent;
        }
        // Whatever was unsure stays so, and a look decides.
        (
            Ask::KeepStorage
            | Ask::Create
            | Ask::Look
            | Ask::Start
            | Ask::Stop
            | Ask::Delete
            | Ask::DiscardStorage
            | Ask::Address
            | Ask::Health,
            Outcome::Absent | Outcome::Refused(_) | Outcome::Unsent | Outcome::Unknown(_),
        ) => {}
    }
}
