//! Changes: the word, after a commit, that a resource or its operation is not as it was.

use muster_core::{Name, OrganisationId};
use tokio::sync::broadcast;

/// A listener may fall this far behind before it must read everything again.
const BACKLOG: usize = 1024;

/// What is not as it was. It carries nothing else: whoever cares reads how it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which resource, or an operation on it.
    pub resource: Name,
}

#[derive(Debug)]
pub(crate) struct Changes(broadcast::Sender<Change>);

impl Default for Changes {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Changes {
    pub(crate) fn tell(&self, organisation: &OrganisationId, resource: &Name) {
        let (organisation, resource) = (organisation.clone(), resource.clone());
        // Nobody listening is the normal case on a headless machine.
        drop(self.0.send(Change { organisation, resource }));
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Change> {
        self.0.subscribe()
    }
}
