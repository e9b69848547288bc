//! The logs of attempts: where they lie on disk, who writes, and who follows.
//!
//! Each attempt has its own log, at `logs/<organisation>/<job>/<attempt>`. All parts of the path are
//! ours, so no name from outside reaches the disk. A log that grows tells its followers its length.

use crate::error::AppError;
use muster_core::{JobId, OrganisationId, log::Chunk};
use muster_log::{LogError, LogReader, LogWriter};
use muster_seams::Tasks;
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// Which log.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct LogKey {
    pub(crate) organisation: OrganisationId,
    pub(crate) job: JobId,
    pub(crate) attempt: u32,
}

/// A log that is being written.
#[derive(Debug)]
struct OpenLog {
    writer: LogWriter,
    length: watch::Sender<u64>,
}

type Shared = Arc<Mutex<OpenLog>>;

#[derive(Debug)]
pub(crate) struct Logs {
    root: PathBuf,
    tasks: Tasks,
    open: Mutex<HashMap<LogKey, Shared>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Logs {
    pub(crate) fn at(root: PathBuf, tasks: Tasks) -> Self {
        Self { root, tasks, open: Mutex::default() }
    }

    fn place(&self, key: &LogKey) -> (PathBuf, String) {
        let directory = self.root.join(key.organisation.as_str()).join(key.job.to_string());
        (directory, key.attempt.to_string())
    }

    fn open(&self, key: &LogKey) -> Result<Shared, LogError> {
        let mut open = lock(&self.open);
        if let Some(log) = open.get(key) {
            return Ok(log.clone());
        }
        let (directory, name) = self.place(key);
        let writer = LogWriter::open(&directory, &name)?;
        let length = watch::Sender::new(writer.size());
        let log = Arc::new(Mutex::new(OpenLog { writer, length }));
        open.insert(key.clone(), log.clone());
        Ok(log)
    }

    /// Stores a chunk; what is there already is skipped. Answers the offset that is wanted next.
    pub(crate) fn append(&self, key: &LogKey, chunk: &Chunk) -> Result<u64, LogError> {
        let log = self.open(key)?;
        let mut log = lock(&log);
        match log.writer.append(chunk) {
            Ok(_) | Err(LogError::Gap { .. }) => {}
            Err(error) => return Err(error),
        }
        let size = log.writer.size();
        log.length.send_replace(size);
        Ok(size)
    }

    /// Stores text after what is there, whatever its offset.
    pub(crate) fn append_next(&self, key: &LogKey, mut chunk: Chunk) -> Result<u64, LogError> {
        chunk.offset = lock(&*self.open(key)?).writer.size();
        self.append(key, &chunk)
    }

    /// Makes sure that what was stored survives a power cut. Answers up to where.
    pub(crate) async fn sync(&self, key: &LogKey) -> Result<u64, AppError> {
        let log = self.open(key)?;
        let synced = self.tasks.blocking(move || {
            let log = lock(&log);
            log.writer.sync().map(|()| log.writer.size())
        });
        Ok(synced.await.map_err(|_| AppError::Internal("sync a log"))??)
    }

    /// Nobody writes to it any more: followers read what is left and end.
    pub(crate) fn close(&self, key: &LogKey) {
        lock(&self.open).remove(key);
    }

    /// The length as it grows; nothing if nobody writes to it.
    pub(crate) fn follow(&self, key: &LogKey) -> Option<watch::Receiver<u64>> {
        let log = lock(&self.open).get(key).cloned()?;
        let receiver = lock(&log).length.subscribe();
        Some(receiver)
    }

    /// Opens a log for writing, so that followers can wait for its first byte.
    pub(crate) fn begin(&self, key: &LogKey) -> Result<u64, LogError> {
        let log = self.open(key)?;
        let size = lock(&log).writer.size();
        Ok(size)
    }

    /// The chunks from an offset, and how long the log is.
    pub(crate) async fn read(
        &self,
        key: &LogKey,
        from: u64,
        limit: usize,
    ) -> Result<(Vec<Chunk>, u64), AppError> {
        let (directory, name) = self.place(key);
        let reading = self.tasks.blocking(move || -> Result<_, LogError> {
            let mut reader = LogReader::open(&directory, &name)?;
            Ok((reader.read(from, limit)?, reader.size()?))
        });
        Ok(reading.await.map_err(|_| AppError::Internal("read a log"))??)
    }

    /// The bytes from an offset, as they came.
    pub(crate) async fn read_raw(
        &self,
        key: &LogKey,
        from: u64,
        limit: usize,
    ) -> Result<Vec<u8>, AppError> {
        let (directory, name) = self.place(key);
        let reading =
            self.tasks.blocking(move || LogReader::open(&directory, &name)?.read_raw(from, limit));
        Ok(reading.await.map_err(|_| AppError::Internal("read a log"))??)
    }
}
