//! The condition of a store: whether it has room, how long its log is, and whether it has ended.
//!
//! An answer to one caller says what became of that call; this is what everybody should know. A
//! store that has *ended* writes nothing any more until the program is started again.

use crate::StoreError;
use std::sync::Arc;
use tokio::sync::watch;

/// How much of the write-ahead log is normal. More means that something keeps it from being emptied.
pub const LARGEST_LOG: u64 = 64 << 20;

/// Whether there is room for new work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Room {
    /// There is, and a reserve for the day when there is not.
    #[default]
    Enough,
    /// There is, but no reserve could be laid aside.
    NoReserve,
    /// The disk is full: new work is refused, and what must be kept of work under way lives on the
    /// reserve.
    Full,
}

/// What an operator may want to know of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// Whether there is room for new work.
    pub room: Room,
    /// The size of the write-ahead log, in bytes; 0 where there is none.
    pub log_size: u64,
}

/// What the writer has come to know, for whoever asks. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Health {
    room: Arc<watch::Sender<Room>>,
    end: Arc<watch::Sender<Option<StoreError>>>,
}

impl Health {
    pub(crate) fn room(&self) -> Room {
        *self.room.borrow()
    }

    pub(crate) fn set_room(&self, room: Room) {
        if self.room.send_replace(room) == room {
            return;
        }
        match room {
            Room::Enough => tracing::info!("the disk has room; new work is taken"),
            Room::NoReserve => tracing::warn!("no room could be reserved for a full disk"),
            Room::Full => tracing::warn!("the disk is full; new work is refused until it is not"),
        }
    }

    /// Notes an error after which nothing is written any more; the first one stays.
    pub(crate) fn note(&self, error: &StoreError) {
        let is_first = self.end.send_if_modified(|end| {
            let is_new = end.is_none() && error.is_fatal();
            if is_new {
                *end = Some(error.clone());
            }
            is_new
        });
        if is_first {
            tracing::error!(%error, "nothing is written any more until a restart");
        }
    }

    /// Why the store has ended, if it has.
    pub(crate) fn end(&self) -> Option<StoreError> {
        self.end.borrow().clone()
    }

    /// Waits until the store has ended.
    pub(crate) async fn ended(&self) -> StoreError {
        let mut end = self.end.subscribe();
        match end.wait_for(Option::is_some).await.map(|end| end.clone()) {
            Ok(Some(error)) => error,
            // The sender is ours, so it cannot have gone.
            Ok(None) | Err(_) => std::future::pending().await,
        }
    }
}
