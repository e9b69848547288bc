//! Marks: how far leases and the clock have gone, kept outside of the store, so that an older copy of it is noticed.
//!
//! There are two in memory. The *newest* counts the leases that are made. The *floor* is what every lease is held
//! against; it follows a pass behind, because a transaction may have begun before the newest lease was there.

use crate::engine::audit::{HeadRead, NoHeads};
use futures_util::future::BoxFuture;
use muster_billing::lease::{HighWater, LeaseKey};
use muster_core::Timestamp;
use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use tokio::sync::{Mutex, MutexGuard};

/// Who keeps the mark.
pub trait HostMark: Send + Sync {
    /// The mark as it was kept last, if there is one.
    fn read(&self) -> BoxFuture<'static, HeadRead>;
    /// Keeps it.
    fn keep(&self, mark: String) -> BoxFuture<'static, Result<(), NoHeads>>;
}

/// No transaction takes longer than this, so what was newest before it is known to everybody.
const FLOOR_FOLLOWS: Duration = Duration::from_secs(10);
/// Keychains are slow: where nothing but the time has changed, it is kept so often.
const KEEP_EVERY: Duration = Duration::from_mins(1);

/// What every lease is held against, and what will be, from when on.
#[derive(Debug)]
struct Floors {
    now: Option<HighWater>,
    next: Option<HighWater>,
    moved_at: Timestamp,
}

/// How far leases and the clock have gone.
pub(crate) struct Marks {
    host: Option<Arc<dyn HostMark>>,
    /// Held while a lease is made: one at a time.
    newest: Mutex<Option<HighWater>>,
    floors: RwLock<Floors>,
    kept: Mutex<Option<HighWater>>,
}

impl Marks {
    pub(crate) fn new(host: Option<Arc<dyn HostMark>>) -> Self {
        let floors = Floors { now: None, next: None, moved_at: Timestamp::from_millis(0) };
        let floors = RwLock::new(floors);
        let marks = Self { host, newest: Mutex::default(), floors, kept: Mutex::default() };
        if marks.host.is_none() {
            // Nobody keeps one, so there is none that could be missed.
            marks.set_floors(&HighWater::default());
        }
        marks
    }

    /// What was kept; after this, leases that are older than it are not believed.
    pub(crate) async fn load(&self, key: &LeaseKey, has_leases: bool) {
        let Some(host) = &self.host else { return };
        let mut newest = self.newest.lock().await;
        let found = match host.read().await {
            Ok(None) => (!has_leases).then(HighWater::default),
            Ok(Some(text)) => key.open_mark(&text).ok(),
            Err(error) => {
                tracing::warn!(%error, "the mark of leases cannot be read");
                None
            }
        };
        if let Some(mark) = &found {
            self.set_floors(mark);
        }
        *newest = found;
    }

    /// What every lease is held against.
    pub(crate) fn floor(&self) -> Option<HighWater> {
        self.floors.read().unwrap_or_else(PoisonError::into_inner).now.clone()
    }

    /// Whoever holds this makes the next lease.
    pub(crate) async fn newest(&self) -> MutexGuard<'_, Option<HighWater>> {
        self.newest.lock().await
    }

    /// A lease was made; where there was no mark, there is one now.
    pub(crate) fn made(&self, newest: &HighWater) {
        if self.floor().is_none() {
            self.set_floors(newest);
        }
    }

    /// It is so late, and what was newest a while ago is old by now. Keeps the newest outside.
    pub(crate) async fn pass(&self, key: &LeaseKey, now: Timestamp) {
        let mut kept = self.kept.lock().await;
        let mark = {
            let mut newest = self.newest.lock().await;
            let Some(mark) = newest.as_mut() else { return };
            mark.saw(now);
            mark.clone()
        };
        self.move_floors(&mark, now);
        let Some(host) = &self.host else { return };
        if !is_worth_keeping(kept.as_ref(), &mark) {
            return;
        }
        match host.keep(key.seal_mark(&mark)).await {
            Ok(()) => *kept = Some(mark),
            Err(error) => tracing::warn!(%error, "the mark of leases cannot be kept"),
        }
    }

    fn move_floors(&self, mark: &HighWater, now: Timestamp) {
        let mut floors = self.floors.write().unwrap_or_else(PoisonError::into_inner);
        if now.since(floors.moved_at) >= FLOOR_FOLLOWS {
            floors.now = floors.next.replace(mark.clone());
            floors.moved_at = now;
        }
    }

    fn set_floors(&self, mark: &HighWater) {
        let mut floors = self.floors.write().unwrap_or_else(PoisonError::into_inner);
        floors.now = Some(mark.clone());
        floors.next = Some(mark.clone());
    }
}

fn is_worth_keeping(kept: Option<&HighWater>, mark: &HighWater) -> bool {
    let Some(kept) = kept else { return true };
    let mut same = kept.clone();
    same.saw(mark.clock());
    same != *mark || mark.clock().since(kept.clock()) >= KEEP_EVERY
}
