//! The pace of a session: how often to say something, and how long to wait for a word.
//!
//! A network may drop a connection without telling either end. Both sides ping, both sides answer
//! pings while they read, and whoever hears nothing for [`LONGEST_SILENCE`] gives the session up.

use crate::SessionError;
use std::{future::Future, time::Duration};
use tokio::time::{Interval, MissedTickBehavior, interval_at, timeout};

/// Networks forget a quiet connection after 30 s or more, so half of that keeps it known.
pub const PING_EVERY: Duration = Duration::from_secs(15);
/// One ping, and time for its answer over a bad link.
pub const LONGEST_SILENCE: Duration = Duration::from_secs(25);
/// A frame that cannot be handed to the network for this long never will be.
pub const LONGEST_SEND: Duration = LONGEST_SILENCE;

/// Ticks whenever a ping is due; after a pause it ticks once, not once per missed ping.
pub fn pings() -> Interval {
    let mut pings = interval_at(tokio::time::Instant::now() + PING_EVERY, PING_EVERY);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pings
}

/// Waits for a word of the other side, but not forever.
pub(crate) async fn hear<T>(word: impl Future<Output = T>) -> Result<T, SessionError> {
    timeout(LONGEST_SILENCE, word).await.map_err(|_| SessionError::Silent(LONGEST_SILENCE))
}

/// Waits for the network to take a frame, but not forever.
pub(crate) async fn hand_over<T, E>(
    sending: impl Future<Output = Result<T, E>>,
) -> Result<T, SessionError>
where
    SessionError: From<E>,
{
    match timeout(LONGEST_SEND, sending).await {
        Ok(sent) => Ok(sent?),
        Err(_) => Err(SessionError::Stuck(LONGEST_SEND)),
    }
}
