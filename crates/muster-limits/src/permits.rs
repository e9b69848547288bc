//! Permits: how many requests of a group one caller has running at once in this process.
//!
//! They are counted for each caller, not for all together: somebody who sends slowly or asks much would otherwise
//! keep everybody else out. How many connections there are at all is bounded elsewhere.

use crate::{group::Group, key::Key};
use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

type Running = Arc<Mutex<HashMap<(Key, Group), u32>>>;

/// Which requests run.
#[derive(Debug, Clone, Default)]
pub struct Permits(Running);

/// The leave to run, given back when it is dropped.
#[derive(Debug)]
pub struct Permit {
    whose: (Key, Group),
    running: Running,
}

/// As many requests of this caller run as may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{most} requests of yours run already; wait for one of them")]
pub struct Busy {
    /// How many may.
    pub most: u32,
}

/// How many requests of a group may run at once for one caller.
pub fn most(group: Group) -> u32 {
    match group {
        // A fleet of nodes shares a token, and a console asks for many things when it is opened.
        Group::Default | Group::Telemetry => 256,
        Group::Marketplace => 16,
        Group::Compute | Group::Auth => 8,
        Group::Join => 4,
        // A password takes much memory, and a verification reads the whole log.
        Group::SignIn | Group::AuditVerify | Group::MarketplaceReport => 2,
    }
}

impl Permits {
    /// Lets a request begin, if not too many of this caller run.
    pub fn enter(&self, key: Key, group: Group) -> Result<Permit, Busy> {
        let (whose, most) = ((key, group), most(group));
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = running.entry(whose).or_default();
        if *count >= most {
            return Err(Busy { most });
        }
        *count += 1;
        Ok(Permit { whose, running: Arc::clone(&self.0) })
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let Entry::Occupied(mut count) = running.entry(self.whose) else { return };
        *count.get_mut() -= 1;
        if *count.get() == 0 {
            count.remove();
        }
    }
}

impl Busy {
    /// When it is worth trying again: most requests are over by then.
    pub const RETRY_AFTER: Duration = Duration::from_secs(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_run_as_may_and_a_permit_that_is_dropped_lets_the_next_begin() {
        let (permits, ada, bob) =
            (Permits::default(), Key::named("person", "ada"), Key::named("person", "bob"));
        let first = permits.enter(ada, Group::AuditVerify).unwrap();
        let _second = permits.clone().enter(ada, Group::AuditVerify).unwrap();
        let busy = permits.enter(ada, Group::AuditVerify).unwrap_err();
        assert_eq!(busy.to_string(), "2 requests of yours run already; wait for one of them");
        assert!(
            permits.enter(bob, Group::AuditVerify).is_ok(),
            "callers do not keep each other out"
        );
        assert!(permits.enter(ada, Group::Default).is_ok(), "nor do groups");
        drop(first);
        assert!(permits.enter(ada, Group::AuditVerify).is_ok());
    }

    #[test]
    fn of_a_caller_who_has_nothing_running_nothing_is_remembered() {
        let permits = Permits::default();
        drop(permits.enter(Key::named("person", "ada"), Group::Default).unwrap());
        assert!(permits.0.lock().unwrap().is_empty());
    }
}
