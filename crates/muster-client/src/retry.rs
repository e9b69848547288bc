//! Patience: how often and how late a call is sent again.

use crate::random;
use std::time::Duration;

const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// With waits of 0.1, 0.2, 0.4, 0.8 and 1.6 s a restart of the coordinator goes unnoticed.
const MOST_REPEATS: u32 = 5;

/// The waits between one call's repeats.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    repeats: u32,
}

impl Patience {
    /// How long to wait before the next repeat; nothing when it is time to give up.
    pub(crate) fn next_wait(&mut self, asked: Option<Duration>) -> Option<Duration> {
        if self.repeats == MOST_REPEATS {
            return None;
        }
        let wait = doubled(self.repeats);
        self.repeats += 1;
        Some(asked.map_or(wait, |asked| asked.min(LONGEST_WAIT)))
    }

    /// How long to wait before the next repeat, without ever giving up.
    pub(crate) fn next_wait_of_many(&mut self) -> Duration {
        let wait = doubled(self.repeats);
        self.repeats = self.repeats.saturating_add(1);
        wait
    }
}

/// Half of it is chance, so that a thousand clients do not come back in the same moment.
fn doubled(repeats: u32) -> Duration {
    let longest = FIRST_WAIT.saturating_mul(1 << repeats.min(10)).min(LONGEST_WAIT);
    longest.mul_f64(0.5 + random::fraction() / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let mut patience = Patience::default();
        let waits: Vec<_> = std::iter::from_fn(|| patience.next_wait(None)).collect();
        assert_eq!(waits.len(), 5);
        assert!(waits.iter().all(|wait| *wait >= FIRST_WAIT / 2 && *wait <= LONGEST_WAIT));
        assert!(waits[4] > waits[0]);
    }

    #[test]
    fn a_coordinator_that_asks_for_an_hour_does_not_get_it() {
        let wait = Patience::default().next_wait(Some(Duration::from_hours(1)));
        assert_eq!(wait, Some(LONGEST_WAIT));
    }
}
