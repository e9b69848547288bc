//! Background tasks: each has a name, all hear the word to stop, and shutdown waits for them.

use std::{future::Future, time::Duration};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The tasks of one program.
#[derive(Debug, Clone, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stopping: CancellationToken,
}

impl Tasks {
    /// Starts a task that ends by itself, or when it hears the word to stop.
    pub fn spawn<F>(&self, name: &'static str, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        tracing::trace!(name, "task starts");
        self.tracker.spawn(task);
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
