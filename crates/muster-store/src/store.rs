//! The store: whatever must not be forgotten, behind one pair of calls.

use crate::{
    Condition, OpenError, Read, Rider, StoreError, Write,
    condition::Health,
    invariants::{self, Violation},
    postgres::Postgres,
    sqlite::{Inline, Progress, Purpose, Sqlite},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::Notify;

/// An open store; clones share it.
#[derive(Debug, Clone)]
pub struct Store {
    engine: Engine,
    /// Told after each write.
    written: Arc<Notify>,
}

#[derive(Debug, Clone)]
enum Engine {
    Sqlite(Arc<Sqlite>),
    Inline(Arc<Inline>),
    Postgres(Arc<Postgres>),
}

impl Store {
    fn over(engine: Engine) -> Self {
        Self { engine, written: Arc::default() }
    }

    /// Opens a file, or creates it, and brings it to this release's schema.
    ///
    /// A file that is not ours is left as it is, to the byte.
    pub fn open_sqlite(path: &Path) -> Result<Self, OpenError> {
        Ok(Self::over(Engine::Sqlite(Arc::new(Sqlite::open(path)?))))
    }

    /// Opens a file whose closures run at once, on the task that asks, without a thread of its own.
    ///
    /// For simulations and model tests: the same calls in the same order leave the same file, and
    /// no call ever waits. Nothing is synced to the disk. A crash is to drop every clone and to
    /// open the file again.
    pub fn open_inline(path: &Path) -> Result<Self, OpenError> {
        Ok(Self::over(Engine::Inline(Arc::new(Inline::open(path)?))))
    }

    /// The same in memory. The data ends with the last clone, so a crash is to go on with a clone
    /// that was kept aside.
    pub fn open_inline_in_memory() -> Result<Self, OpenError> {
        Ok(Self::over(Engine::Inline(Arc::new(Inline::in_memory()?))))
    }

    /// Connects to a PostgreSQL database and brings it to this release's schema.
    pub async fn connect_postgres(url: &str) -> Result<Self, OpenError> {
        Ok(Self::over(Engine::Postgres(Arc::new(Postgres::connect(url).await?))))
    }

    /// Runs a closure in a transaction and answers once it is on disk.
    ///
    /// The closure may run more than once, so it must be free of side effects. If it answers an
    /// error, nothing of it is kept. On a full disk it may use the room that is kept for this: it is
    /// for what has become of something. What brings new work is to be [admitted](Self::admit).
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Write) -> Result<T, E> + Send + Sync + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.run(Purpose::Report, work).await
    }

    /// The same for what brings new work: a job, a grant, a token. While the disk is full it is
    /// refused with [`StoreError::Full`].
    pub async fn admit<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Write) -> Result<T, E> + Send + Sync + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.run(Purpose::NewWork, work).await
    }

    async fn run<T, E, F>(&self, purpose: Purpose, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Write) -> Result<T, E> + Send + Sync + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let rider = Rider::of_this_task();
        let riding = rider.as_ref().and_then(Rider::get_on);
        let along = riding.clone();
        let work = move |tx: &mut dyn Write| {
            let answer = work(tx)?;
            along.as_ref().map_or(Ok(()), |along| along(tx))?;
            Ok(answer)
        };
        let answer = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(purpose, work).await,
            Engine::Inline(inline) => inline.write(purpose, work),
            Engine::Postgres(postgres) => postgres.write(work).await,
        };
        if let (Some(rider), Some(riding), Err(_)) = (rider, riding, &answer) {
            rider.get_off(riding);
        }
        self.written.notify_one();
        answer
    }

    /// Waits until something was written through this store or a clone of it, for one who looks after that.
    pub async fn written(&self) {
        self.written.notified().await;
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

    /// From now on a write fails with [`StoreError::Superseded`] once another holder than this one has
    /// taken the store.
    pub async fn guard(&self, holder: String) -> Result<(), StoreError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.guard(holder).await,
            Engine::Inline(inline) => inline.guard(holder),
            Engine::Postgres(postgres) => {
                postgres.guard(holder);
                Ok(())
            }
        }
    }

    /// Waits until nothing is written any more: the disk failed, or a later coordinator has taken
    /// the store. The error is [fatal](StoreError::is_fatal), and only a new start helps.
    pub async fn failed(&self) -> StoreError {
        self.health().ended().await
    }

    /// Whether there is room, and how long the log is.
    pub fn condition(&self) -> Condition {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.condition(),
            Engine::Inline(inline) => inline.condition(),
            Engine::Postgres(_) => Condition { room: self.health().room(), log_size: 0 },
        }
    }

    fn health(&self) -> &Health {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.health(),
            Engine::Inline(inline) => inline.health(),
            Engine::Postgres(postgres) => postgres.health(),
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

    /// Whether this is a file, which [`Store::copy`] can copy.
    pub fn is_file(&self) -> bool {
        matches!(self.engine, Engine::Sqlite(_))
    }

    /// Copies the file, as it is at one moment, to a path at which nothing is yet.
    ///
    /// The writer does it between its commits, so that writing goes on and never makes it begin
    /// anew. The copy is synced nowhere: whoever keeps it does that. A PostgreSQL database has tools
    /// of its own for this and, like a store in simulations, is [`StoreError::Unavailable`] here.
    pub async fn copy(&self, target: PathBuf, progress: Progress) -> Result<(), StoreError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.copy(target, progress).await,
            Engine::Inline(_) | Engine::Postgres(_) => {
                let source = std::io::Error::from(std::io::ErrorKind::Unsupported);
                Err(StoreError::Unavailable { source: Arc::new(source) })
            }
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
