//! Changes: the word, after a commit, that something is not as it was.
//!
//! A change names what changed and carries nothing else; whoever cares reads the present state. A
//! listener that is too slow is told that it missed some, and reads everything again.

use muster_core::{JobId, OrganisationId, WorkerId};
use tokio::sync::broadcast;

/// A listener may fall this far behind before it must read everything again.
const BACKLOG: usize = 4096;

/// What is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    Job(OrganisationId, JobId),
    /// What waits is paused or not: every job that waits has another reason.
    Queue(OrganisationId),
    /// Jobs that were over are not there any more.
    JobsGone(OrganisationId),
    Worker(OrganisationId, WorkerId),
    WorkerGone(OrganisationId, WorkerId),
}

#[derive(Debug, Clone)]
pub(crate) struct Changes(broadcast::Sender<Change>);

impl Default for Changes {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Changes {
    pub(crate) fn tell(&self, change: Change) {
        // Nobody listening is the normal case on a headless machine.
        drop(self.0.send(change));
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Change> {
        self.0.subscribe()
    }
}
