//! What an agent finds of its machine: the labels that it says of itself.
//!
//! Some never change while it runs. The others are looked for beside everything else, again and again, and
//! the coordinator is told when they are otherwise.
//!
//! Not here: how they are found.

use crate::{agent::Agent, machine::Probe};
use muster_core::requirement::Labels;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

/// A plug or a cable that was pulled is noticed after so long, if nothing else tells.
const LOOK_EVERY: Duration = Duration::from_mins(1);
/// For so long the first word waits for the first look: a laptop that has not said yet that it has a battery could
/// be given a job that wants none.
const LONGEST_FIRST: Duration = Duration::from_secs(2);

/// What was found.
#[derive(Debug)]
pub(crate) struct Facts {
    fixed: Labels,
    probe: Arc<dyn Probe>,
    /// Nothing until the first look is over.
    found: watch::Sender<Option<Labels>>,
}

impl Facts {
    pub(crate) fn new(fixed: Labels, probe: Arc<dyn Probe>) -> Self {
        Self { fixed, probe, found: watch::Sender::default() }
    }

    /// Word of each change.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Option<Labels>> {
        self.found.subscribe()
    }

    /// What is known of it now, once the first look is over or has taken too long.
    pub(crate) async fn first(&self) -> Labels {
        let mut found = self.subscribe();
        let looked = timeout(LONGEST_FIRST, found.wait_for(Option::is_some)).await;
        if looked.is_err() {
            tracing::debug!("the machine has not said yet what it has; it is told later");
        }
        self.now()
    }

    pub(crate) fn now(&self) -> Labels {
        self.found.borrow().as_ref().unwrap_or(&self.fixed).clone()
    }

    async fn look(&self) {
        let mut labels = self.fixed.clone();
        labels.extend(self.probe.find().await);
        let labels = Some(labels);
        self.found.send_if_modified(|known| std::mem::replace(known, labels.clone()) != labels);
    }
}

impl Agent {
    /// Looks again and again, and after each change of the network.
    pub(crate) async fn look_at_machine(&self) {
        let mut moves = self.moves.subscribe();
        loop {
            self.facts.look().await;
            tokio::select! {
                biased;
                Ok(()) = moves.changed() => {}
                () = sleep(LOOK_EVERY) => {}
            }
        }
    }
}
