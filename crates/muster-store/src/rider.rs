//! Riders: something small that is written in the transaction of something else.
//!
//! Whoever serves a request does not know in which transaction a handler will write. A rider waits on the handler's
//! task for the first one that does, runs at its end and commits with it, or not at all. One that found no
//! transaction is still there afterwards.

use crate::{StoreError, Write};
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

type Work = Arc<dyn Fn(&mut dyn Write) -> Result<(), StoreError> + Send + Sync>;

tokio::task_local! {
    static RIDER: Rider;
}

/// Something that rides along; clones are the same.
#[derive(Clone)]
pub struct Rider(Arc<Mutex<Option<Work>>>);

impl fmt::Debug for Rider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rider").field("waits", &self.waits()).finish()
    }
}

impl Rider {
    /// One that waits. Like every closure of the store it may run more than once.
    pub fn new(
        work: impl Fn(&mut dyn Write) -> Result<(), StoreError> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Mutex::new(Some(Arc::new(work)))))
    }

    /// That of this task, for another task that does a part of its work.
    pub fn of_this_task() -> Option<Self> {
        RIDER.try_with(Clone::clone).ok()
    }

    /// Does something whose first transaction it rides in.
    pub async fn with<T>(self, work: impl Future<Output = T>) -> T {
        RIDER.scope(self, work).await
    }

    /// Whether it has found no transaction yet.
    pub fn waits(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    pub(crate) fn get_on(&self) -> Option<Work> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) fn get_off(&self, work: Work) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).replace(work);
    }
}
