//! The store: whatever must not be forgotten, behind one pair of calls.

use crate::{
    OpenError, Read, StoreError, Write,
    invariants::{self, Violation},
    postgres::Postgres,
    sqlite::{Inline, Sqlite},
};
use std::{path::Path, sync::Arc};

/// An open store; clones share it.
#[derive(Debug, Clone)]
pub struct Store {
    engine: Engine,
}

#[derive(Debug, Clone)]
enum Engine {
    Sqlite(Arc<Sqlite>),
    Inline(Arc<Inline>),
    Postgres(Arc<Postgres>),
}

impl Store {
    /// Opens a file, or creates it, and brings it to this release's schema.
    ///
    /// A file that is not ours is left as it is, to the byte.
    pub fn open_sqlite(path: &Path) -> Result<Self, OpenError> {
        Ok(Self { engine: Engine::Sqlite(Arc::new(Sqlite::open(path)?)) })
    }

    /// Opens a file whose closures run at once, on the task that asks, without a thread of its own.
    ///
    /// For simulations and model tests: the same calls in the same order leave the same file, and
    /// no call ever waits. Nothing is synced to the disk. A crash is to drop every clone and to
    /// open the file again.
    pub fn open_inline(path: &Path) -> Result<Self, OpenError> {
        Ok(Self { engine: Engine::Inline(Arc::new(Inline::open(path)?)) })
    }

    /// The same in memory. The data ends with the last clone, so a crash is to go on with a clone
    /// that was kept aside.
    pub fn open_inline_in_memory() -> Result<Self, OpenError> {
        Ok(Self { engine: Engine::Inline(Arc::new(Inline::in_memory()?)) })
    }

    /// Connects to a PostgreSQL database and brings it to this release's schema.
    pub async fn connect_postgres(url: &str) -> Result<Self, OpenError> {
        Ok(Self { engine: Engine::Postgres(Arc::new(Postgres::connect(url).await?)) })
    }

    /// Runs a closure in a transaction and answers once it is on disk.
    ///
    /// The closure may run more than once, so it must be free of side effects. If it answers an
    /// error, nothing of it is kept.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Write) -> Result<T, E> + Send + Sync + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(work).await,
            Engine::Inline(inline) => inline.write(work),
            Engine::Postgres(postgres) => postgres.write(work).await,
        }
    }

    /// Runs a closure that sees one moment of the store. It may run more than once.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Read) -> Result<T, E> + Send + Sync + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.read(work).await,
            Engine::Inline(inline) => inline.read(work),
            Engine::Postgres(postgres) => postgres.read(work).await,
        }
    }

    /// From now on a write fails with [`StoreError::Superseded`] once a coordinator of another
    /// epoch has taken the file. Coordinators on PostgreSQL share their database, so there it
    /// changes nothing.
    pub async fn guard(&self, epoch: u32) -> Result<(), StoreError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.guard(epoch).await,
            Engine::Inline(inline) => inline.guard(epoch),
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// The findings of the database's own integrity check; none if all is well.
    pub async fn check(&self) -> Result<Vec<String>, StoreError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.check().await,
            Engine::Inline(inline) => inline.check(),
            Engine::Postgres(postgres) => postgres.check().await,
        }
    }

    /// Whatever of the [`invariants`] does not hold, however long it takes to look.
    pub async fn violations(&self) -> Result<Vec<Violation>, StoreError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.read_patiently(|tx| invariants::violations(tx)).await,
            Engine::Inline(inline) => inline.read(|tx| invariants::violations(tx)),
            Engine::Postgres(postgres) => postgres.read(|tx| invariants::violations(tx)).await,
        }
    }

    /// Commits everything that was asked so far, then ends. Every later call finds it closed.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Inline(inline) => inline.close(),
            Engine::Postgres(postgres) => postgres.close().await,
        }
    }
}
