//! One engine on its fake, with a clock that stands still until the test moves it.

use muster_core::{RequestId, Timestamp, WorkerId};
use muster_providers::{
    Mark, Secret, WorkerEngine, WorkerName, WorkerOrder,
    fake::{Fake, Fault, Kept},
};
use muster_seams::ManualClock;
use std::{fmt, sync::Arc};

/// A value that must turn up nowhere but at the provider.
pub(crate) const CANARY: &str = "canary-5e1f0c9b7a";

pub(crate) struct Stage {
    pub(crate) engine: Box<dyn WorkerEngine>,
    pub(crate) fake: Fake,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) inventory: Box<dyn Fn() -> Vec<Kept>>,
    /// Refusals that this provider has words for.
    pub(crate) refusals: &'static [Fault],
    /// It looks before it changes anything, so what goes wrong first is no doubt but a request that was not sent.
    pub(crate) looks_first: bool,
}

impl fmt::Debug for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stage").field("engine", &self.engine).finish_non_exhaustive()
    }
}

pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(Timestamp::from_millis(1_795_219_200_000)))
}

pub(crate) fn mark() -> Mark {
    Mark::from_random([9; 16])
}

pub(crate) fn request() -> RequestId {
    "req-conformance".parse().unwrap()
}

pub(crate) fn worker(number: u8) -> WorkerId {
    WorkerId::from_random([number; 16])
}

pub(crate) fn order(number: u8) -> WorkerOrder {
    WorkerOrder {
        name: WorkerName::of(&"muster-worker".parse().unwrap(), &mark(), &worker(number)),
        variables: vec![("MUSTER_LISTEN".into(), "0.0.0.0:10000".into())],
        secrets: vec![("MUSTER_JOIN_TOKEN".into(), Secret::new(CANARY))],
    }
}
