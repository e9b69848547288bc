//! The epoch: the first half of every fence that this coordinator grants.
//!
//! It rises whenever a coordinator takes the store. A store that was put back to an earlier state by
//! hand has forgotten how far it had come, and would give the same fences again. So each worker is
//! given a bookmark before any grant of its epoch, and brings it when it comes; whoever brings one
//! that this store knows nothing of is not welcome before the epoch is beyond it.

use crate::app::App;
use muster_api::session::FromCoordinator;
use muster_session::Bookmark;
use muster_store::{StoreError, coordinator};
use std::sync::atomic::{AtomicU32, Ordering};

/// The epoch of this start.
#[derive(Debug)]
pub(crate) struct Epoch {
    /// A word that no other start has.
    start: String,
    current: AtomicU32,
}

impl Epoch {
    pub(crate) fn new(start: String, current: u32) -> Self {
        Self { start, current: AtomicU32::new(current) }
    }

    /// For a grant; [`App::order`] is held, so that it does not rise before the grant is committed.
    pub(crate) fn current(&self) -> u32 {
        self.current.load(Ordering::Relaxed)
    }

    /// Whether fences may have been granted under it that this store knows nothing of.
    fn has_forgotten(&self, brought: &Bookmark) -> bool {
        let current = self.current();
        brought.epoch > current || (brought.epoch == current && brought.start != self.start)
    }
}

impl App {
    /// Goes beyond what a worker remembers, if this store has forgotten it.
    pub(crate) async fn catch_up(&self, bookmark: Option<&str>) -> Result<(), StoreError> {
        let read = |text| Bookmark::read(text, &self.key.public());
        let Some(brought) = bookmark.and_then(read) else { return Ok(()) };
        let _order = self.order.lock().await;
        if !self.epoch.has_forgotten(&brought) {
            return Ok(());
        }
        let forgotten = brought.epoch;
        let raised = self.store.write(move |tx| coordinator::go_beyond(tx, forgotten)).await?;
        tracing::warn!(
            forgotten,
            raised,
            "the store was put back to an earlier state; going on beyond what a worker remembers"
        );
        self.epoch.current.store(raised, Ordering::Relaxed);
        self.fleet.send_all(&self.bookmark());
        Ok(())
    }

    /// What a worker must know before it is granted anything of this epoch.
    pub(crate) fn bookmark(&self) -> FromCoordinator {
        let Epoch { start, .. } = &self.epoch;
        let bookmark = Bookmark { epoch: self.epoch.current(), start: start.clone() };
        FromCoordinator::Bookmark { bookmark: bookmark.sign(&self.key) }
    }
}
