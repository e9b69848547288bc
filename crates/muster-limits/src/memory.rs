//! The windows of this process.
//!
//! There is a window of its own for so many callers. Nobody's window is thrown away while something in it counts:
//! otherwise whoever has many addresses could push their own windows out and begin anew. A caller who comes when all are
//! taken shares one of a thousand windows with whoever has the same secret number, which allows less and never more.
//! When there is room again its own window begins with what is in the shared one, so that brings no fresh window either.

use crate::{
    admission::Admission,
    group::{Group, Quotas},
    key::Key,
    window::Window,
};
use muster_seams::{BootTime, Rng};
use std::{
    collections::{HashMap, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// A kilobyte each at most, for a caller who asks in every part of a window.
pub(crate) const MOST_WINDOWS: usize = 50_000;
const SHARED: u64 = 1_024;
/// Looking at all windows takes about a millisecond.
const SWEEP_WHEN_FULL: Duration = Duration::from_secs(1);
const SWEEP_ELSE: Duration = Duration::from_mins(1);

/// All windows.
#[derive(Debug)]
pub(crate) struct Memory {
    quotas: Quotas,
    most: usize,
    /// What makes shared windows impossible to choose.
    secret: [u8; 16],
    windows: Mutex<Windows>,
}

#[derive(Debug, Default)]
struct Windows {
    own: HashMap<(Group, Key), Window>,
    shared: HashMap<(Group, u64), Window>,
    swept_at: Duration,
}

/// Where a request was counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    group: Group,
    key: Key,
    at: Duration,
    is_shared: bool,
}

impl Memory {
    pub(crate) fn new(quotas: Quotas, most: usize, rng: &(dyn Rng + 'static)) -> Self {
        Self { quotas, most, secret: rng.bytes(), windows: Mutex::default() }
    }

    /// Counts a request, if the quota allows one more.
    pub(crate) fn admit(&self, group: Group, key: Key, now: BootTime) -> (Admission, Counted) {
        let mut windows = self.windows();
        windows.sweep(&self.quotas, self.most, now.0);
        let (caller, crowd) = ((group, key), (group, self.number(key)));
        let is_shared = !windows.has_own(caller, crowd, self.most);
        let window = windows.window(caller, crowd, is_shared);
        let admission = window.admit(group, self.quotas.of(group), now.0);
        (admission, Counted { group, key, at: now.0, is_shared })
    }

    /// Takes back a request that was counted and did not happen.
    pub(crate) fn take_back(&self, counted: Counted) {
        let Counted { group, key, at, is_shared } = counted;
        let (caller, crowd) = ((group, key), (group, self.number(key)));
        let Windows { own, shared, .. } = &mut *self.windows();
        let window = if is_shared { shared.get_mut(&crowd) } else { own.get_mut(&caller) };
        if let Some(window) = window {
            window.take_back(self.quotas.of(group), at);
        }
    }

    /// Whom a caller shares a window with, when there are too many.
    fn number(&self, key: Key) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.secret, key).hash(&mut hasher);
        hasher.finish() % SHARED
    }

    fn windows(&self) -> MutexGuard<'_, Windows> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Windows {
    /// Whether a caller has a window of its own, or gets one now.
    fn has_own(&mut self, caller: (Group, Key), crowd: (Group, u64), most: usize) -> bool {
        if self.own.contains_key(&caller) {
            return true;
        }
        let has_room = self.own.len() < most;
        if has_room {
            let begins_with = self.shared.get(&crowd).cloned().unwrap_or_default();
            self.own.insert(caller, begins_with);
        }
        has_room
    }

    fn window(
        &mut self,
        caller: (Group, Key),
        crowd: (Group, u64),
        is_shared: bool,
    ) -> &mut Window {
        if is_shared {
            self.shared.entry(crowd).or_default()
        } else {
            self.own.entry(caller).or_default()
        }
    }

    /// Lets go of windows in which nothing counts any more.
    fn sweep(&mut self, quotas: &Quotas, most: usize, now: Duration) {
        let pause = if self.own.len() < most { SWEEP_ELSE } else { SWEEP_WHEN_FULL };
        if now.saturating_sub(self.swept_at) < pause {
            return;
        }
        self.swept_at = now;
        self.own.retain(|(group, _), window| !window.is_over(quotas.of(*group), now));
        self.shared.retain(|(group, _), window| !window.is_over(quotas.of(*group), now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_seams::SeededRng;
    use proptest::{collection::vec, prelude::*};

    const MINUTE: u64 = 60;

    fn memory(most: usize) -> Memory {
        Memory::new(Quotas::default(), most, &SeededRng::from_seed(1))
    }

    fn caller(number: u32) -> Key {
        Key::token(&number.to_be_bytes())
    }

    fn admit(memory: &Memory, number: u32, second: u64) -> bool {
        let now = BootTime(Duration::from_secs(1_000 + second));
        memory.admit(Group::Compute, caller(number), now).0.is_allowed
    }

    fn admitted(memory: &Memory, number: u32, second: u64) -> usize {
        (0..50).filter(|_| admit(memory, number, second)).count()
    }

    #[test]
    fn callers_and_groups_are_counted_apart() {
        let memory = memory(10);
        assert_eq!(admitted(&memory, 1, 0), 10);
        assert_eq!(admitted(&memory, 2, 0), 10);
        let now = BootTime(Duration::from_secs(1_000));
        assert!(memory.admit(Group::Telemetry, caller(1), now).0.is_allowed);
    }

    #[test]
    fn whoever_brings_a_crowd_gets_no_fresh_window() {
        let memory = memory(100);
        assert_eq!(admitted(&memory, 0, 0), 10);
        for other in 1..2_000 {
            admit(&memory, other, 1);
        }
        assert_eq!(admitted(&memory, 0, 2), 0, "its window is still there");
        assert_eq!(memory.windows().own.len(), 100, "and there are no more than there may be");
        assert!(memory.windows().shared.len() <= 1_024);
    }

    #[test]
    fn whoever_came_while_it_was_full_gets_no_fresh_window_when_there_is_room() {
        let memory = memory(1);
        assert!(admit(&memory, 0, 0));
        assert_eq!(admitted(&memory, 7, 30), 10, "in a shared window");
        assert_eq!(admitted(&memory, 7, MINUTE + 5), 0, "in its own, which begins with the same");
        assert_eq!(memory.windows().own.len(), 1);
        assert_eq!(admitted(&memory, 7, 2 * MINUTE), 10);
    }

    #[test]
    fn windows_in_which_nothing_counts_make_room() {
        let memory = memory(100);
        for other in 0..100 {
            admit(&memory, other, 0);
        }
        admit(&memory, 100, 2 * MINUTE);
        assert_eq!(memory.windows().own.len(), 1);
    }

    #[test]
    fn what_did_not_happen_is_taken_back() {
        let memory = memory(10);
        let now = BootTime(Duration::from_secs(1_000));
        for _ in 0..100 {
            let (admission, counted) = memory.admit(Group::Compute, caller(1), now);
            assert!(admission.is_allowed);
            memory.take_back(counted);
        }
        assert_eq!(admitted(&memory, 1, 0), 10);
    }

    proptest! {
        #[test]
        fn however_full_it_is_nobody_gets_more_than_the_quota(
            requests in vec((0..40_u32, 0..4_u64), 1..600),
            most in 1..20_usize,
        ) {
            let memory = memory(most);
            let mut log: Vec<(u32, u64)> = Vec::new();
            let mut second = 0;
            for (number, pause) in requests {
                second += pause;
                if admit(&memory, number, second) {
                    log.push((number, second));
                }
                let lately = log.iter().filter(|(who, at)| *who == number && at + MINUTE > second);
                prop_assert!(lately.count() <= 10);
                prop_assert!(memory.windows().own.len() <= most);
            }
        }
    }
}
