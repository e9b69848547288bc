//! SQLite without a thread: one connection, and every closure runs at once on the task that asks.
//!
//! For simulations and model tests, in which the same seed must give the same run: nothing here
//! waits, so nothing can be overtaken. Writes go through the same [`group`] commit as those of the
//! writer thread, each as a group of its own.

use super::{
    error, group, open,
    readers::in_transaction,
    writer::{Pending, Writer},
};
use crate::{OpenError, Read, StoreError, Write, driver::Sql, migrations};
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
}

impl Inline {
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        Ok(Self::of(open::without_sync(path, migrations::ALL)?))
    }

    pub(crate) fn in_memory() -> Result<Self, OpenError> {
        Ok(Self::of(open::in_memory(migrations::ALL)?))
    }

    fn of(connection: Connection) -> Self {
        Self { writer: Mutex::new(Some(Writer::new(connection))) }
    }

    pub(crate) fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Write) -> Result<T, E> + Send + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let (tell, mut told) = oneshot::channel();
        match &mut *self.lock() {
            Some(writer) => group::commit(writer, vec![Box::new(Pending::new(work, tell))]),
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

    pub(crate) fn guard(&self, epoch: u32) -> Result<(), StoreError> {
        self.lock().as_mut().ok_or(StoreError::Closed)?.epoch = Some(epoch);
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
