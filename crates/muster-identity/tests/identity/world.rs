//! The world of a test: a clock that stands still, and dice with a seed.

use muster_core::{RequestId, Timestamp};
use muster_identity::{
    address::{Address, Reach},
    fake::World,
    outbound::{Https, Transport},
};
use muster_seams::{ManualClock, SeededRng, Tasks};
use std::sync::Arc;

pub(crate) struct Here {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) rng: Arc<SeededRng>,
    pub(crate) tasks: Tasks,
}

impl Here {
    pub(crate) fn new() -> Self {
        // The morning of 21 November 2026.
        let clock = ManualClock::at(Timestamp::from_millis(1_795_248_000_000));
        let (clock, rng) = (Arc::new(clock), Arc::new(SeededRng::from_seed(1)));
        Self { clock, rng, tasks: Tasks::default() }
    }

    pub(crate) fn world(&self) -> World {
        let (clock, rng) = (self.clock.clone(), self.rng.clone());
        World { clock, rng, tasks: self.tasks.clone() }
    }
}

pub(crate) fn transport() -> Arc<dyn Transport> {
    Arc::new(Https::loopback().unwrap())
}

pub(crate) fn address(text: &str) -> Address {
    Address::parse(text, Reach::LoopbackToo).unwrap()
}

pub(crate) fn request() -> RequestId {
    "req_test".parse().unwrap()
}
