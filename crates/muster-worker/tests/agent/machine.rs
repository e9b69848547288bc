//! A machine of which a test says how it is.

use futures_util::future::BoxFuture;
use muster_core::{
    Timestamp,
    owner::{Machine, Power},
    requirement::Labels,
};
use muster_worker::Probe;
use std::{io, sync::Arc, time::Duration};
use tokio::sync::watch;

/// What a test says of the machine.
#[derive(Debug, Clone)]
pub(crate) struct Pretended {
    /// How it is, and how often the agent has asked since. Where there is nothing, it never answers.
    pub(crate) machine: Arc<watch::Sender<(Option<Machine>, u32)>>,
    /// What is found of it; nothing as long as it does not answer.
    pub(crate) found: Arc<watch::Sender<Option<Labels>>>,
}

impl Pretended {
    pub(crate) fn that_finds(found: Option<Labels>) -> Self {
        let machine = Arc::new(watch::Sender::new((Some(Machine::default()), 0)));
        Self { machine, found: Arc::new(watch::Sender::new(found)) }
    }

    fn answer<T: Send + 'static>(
        &self,
        of: impl FnOnce(Machine) -> Option<T>,
    ) -> BoxFuture<'static, io::Result<T>> {
        self.machine.send_modify(|(_, looks)| *looks += 1);
        match self.machine.borrow().0 {
            Some(machine) => {
                let answer = of(machine).ok_or_else(|| io::ErrorKind::Unsupported.into());
                Box::pin(std::future::ready(answer))
            }
            None => Box::pin(std::future::pending()),
        }
    }
}

impl Probe for Pretended {
    fn power(&self) -> BoxFuture<'_, io::Result<Power>> {
        self.answer(|machine| machine.power)
    }
    fn idle(&self, _: Timestamp) -> BoxFuture<'_, io::Result<Duration>> {
        self.answer(|machine| machine.idle)
    }
    fn is_metered(&self) -> BoxFuture<'_, io::Result<bool>> {
        self.answer(|machine| machine.is_metered)
    }

    fn find(&self) -> BoxFuture<'_, Labels> {
        let mut found = self.found.subscribe();
        Box::pin(async move { found.wait_for(Option::is_some).await.unwrap().clone().unwrap() })
    }
}
