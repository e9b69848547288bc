//! Workers: machines that run jobs, and how alive each one looks.
//!
//! Liveness is derived, never stored: it follows from whether a session is open, whether the
//! worker said that it was going to sleep, and when it was last heard.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// After this long without a word a disconnected worker counts as lost.
pub const LOST_AFTER: Duration = Duration::from_mins(5);

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

/// What is known of a worker's presence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// A session is open, or a node polled within its allowance.
    pub is_connected: bool,
    /// Its last word was that it goes to sleep.
    pub said_asleep: bool,
    /// When it was last heard.
    pub last_seen: Timestamp,
}

impl Presence {
    /// The word for this presence at `now`.
    pub fn liveness(self, now: Timestamp) -> Liveness {
        if self.is_connected {
            Liveness::Online
        } else if self.said_asleep {
            Liveness::Asleep
        } else if now.since(self.last_seen) < LOST_AFTER {
            Liveness::Disconnected
        } else {
            Liveness::Lost
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_turns_disconnected_into_lost_and_sleep_does_not() {
        let seen = Timestamp::from_millis(0);
        let away = Presence { is_connected: false, said_asleep: false, last_seen: seen };
        assert_eq!(away.liveness(seen.after(LOST_AFTER / 2)), Liveness::Disconnected);
        assert_eq!(away.liveness(seen.after(LOST_AFTER)), Liveness::Lost);
        let asleep = Presence { said_asleep: true, ..away };
        assert_eq!(asleep.liveness(seen.after(LOST_AFTER * 9)), Liveness::Asleep);
    }
}
