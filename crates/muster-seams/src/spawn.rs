//! Background tasks: each has a name, all hear the word to stop, and shutdown waits for them.

use crate::Gate;
use std::{future::Future, time::Duration};
use tokio::task::{JoinError, spawn_blocking};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The tasks of one program.
#[derive(Debug, Clone, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stopping: CancellationToken,
    is_inline: bool,
    /// Where a simulation makes them stand still.
    gate: Option<Gate>,
}

impl Tasks {
    /// The tasks of a simulated program: what would wait on another thread is done on the spot, so
    /// that one thread runs everything and a seed replays.
    pub fn inline() -> Self {
        Self { is_inline: true, ..Self::default() }
    }

    /// The same tasks, but each that starts from now on is behind this gate.
    pub fn behind(self, gate: Gate) -> Self {
        Self { gate: Some(gate), ..self }
    }

    /// Starts a task that ends by itself, or when it hears the word to stop.
    pub fn spawn<F>(&self, name: &'static str, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        tracing::trace!(name, "task starts");
        match &self.gate {
            Some(gate) => drop(self.tracker.spawn(gate.pass(task))),
            None => drop(self.tracker.spawn(task)),
        }
    }

    /// Does something that may wait for the disk where it holds nobody up. Fails if it panicked, or
    /// if the runtime ended first.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, JoinError> {
        if self.is_inline { Ok(work()) } else { spawn_blocking(work).await }
    }

    /// Ends when everything should: select on it in every loop.
    pub async fn stopped(&self) {
        self.stopping.cancelled().await;
    }

    /// Whether everything should end.
    pub fn is_stopping(&self) -> bool {
        self.stopping.is_cancelled()
    }

    /// Tells every task to end.
    pub fn stop(&self) {
        self.stopping.cancel();
    }

    /// Tells every task to end and waits, but no longer than this. Answers whether all ended.
    pub async fn stop_within(&self, longest: Duration) -> bool {
        self.stop();
        self.tracker.close();
        tokio::time::timeout(longest, self.tracker.wait()).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread::current;

    #[tokio::test]
    async fn work_that_waits_is_done_elsewhere_and_in_a_simulation_on_the_spot() {
        let here = current().id();
        let where_it_ran = |tasks: Tasks| async move {
            tasks.blocking(|| current().id()).await.expect("it does not panic")
        };
        assert_ne!(where_it_ran(Tasks::default()).await, here);
        assert_eq!(where_it_ran(Tasks::inline()).await, here);
    }
}
