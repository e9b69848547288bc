//! The roster: the attempts that this worker answers for.
//!
//! An attempt is on it from its grant until its end is confirmed or does not count any more.

use crate::attempt::Attempt;
use muster_api::session::Grant;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// A grant is not repeated after longer than this many others.
const MOST_REMEMBERED: usize = 1024;

/// The attempts, and word of every change to one of them.
#[derive(Debug, Default)]
pub(crate) struct Roster {
    entries: Mutex<Entries>,
    changes: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Entries {
    attempts: BTreeMap<Grant, Arc<Attempt>>,
    /// Grants that are over and done with, should one be repeated.
    done: VecDeque<Grant>,
}

impl Roster {
    /// Takes an attempt up, unless its grant is known already.
    pub(crate) fn add(&self, attempt: Attempt) -> Option<Arc<Attempt>> {
        let mut entries = self.entries();
        let grant = attempt.grant;
        if entries.attempts.contains_key(&grant) || entries.done.contains(&grant) {
            return None;
        }
        let attempt = Arc::new(attempt);
        entries.attempts.insert(grant, attempt.clone());
        drop(entries);
        self.touch();
        Some(attempt)
    }

    /// Takes an attempt off and remembers that it was there.
    pub(crate) fn remove(&self, grant: &Grant) -> Option<Arc<Attempt>> {
        let mut entries = self.entries();
        let attempt = entries.attempts.remove(grant)?;
        entries.done.push_back(*grant);
        if entries.done.len() > MOST_REMEMBERED {
            entries.done.pop_front();
        }
        drop(entries);
        self.touch();
        Some(attempt)
    }

    pub(crate) fn find(&self, grant: &Grant) -> Option<Arc<Attempt>> {
        self.entries().attempts.get(grant).cloned()
    }

    pub(crate) fn all(&self) -> Vec<Arc<Attempt>> {
        self.entries().attempts.values().cloned().collect()
    }

    pub(crate) fn grants(&self) -> Vec<Grant> {
        self.entries().attempts.keys().copied().collect()
    }

    /// Says that an attempt has changed.
    pub(crate) fn touch(&self) {
        self.changes.send_replace(());
    }

    /// Hears of every change from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// Waits until the attempts on it are such.
    pub(crate) async fn become_such(&self, is_such: impl Fn(&[Arc<Attempt>]) -> bool) {
        let mut changes = self.changes();
        while !is_such(&self.all()) {
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
