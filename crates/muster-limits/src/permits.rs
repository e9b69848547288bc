//! Permits: how many requests of a group run at once in this process.
//!
//! Nobody waits for one. A group that is busy is no fault of the caller's, so a refusal is answered with 503.

use crate::{admission::seconds, group::Group};
use http::{HeaderName, HeaderValue, header::RETRY_AFTER};
use std::{sync::Arc, time::Duration};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Most requests of a group are over by then.
const COME_BACK: Duration = Duration::from_secs(1);

/// How many requests of each group may still begin.
#[derive(Debug, Clone)]
pub struct Permits([Arc<Semaphore>; Group::ALL.len()]);

/// The leave to run, given back when it is dropped.
#[derive(Debug)]
pub struct Permit(
    #[expect(dead_code, reason = "what counts is that it is dropped")] OwnedSemaphorePermit,
);

/// As many requests of this group run as may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many requests of the group `{}` run at once", group.as_str())]
pub struct Busy {
    /// Which group.
    pub group: Group,
}

impl Default for Permits {
    fn default() -> Self {
        Self(Group::ALL.map(|group| Arc::new(Semaphore::new(usual(group)))))
    }
}

fn usual(group: Group) -> usize {
    match group {
        Group::Default => 256,
        Group::Telemetry | Group::Marketplace => 64,
        Group::Compute | Group::Auth => 16,
        Group::Join => 8,
        // A password takes much memory, and a verification reads the whole log.
        Group::SignIn | Group::AuditVerify => 2,
        Group::MarketplaceReport => 4,
    }
}

impl Permits {
    /// The same with another number for a group.
    pub fn with(mut self, group: Group, most: usize) -> Self {
        self.0[group.index()] = Arc::new(Semaphore::new(most));
        self
    }

    /// Lets a request of this group begin, if not too many run.
    pub fn enter(&self, group: Group) -> Result<Permit, Busy> {
        let semaphore = Arc::clone(&self.0[group.index()]);
        semaphore.try_acquire_owned().map(Permit).map_err(|_| Busy { group })
    }
}

impl Busy {
    /// What is added to the refusal.
    pub fn headers(&self) -> [(HeaderName, HeaderValue); 1] {
        [(RETRY_AFTER, HeaderValue::from(seconds(COME_BACK)))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_run_as_may_and_a_permit_that_is_dropped_lets_the_next_begin() {
        let permits = Permits::default().with(Group::Compute, 2);
        let first = permits.enter(Group::Compute).unwrap();
        let _second = permits.clone().enter(Group::Compute).unwrap();
        let busy = permits.enter(Group::Compute).unwrap_err();
        assert_eq!(busy.to_string(), "too many requests of the group `compute` run at once");
        assert_eq!(busy.headers()[0].1, "1");
        assert!(permits.enter(Group::Default).is_ok(), "groups do not stand in each other's way");
        drop(first);
        assert!(permits.enter(Group::Compute).is_ok());
    }
}
