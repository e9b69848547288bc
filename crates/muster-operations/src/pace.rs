//! Pace: how long things may take at a provider, and how often to look.

use std::time::Duration;

/// How patient to be with one provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How long something may take to come up.
    pub provision_within: Duration,
    /// How long it may then take to answer.
    pub healthy_within: Duration,
    /// How long it may take to stop or to go.
    pub delete_within: Duration,
    /// How often to look while something changes.
    pub poll_every: Duration,
    /// How often to try what has taken too long and is not given up.
    pub overdue_every: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            provision_within: Duration::from_mins(15),
            healthy_within: Duration::from_mins(3),
            delete_within: Duration::from_mins(5),
            poll_every: Duration::from_secs(5),
            overdue_every: Duration::from_mins(5),
        }
    }
}

// The first is as long as a hiccup; the last leaves an outage of hours some hundred requests.
const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_mins(5);

/// How long to wait after so many failures in a row, if the provider does not say.
pub(crate) fn backoff(failures: u32) -> Duration {
    let doubled = 2_u32.saturating_pow(failures.saturating_sub(1));
    FIRST.saturating_mul(doubled).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_wait_up_to_a_limit() {
        let waits = [0, 1, 2, 3, 60].map(|failures| backoff(failures).as_secs());
        assert_eq!(waits, [5, 5, 10, 20, 300]);
    }
}
