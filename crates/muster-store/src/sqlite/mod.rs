//! SQLite: one file, one thread that writes, a few connections that read.

mod backup;
mod copy;
mod error;
mod file;
mod group;
mod inline;
mod log;
mod open;
mod readers;
mod reserve;
pub mod snapshot;
mod tx;
mod writer;

use crate::{Condition, OpenError, Read, StoreError, Write, condition::Health, migrations};
use copy::Copy;
pub use copy::Progress;
pub(crate) use inline::Inline;
use readers::Readers;
use reserve::Reserve;
use rusqlite::Connection;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::{mpsc, oneshot};
pub(crate) use writer::Purpose;
use writer::{Job, Message, Pending, Writer};

/// As many writes may wait before a caller waits for its turn to wait.
const LONGEST_QUEUE: usize = 1024;

/// An open file.
#[derive(Debug)]
pub(crate) struct Sqlite {
    queue: mpsc::Sender<Message>,
    readers: Arc<Readers>,
    health: Health,
    path: PathBuf,
}

impl Sqlite {
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let failed = |error| open::failed(path, error);
        let health = Health::default();
        let connection = open_with_reserve(path, &health)?;
        let readers = Arc::new(Readers::open(path)?);
        let (queue, work) = mpsc::channel(LONGEST_QUEUE);
        let reserve = Reserve::beside(path, health.clone());
        let writer = Writer::new(connection, health.clone(), Some(reserve))
            .map_err(|error| open::refused(path, error))?;
        // The writer's own clock: it looks after its file when nobody asks anything of it.
        let timer = tokio::runtime::Builder::new_current_thread().enable_time().build();
        let timer = timer.map_err(failed)?;
        std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || writer.run(work, &timer))
            .map_err(failed)?;
        Ok(Self { queue, readers, health, path: path.to_owned() })
    }

    pub(crate) fn health(&self) -> &Health {
        &self.health
    }

    pub(crate) fn condition(&self) -> Condition {
        let log = file::log_of(&self.path).metadata();
        Condition { room: self.health.room(), log_size: log.map_or(0, |log| log.len()) }
    }

    pub(crate) async fn write<T, E, F>(&self, purpose: Purpose, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Write) -> Result<T, E> + Send + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let job: Box<dyn Job> = Box::new(Pending::new(purpose, work, tell));
        let Ok(()) = self.queue.send(Message::Work(job)).await else {
            return Err(StoreError::Closed.into());
        };
        told.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    pub(crate) async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Read) -> Result<T, E> + Send + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.readers.read(work).await
    }

    /// The same without a limit to its time: for checks that look at everything.
    pub(crate) async fn read_patiently<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Read) -> Result<T, E> + Send + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.readers.read_patiently(work).await
    }

    /// From now on nothing is written once a later coordinator has taken the file.
    pub(crate) async fn guard(&self, holder: String) -> Result<(), StoreError> {
        self.queue.send(Message::Guard(holder)).await.map_err(|_| StoreError::Closed)
    }

    pub(crate) async fn check(&self) -> Result<Vec<String>, StoreError> {
        self.readers.check().await
    }

    /// Copies the file as it is at one moment, while writing goes on.
    pub(crate) async fn copy(&self, target: PathBuf, progress: Progress) -> Result<(), StoreError> {
        let (tell, told) = oneshot::channel();
        let copy = Copy { target, progress, tell };
        self.queue.send(Message::Copy(copy)).await.map_err(|_| StoreError::Closed)?;
        told.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Reads end first, so that the writer is the last to leave and empties the write-ahead log.
    pub(crate) async fn close(&self) {
        self.readers.close().await;
        let (done, ended) = oneshot::channel();
        if self.queue.send(Message::Close(done)).await.is_ok() && ended.await.is_err() {
            tracing::error!("the store's writer ended without its last word");
        }
    }
}

/// On a full disk the start itself needs the room that the reserve has kept for it.
fn open_with_reserve(path: &Path, health: &Health) -> Result<Connection, OpenError> {
    match open::writer(path, migrations::ALL) {
        Err(OpenError::Full { .. }) if Reserve::of(path, health.clone()).spend() => {
            open::writer(path, migrations::ALL)
        }
        outcome => outcome,
    }
}
