//! Workers: machines that run jobs, and how alive each one looks.
//!
//! Liveness is derived, never stored: it follows from whether a session is open, whether the
//! worker said that it was going to sleep, and when it was last heard.

use crate::{Timestamp, job::Hold};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// After this long without a word a disconnected worker counts as lost.
pub const LOST_AFTER: Duration = Duration::from_mins(5);

/// A node that polls counts as here for three of its heartbeats of 15 s.
pub const POLLING_ALLOWANCE: Duration = Duration::from_secs(45);

/// Where a worker comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// A machine of the team's own that joined.
    Local,
    /// A machine that was provisioned.
    Cloud,
}

/// How a worker talks to the coordinator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Over one WebSocket session, with a key of its own.
    Session,
    /// By polling the deborgen routes, as a node.
    Polling,
}

/// The four words for how alive a worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Liveness {
    /// It is there.
    Online,
    /// It said that it would sleep.
    Asleep,
    /// It went away without a word; its jobs are kept.
    Disconnected,
    /// It has been away for so long that its jobs are not kept.
    Lost,
}

/// Somebody's word that a worker is to be given nothing new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Who said so, since when, and why.
    #[serde(flatten)]
    pub hold: Hold,
    /// When it ends by itself.
    pub until: Option<Timestamp>,
    /// When what still runs is taken back, to be given to other workers.
    pub take_back_at: Option<Timestamp>,
}

impl Pause {
    /// Whether it has ended by itself.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }

    /// Whether what still runs is to be taken back.
    pub fn takes_back(&self, now: Timestamp) -> bool {
        self.take_back_at.is_some_and(|at| at <= now)
    }
}

/// What is known of a worker's presence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// How it talks to us.
    pub link: Link,
    /// Since when it is here: a session is open, or a node polled within its allowance or runs a job.
    pub here_since: Option<Timestamp>,
    /// Its last word was that it goes to sleep.
    pub said_asleep: bool,
    /// Its last word was that it stops.
    pub said_goodbye: bool,
    /// It has come at least once, and not only joined.
    pub has_come: bool,
    /// When it was last heard.
    pub last_seen: Timestamp,
}

impl Presence {
    /// The word for this presence at `now`.
    pub fn liveness(self, now: Timestamp) -> Liveness {
        if self.here_since.is_some() {
            Liveness::Online
        } else if self.said_asleep {
            Liveness::Asleep
        } else if now.since(self.last_seen) < LOST_AFTER {
            Liveness::Disconnected
        } else {
            Liveness::Lost
        }
    }

    /// Since when the word is true.
    pub fn since(self, now: Timestamp) -> Timestamp {
        match self.liveness(now) {
            Liveness::Online => self.here_since.unwrap_or(self.last_seen),
            Liveness::Asleep | Liveness::Disconnected => self.last_seen,
            Liveness::Lost => self.last_seen.after(LOST_AFTER),
        }
    }

    /// By what we know it.
    pub fn evidence(self, now: Timestamp) -> &'static str {
        match (self.liveness(now), self.link) {
            (Liveness::Online, Link::Session) => "its session is open",
            (Liveness::Online, Link::Polling) if now.since(self.last_seen) < POLLING_ALLOWANCE => {
                "it polled within the last 45 seconds"
            }
            (Liveness::Online, Link::Polling) => "it runs a job, and says nothing meanwhile",
            (Liveness::Asleep, _) => "it said that it goes to sleep",
            (Liveness::Disconnected | Liveness::Lost, Link::Session) if !self.has_come => {
                "it joined and has never come: start it there with `muster worker run`"
            }
            (Liveness::Disconnected, _) if self.said_goodbye => "it said that it stops",
            (Liveness::Disconnected, Link::Session) => "its session is gone without a word",
            (Liveness::Disconnected, Link::Polling) => "it has not polled for 45 seconds",
            (Liveness::Lost, _) if self.said_goodbye => "it stopped and has not come back",
            (Liveness::Lost, _) => "nothing was heard of it for 5 minutes",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_turns_disconnected_into_lost_and_sleep_does_not() {
        let seen = Timestamp::from_millis(0);
        let away = Presence {
            link: Link::Session,
            here_since: None,
            said_asleep: false,
            said_goodbye: false,
            has_come: true,
            last_seen: seen,
        };
        assert_eq!(away.liveness(seen.after(LOST_AFTER / 2)), Liveness::Disconnected);
        assert_eq!(away.liveness(seen.after(LOST_AFTER)), Liveness::Lost);
        let asleep = Presence { said_asleep: true, ..away };
        assert_eq!(asleep.liveness(seen.after(LOST_AFTER * 9)), Liveness::Asleep);
    }

    #[test]
    fn every_word_has_its_evidence_and_its_beginning() {
        let seen = Timestamp::from_millis(1_000);
        let late = seen.after(LOST_AFTER * 2);
        let away = Presence {
            link: Link::Session,
            here_since: None,
            said_asleep: false,
            said_goodbye: false,
            has_come: true,
            last_seen: seen,
        };
        let here = Presence { here_since: Some(Timestamp::from_millis(7)), ..away };
        assert_eq!((here.since(late).millis(), here.evidence(late)), (7, "its session is open"));
        assert_eq!(away.since(seen), seen);
        assert_eq!(away.since(late), seen.after(LOST_AFTER), "it was disconnected before");
        let stopped = Presence { said_goodbye: true, ..away };
        assert_eq!(stopped.evidence(seen), "it said that it stops");
        let joined = Presence { has_come: false, ..away };
        for when in [seen, late] {
            let evidence = joined.evidence(when);
            assert!(evidence.contains("never come") && evidence.contains("`muster worker run`"));
        }
    }
}
