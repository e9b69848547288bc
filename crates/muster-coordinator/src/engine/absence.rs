//! Absence: whether this process was away for a while without having stopped.
//!
//! Its machine slept, or somebody stopped and continued it. Whoever was silent meanwhile may have
//! spoken, and we did not listen; so nobody loses a lease for it.

use muster_seams::Clock;
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// How often it is looked at.
pub(crate) const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Less than this is a busy machine, not an absence.
const SHORTEST: Duration = Duration::from_secs(5);

/// What was seen when it was last looked at.
#[derive(Debug)]
pub(crate) struct Absence(Mutex<Seen>);

#[derive(Debug, Clone, Copy)]
struct Seen {
    /// How long the machine had slept, all in all.
    slept: Duration,
    at: Instant,
}

impl Seen {
    fn at(clock: &dyn Clock, at: Instant) -> Self {
        Self { slept: clock.boot().0.saturating_sub(clock.awake()), at }
    }
}

impl Absence {
    /// Begins to watch.
    pub(crate) fn watch(clock: &dyn Clock) -> Self {
        Self(Mutex::new(Seen::at(clock, Instant::now())))
    }

    /// How long we were away since somebody asked last; nothing if we were here.
    pub(crate) fn since_last_look(&self, clock: &dyn Clock) -> Option<Duration> {
        self.look(Seen::at(clock, Instant::now()))
    }

    fn look(&self, now: Seen) -> Option<Duration> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let slept = now.slept.saturating_sub(last.slept);
        let stood_still = now.at.saturating_duration_since(last.at).saturating_sub(LOOK_EVERY);
        *last = now;
        Some(slept.max(stood_still)).filter(|away| *away > SHORTEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_core::Timestamp;
    use muster_seams::BootTime;

    /// A machine that was started an hour ago and slept for so many seconds of it.
    #[derive(Debug)]
    struct Slept(u64);

    impl Clock for Slept {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(0)
        }
        fn boot(&self) -> BootTime {
            BootTime(Duration::from_hours(1))
        }
        fn awake(&self) -> Duration {
            Duration::from_secs(3600 - self.0)
        }
    }

    #[test]
    fn sleep_and_standstill_are_noticed_once_and_what_was_before_the_start_is_not() {
        let begun = Instant::now();
        let after = |seconds| begun + Duration::from_secs(seconds);
        let absence = Absence(Mutex::new(Seen::at(&Slept(1000), begun)));
        let look = |slept, at| absence.look(Seen::at(&Slept(slept), after(at)));
        assert_eq!(look(1000, 1), None);
        assert_eq!(look(1010, 2), Some(Duration::from_secs(10)));
        assert_eq!(look(1010, 3), None);
        assert_eq!(look(1010, 5), None, "a busy machine");
        assert_eq!(look(1010, 125), Some(Duration::from_secs(119)));
    }
}
