//! Leases, as the worker counts them.
//!
//! A lease runs from the moment at which the worker *sent* the word that was confirmed later, on its
//! own clock. The coordinator counts from when it *heard* that word, so whatever the way between them
//! does, the worker's lease ends first.
//!
//! Not here: timers. Nothing in this module reads a clock.

use muster_core::job::OnDisconnect;
use muster_seams::{BootTime, Clock};
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// What a coordinator that does not say otherwise promises.
pub(crate) const USUAL_LENGTH: Duration = Duration::from_mins(1);
/// This part of a lease is kept back for freezing or ending what runs under it.
const KEPT_BACK: u32 = 10;

/// One moment, with sleep and without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Moment {
    boot: BootTime,
    awake: Duration,
}

impl Moment {
    pub(crate) fn now(clock: &dyn Clock) -> Self {
        Self { boot: clock.boot(), awake: clock.awake() }
    }
    /// How long the machine has slept so far.
    pub(crate) fn slept(self) -> Duration {
        self.boot.0.saturating_sub(self.awake)
    }
}

/// How an attempt stands with its coordinator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It may run.
    Good,
    /// It may count or not: it must not go on before that is known.
    Unproven,
    /// It must end.
    Over,
}

/// One attempt's lease.
#[derive(Debug)]
pub(crate) struct Lease {
    on_disconnect: OnDisconnect,
    lost_after: Duration,
    renewed: Mutex<Moment>,
}

impl Lease {
    pub(crate) fn new(on_disconnect: OnDisconnect, lost_after: Duration, from: Moment) -> Self {
        Self { on_disconnect, lost_after, renewed: Mutex::new(from) }
    }

    /// The word that was sent at this moment is confirmed. Words may be confirmed in any order.
    pub(crate) fn renew(&self, sent: Moment) {
        let mut renewed = self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        *renewed = sent.max(*renewed);
    }

    /// How it stands, if a lease lasts this long.
    pub(crate) fn standing(&self, now: Moment, length: Duration) -> Standing {
        let limit = match self.on_disconnect {
            OnDisconnect::Keep => self.lost_after.max(length),
            OnDisconnect::Replace | OnDisconnect::Stop => length,
        };
        let limit = limit.saturating_sub(length / KEPT_BACK);
        let renewed = *self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        let is_past = now.boot.since(renewed.boot) >= limit;
        // Who has slept has heard nothing, and so cannot know that it must end.
        let is_past_awake = now.awake.saturating_sub(renewed.awake) >= limit;
        match self.on_disconnect {
            OnDisconnect::Keep | OnDisconnect::Stop if is_past_awake => Standing::Over,
            OnDisconnect::Keep | OnDisconnect::Replace | OnDisconnect::Stop if is_past => {
                Standing::Unproven
            }
            OnDisconnect::Keep | OnDisconnect::Replace | OnDisconnect::Stop => Standing::Good,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(awake: u64, slept: u64) -> Moment {
        let awake = Duration::from_secs(awake);
        Moment { boot: BootTime(awake + Duration::from_secs(slept)), awake }
    }

    fn standing(on_disconnect: OnDisconnect, now: Moment) -> Standing {
        let lease = Lease::new(on_disconnect, Duration::from_mins(5), moment(0, 0));
        lease.standing(now, Duration::from_mins(1))
    }

    #[test]
    fn each_policy_has_its_time_and_its_way() {
        use OnDisconnect::{Keep, Replace, Stop};
        for (on_disconnect, last_good, then) in [
            (Keep, 293, Standing::Over),
            (Replace, 53, Standing::Unproven),
            (Stop, 53, Standing::Over),
        ] {
            assert_eq!(standing(on_disconnect, moment(last_good, 0)), Standing::Good);
            assert_eq!(standing(on_disconnect, moment(last_good + 1, 0)), then);
        }
    }

    #[test]
    fn who_has_slept_asks_before_anything_ends() {
        for on_disconnect in OnDisconnect::ALL {
            assert_eq!(standing(on_disconnect, moment(1, 28_800)), Standing::Unproven);
        }
        assert_eq!(standing(OnDisconnect::Keep, moment(1, 60)), Standing::Good);
        assert_eq!(standing(OnDisconnect::Stop, moment(60, 28_800)), Standing::Over);
    }

    #[test]
    fn a_lease_is_never_shortened_by_a_late_confirmation() {
        let lease = Lease::new(OnDisconnect::Replace, Duration::ZERO, moment(0, 0));
        lease.renew(moment(100, 0));
        lease.renew(moment(50, 0));
        let length = Duration::from_mins(1);
        assert_eq!(lease.standing(moment(153, 0), length), Standing::Good);
        assert_eq!(lease.standing(moment(154, 0), length), Standing::Unproven);
    }
}
