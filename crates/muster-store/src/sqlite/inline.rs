//! SQLite without a thread: one connection, and every closure runs at once on the task that asks.
//!
//! For simulations and model tests, in which the same seed must give the same run: nothing here
//! waits, so nothing can be overtaken. Writes go through the same [`group`] commit as those of the
//! writer thread, each as a group of its own.

use super::{
    error, group, open,
    readers::in_transaction,
    writer::{Pending, Purpose, Writer},
};
use crate::{
    Condition, OpenError, Read, StoreError, Write, condition::Health, driver::Sql, migrations,
};
use rusqlite::Connection;
use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

/// An open file, or a database in memory.
#[derive(Debug)]
pub(crate) struct Inline {
    /// Gone once it was closed.
    writer: Mutex<Option<Writer>>,
    health: Health,
}

impl Inline {
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        Self::of(path, open::without_sync(path, migrations::ALL)?)
    }

    pub(crate) fn in_memory() -> Result<Self, OpenError> {
        Self::of(Path::new(":memory:"), open::in_memory(migrations::ALL)?)
    }

    fn of(path: &Path, connection: Connection) -> Result<Self, OpenError> {
        let health = Health::default();
        let writer = Writer::new(connection, health.clone(), None)
            .map_err(|error| open::refused(path, error))?;
        Ok(Self { writer: Mutex::new(Some(writer)), health })
    }

    pub(crate) fn health(&self) -> &Health {
        &self.health
    }

    pub(crate) fn condition(&self) -> Condition {
        Condition { room: self.health.room(), log_size: 0 }
    }

    pub(crate) fn write<T, E, F>(&self, purpose: Purpose, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Write) -> Result<T, E> + Send + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let (tell, mut told) = oneshot::channel();
        match &*self.lock() {
            Some(writer) => {
                let job = Pending::new(purpose, work, tell);
                group::commit(writer, vec![Box::new(job)]);
            }
            None => return Err(StoreError::Closed.into()),
        }
        told.try_recv().unwrap_or_else(|_| Err(StoreError::Panicked.into()))
    }

    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl Fn(&mut dyn Read) -> Result<T, E>,
    ) -> Result<T, E> {
        let lock = self.lock();
        let writer = lock.as_ref().ok_or(StoreError::Closed)?;
        in_transaction(&writer.connection, &work)
    }

    pub(crate) fn guard(&self, holder: String) -> Result<(), StoreError> {
        self.lock().as_ref().ok_or(StoreError::Closed)?.holder.replace(Some(holder));
        Ok(())
    }

    pub(crate) fn check(&self) -> Result<Vec<String>, StoreError> {
        const CHECK: Sql = Sql::new("store.check", "integrity_check");
        let lock = self.lock();
        let connection = &lock.as_ref().ok_or(StoreError::Closed)?.connection;
        open::findings(connection, CHECK.text).map_err(|failure| error::statement(CHECK, failure))
    }

    pub(crate) fn close(&self) {
        drop(self.lock().take());
    }

    fn lock(&self) -> MutexGuard<'_, Option<Writer>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
