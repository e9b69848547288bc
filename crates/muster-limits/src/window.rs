//! Sliding windows: how much was admitted lately, in sixty parts and the one that is under way.
//!
//! A window counts what was admitted in its parts. A part leaves when all of it is older than the window, so in any
//! time of the window's length never more is admitted than the quota says, and what was admitted stands in the way for
//! at most a sixtieth longer than it must. It takes the same memory whatever the quota is. `shared/window.lua` is the
//! same for Redis.

use crate::{
    admission::Admission,
    group::{Group, Quota, STEPS, millis},
};
use std::{collections::VecDeque, time::Duration};

/// What was admitted lately, by parts of the window, oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Window(VecDeque<(u64, u32)>);

impl Window {
    /// Counts a request, if the quota allows one more.
    pub(crate) fn admit(&mut self, group: Group, quota: Quota, now: Duration) -> Admission {
        let step = self.move_to(quota, now);
        let is_allowed = self.used() < quota.requests.get();
        if is_allowed {
            self.add(step);
        }
        let reset_after = self.until_more(quota, now);
        Admission::new(group, quota, is_allowed, self.used(), reset_after)
    }

    /// Takes back what was counted at that time and did not happen.
    pub(crate) fn take_back(&mut self, quota: Quota, then: Duration) {
        let step = step(quota, then);
        if let Some((_, count)) = self.0.iter_mut().find(|(at, _)| *at == step) {
            *count = count.saturating_sub(1);
        }
    }

    /// Whether nothing in it counts any more.
    pub(crate) fn is_over(&mut self, quota: Quota, now: Duration) -> bool {
        self.move_to(quota, now);
        self.used() == 0
    }

    fn move_to(&mut self, quota: Quota, now: Duration) -> u64 {
        let step = step(quota, now);
        while self.0.front().is_some_and(|(at, count)| at + STEPS < step || *count == 0) {
            self.0.pop_front();
        }
        step
    }

    fn add(&mut self, step: u64) {
        match self.0.back_mut() {
            Some((at, count)) if *at == step => *count += 1,
            Some(_) | None => self.0.push_back((step, 1)),
        }
    }

    fn used(&self) -> u32 {
        self.0.iter().map(|(_, count)| count).sum()
    }

    /// How long it takes until there is more than there is now.
    fn until_more(&self, quota: Quota, now: Duration) -> Duration {
        let mut used = self.used();
        let target = used.min(quota.requests.get());
        for (at, count) in &self.0 {
            used -= count;
            if used < target {
                let leaves_at = (at + STEPS + 1).saturating_mul(quota.step_ms());
                return Duration::from_millis(leaves_at.saturating_sub(millis(now)));
            }
        }
        Duration::ZERO
    }
}

fn step(quota: Quota, now: Duration) -> u64 {
    millis(now) / quota.step_ms()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    /// A log of every admission: simple, exact, and as large as the quota.
    #[derive(Default)]
    struct Naive(Vec<Duration>);

    impl Naive {
        fn within(&self, span: Duration, now: Duration) -> u32 {
            u32::try_from(self.0.iter().filter(|at| **at + span > now).count()).unwrap()
        }
    }

    #[test]
    fn a_quota_is_used_up_and_comes_back_part_by_part() {
        let quota = Quota::a_minute(2);
        let mut window = Window::default();
        let mut at = |ms| window.admit(Group::Default, quota, Duration::from_millis(ms));
        let first = at(0);
        assert!(first.is_allowed);
        assert_eq!((first.remaining, first.reset_after), (1, Duration::from_secs(61)));
        assert!(at(30_500).is_allowed);
        let refused = at(60_999);
        assert!(!refused.is_allowed);
        assert_eq!(refused.retry_after(), Some(Duration::from_millis(1)));
        assert!(at(61_000).is_allowed);
        assert!(!at(61_000).is_allowed);
    }

    #[test]
    fn a_quota_that_was_lowered_says_when_it_allows_again() {
        let mut window = Window::default();
        for second in 0..3 {
            window.admit(Group::Default, Quota::a_minute(3), Duration::from_secs(second));
        }
        let refused = window.admit(Group::Default, Quota::a_minute(1), Duration::from_secs(3));
        assert_eq!((refused.is_allowed, refused.remaining), (false, 0));
        assert_eq!(refused.retry_after(), Some(Duration::from_mins(1)), "all three must leave");
    }

    proptest! {
        #[test]
        fn never_more_is_admitted_than_the_quota_and_hardly_ever_less(
            requests in 1..20_u32,
            window_ms in 1..100_000_u64,
            pauses in vec(0..3_000_u64, 1..200),
        ) {
            let quota = Quota::within(requests, Duration::from_millis(window_ms));
            let step = Duration::from_millis(quota.step_ms());
            let (mut window, mut naive) = (Window::default(), Naive::default());
            let mut now = Duration::ZERO;
            for pause in pauses {
                now += Duration::from_millis(pause);
                let admission = window.admit(Group::Default, quota, now);
                let longer = step * 61;
                if admission.is_allowed {
                    naive.0.push(now);
                    prop_assert!(naive.within(quota.window, now) <= requests);
                } else {
                    prop_assert!(naive.within(longer, now) >= requests, "refused without need");
                    let then = now + admission.reset_after;
                    let mut later = window.clone();
                    prop_assert!(later.admit(Group::Default, quota, then).is_allowed);
                    let just_before = then.saturating_sub(Duration::from_millis(1));
                    prop_assert!(!window.clone().admit(Group::Default, quota, just_before).is_allowed);
                }
                prop_assert!(window.0.len() <= 61, "the memory is bounded");
            }
        }
    }
}
