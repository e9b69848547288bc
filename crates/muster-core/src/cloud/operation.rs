//! Operations: what somebody wants of a resource, and how far it has come.

use super::words;
use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    /// It is to be there and run.
    Create,
    /// It is to run again. Of a worker people say *wake*.
    Start,
    /// It is to stop and cost no more than it must; what it keeps stays.
    Stop,
    /// Nothing of it is to be left.
    Delete,
    /// It was found at its provider, and is ours again once it is known how it is.
    Adopt,
}

words!(OperationKind {
    Create: "create",
    Start: "start",
    Stop: "stop",
    Delete: "delete",
    Adopt: "adopt",
});

/// Where an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationState {
    /// Under way, or waiting for its turn; its reason says for what.
    Open,
    /// It came true.
    Done,
    /// It will not come true; its reason says why.
    Failed,
    /// Somebody wanted the resource deleted before it came true.
    Superseded,
}

words!(OperationState { Open: "open", Done: "done", Failed: "failed", Superseded: "superseded" });

/// One question to a provider, or to what runs there. Those that change something change one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Make the storage, or find it made.
    KeepStorage,
    /// Make the instance.
    Create,
    /// See how everything is.
    Look,
    /// Start the stopped instance.
    Start,
    /// Stop the instance.
    Stop,
    /// Delete the instance.
    Delete,
    /// Delete the storage and what is in it.
    DiscardStorage,
    /// Get an address at which the instance answers.
    Address,
    /// See whether what runs there is well.
    Health,
}

words!(Ask {
    KeepStorage: "keep_storage",
    Create: "create",
    Look: "look",
    Start: "start",
    Stop: "stop",
    Delete: "delete",
    DiscardStorage: "discard_storage",
    Address: "address",
    Health: "health",
});

impl Ask {
    /// Whether it can change something, so that it must be written down before it is asked.
    pub fn is_change(self) -> bool {
        match self {
            Self::KeepStorage
            | Self::Create
            | Self::Start
            | Self::Stop
            | Self::Delete
            | Self::DiscardStorage => true,
            Self::Look | Self::Address | Self::Health => false,
        }
    }
}

/// A step of an operation, for people to follow. Whatever is asked again is the same step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What is asked.
    pub ask: Ask,
    /// When it was asked first.
    pub began_at: Timestamp,
    /// When it was answered last, and another step followed.
    pub ended_at: Option<Timestamp>,
    /// How often it was asked.
    pub tries: u32,
    /// How often in a row it went wrong.
    pub failures: u32,
}

impl Step {
    /// Notes that something is asked, as the step that it is.
    pub fn begin(steps: &mut Vec<Self>, ask: Ask, now: Timestamp) {
        for other in steps.iter_mut().filter(|step| step.ask != ask) {
            other.ended_at.get_or_insert(now);
        }
        match steps.iter_mut().find(|step| step.ask == ask) {
            Some(step) => (step.ended_at, step.tries) = (None, step.tries + 1),
            None => steps.push(Self { ask, began_at: now, ended_at: None, tries: 1, failures: 0 }),
        }
    }

    /// Notes that every step is over.
    pub fn end(steps: &mut [Self], now: Timestamp) {
        for step in steps {
            step.ended_at.get_or_insert(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_again_is_the_same_step_and_ends_when_another_begins() {
        let at = Timestamp::from_millis;
        let mut steps = Vec::new();
        for (moment, ask) in [(1, Ask::Create), (2, Ask::Look), (3, Ask::Look), (4, Ask::Create)] {
            Step::begin(&mut steps, ask, at(moment));
        }
        let seen: Vec<_> =
            steps.iter().map(|it| (it.ask, it.began_at, it.ended_at, it.tries)).collect();
        assert_eq!(seen, [(Ask::Create, at(1), None, 2), (Ask::Look, at(2), Some(at(4)), 2)]);
        Step::end(&mut steps, at(5));
        assert!(steps.iter().all(|step| step.ended_at.is_some()));
    }
}
