//! How long to wait before the next attempt to connect.
//!
//! Full jitter: anything from nothing to a bound that doubles, so that thousands of workers that
//! lost one coordinator do not come back at once.

use muster_seams::Rng;
use std::time::Duration;

const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(30);
/// A coordinator of another age is asked about this often: somebody has to update one of the two.
const RARELY: Duration = Duration::from_mins(10);
/// A coordinator that asks for more than this is not believed.
const LONGEST_ASKED: Duration = Duration::from_mins(5);

/// The waits of one row of failures.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// How long to wait after one more failure.
    pub(crate) fn next(&mut self, rng: &dyn Rng) -> Duration {
        let bound = FIRST.saturating_mul(1 << self.failures.min(16)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        share_of(bound, rng)
    }

    /// How long to wait when it is for people to put right what is wrong.
    pub(crate) fn rarely(rng: &dyn Rng) -> Duration {
        RARELY / 2 + share_of(RARELY / 2, rng)
    }

    /// A session was open: the next failure is the first one again.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }
}

/// How long to wait when the coordinator said how long: no less, and up to half as much more.
pub(crate) fn asked_for(retry_ms: u64, rng: &dyn Rng) -> Duration {
    let asked = Duration::from_millis(retry_ms).min(LONGEST_ASKED);
    asked + share_of(asked / 2, rng)
}

fn share_of(bound: Duration, rng: &dyn Rng) -> Duration {
    let mut bytes = [0; 4];
    rng.fill(&mut bytes);
    bound.mul_f64(f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_seams::SeededRng;

    #[test]
    fn waits_grow_to_half_a_minute_and_begin_anew_after_a_session() {
        let rng = SeededRng::from_seed(1);
        let mut backoff = Backoff::default();
        let waits: Vec<_> = (0..200).map(|_| backoff.next(&rng)).collect();
        assert!(waits[0] <= FIRST);
        assert!(waits[1] <= FIRST * 2);
        assert!(waits.iter().all(|wait| *wait <= LONGEST));
        assert!(waits[20..].iter().any(|wait| *wait > LONGEST / 2), "the bound must grow");
        assert!(waits[20..].iter().any(|wait| *wait < LONGEST / 2), "the jitter must be full");
        backoff.reset();
        assert!(backoff.next(&rng) <= FIRST);
    }

    #[test]
    fn what_people_have_to_put_right_is_tried_a_few_times_an_hour() {
        let rng = SeededRng::from_seed(1);
        let waits: Vec<_> = (0..100).map(|_| Backoff::rarely(&rng)).collect();
        assert!(waits.iter().all(|wait| (RARELY / 2..=RARELY).contains(wait)), "{waits:?}");
    }

    #[test]
    fn a_coordinators_word_is_honoured_within_reason() {
        let rng = SeededRng::from_seed(1);
        let wait = asked_for(2_000, &rng);
        assert!((2_000..=3_000).contains(&wait.as_millis()), "{wait:?}");
        assert!(asked_for(u64::MAX, &rng) <= LONGEST_ASKED * 3 / 2);
    }
}
