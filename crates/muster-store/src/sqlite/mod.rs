//! SQLite: one file, one thread that writes, a few connections that read.

mod backup;
mod error;
mod file;
mod group;
mod inline;
mod open;
mod readers;
mod tx;
mod writer;

use crate::{OpenError, Read, StoreError, Write};
pub(crate) use inline::Inline;
use readers::Readers;
use std::{path::Path, sync::Arc};
use tokio::sync::{mpsc, oneshot};
use writer::{Job, Message, Pending, Writer};

/// As many writes may wait before a caller waits for its turn to wait.
const LONGEST_QUEUE: usize = 1024;

/// An open file.
#[derive(Debug)]
pub(crate) struct Sqlite {
    queue: mpsc::Sender<Message>,
    readers: Arc<Readers>,
}

impl Sqlite {
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let connection = open::writer(path, crate::migrations::ALL)?;
        let readers = Arc::new(Readers::open(path)?);
        let (queue, work) = mpsc::channel(LONGEST_QUEUE);
        let writer = Writer::new(connection);
        std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || writer.run(work))
            .map_err(|error| open::failed(path, error))?;
        Ok(Self { queue, readers })
    }

    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut dyn Write) -> Result<T, E> + Send + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let job: Box<dyn Job> = Box::new(Pending::new(work, tell));
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
    pub(crate) async fn guard(&self, epoch: u32) -> Result<(), StoreError> {
        self.queue.send(Message::Guard(epoch)).await.map_err(|_| StoreError::Closed)
    }

    pub(crate) async fn check(&self) -> Result<Vec<String>, StoreError> {
        self.readers.check().await
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
