//! The logs of attempts: where they lie on disk, who writes, and who follows.
//!
//! Each attempt has its own log, at `logs/<organisation>/<job>/<attempt>`. All parts of the path are
//! ours, so no name from outside reaches the disk. A log that grows tells its followers its length.
//!
//! Nothing is confirmed but what a sync has made durable. After a sync that failed the log is opened
//! anew, goes back to what was confirmed before, and takes the rest again from the worker's spool.

use crate::error::{AppError, Chain};
use muster_core::{
    JobId, OrganisationId, Timestamp,
    log::{Chunk, Gap},
};
use muster_log::{Found, LogError, LogReader, LogWriter, Search};
use muster_seams::{BootTime, Seams};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

/// A log that could not be stored for this long is given up: the job's result does not wait for it.
const PATIENCE: Duration = Duration::from_mins(1);
/// Trouble is over if nothing failed for this long: a worker offers its bytes again every 20 s.
const TROUBLED: Duration = Duration::from_secs(30);

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
    /// Away until there is something to write: most short commands say nothing.
    writer: Option<LogWriter>,
    length: watch::Sender<u64>,
    directory: PathBuf,
    name: String,
}

impl OpenLog {
    fn new(directory: PathBuf, name: String) -> Result<Self, LogError> {
        let mut log = Self { writer: None, length: watch::Sender::default(), directory, name };
        if muster_log::is_there(&log.directory, &log.name) {
            log.writer()?;
        }
        Ok(log)
    }

    /// The writer; a new one if there is none yet, or if the old one cannot be believed any more.
    fn writer(&mut self) -> Result<&mut LogWriter, LogError> {
        let (directory, name) = (&self.directory, &self.name);
        let writer = match self.writer.take() {
            Some(writer) if !writer.is_poisoned() => writer,
            None => LogWriter::open(directory, name)?,
            Some(poisoned) => match LogWriter::reopen(directory, name, poisoned.confirmed()) {
                Ok(writer) => writer,
                Err(error) => {
                    self.writer = Some(poisoned);
                    return Err(error);
                }
            },
        };
        self.length
            .send_if_modified(|length| std::mem::replace(length, writer.size()) != writer.size());
        Ok(self.writer.insert(writer))
    }

    /// Up to where it is durable.
    fn confirmed(&self) -> u64 {
        self.writer.as_ref().map_or(0, LogWriter::confirmed)
    }
}

type Shared = Arc<Mutex<OpenLog>>;

#[derive(Debug)]
pub(crate) struct Logs {
    root: PathBuf,
    seams: Seams,
    open: Mutex<HashMap<LogKey, Shared>>,
    /// Logs that could not be stored.
    troubles: Mutex<HashMap<LogKey, Trouble>>,
}

/// When a log could not be stored.
#[derive(Debug, Clone, Copy)]
struct Trouble {
    first: BootTime,
    last: BootTime,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Logs {
    pub(crate) fn at(root: PathBuf, seams: Seams) -> Self {
        Self { root, seams, open: Mutex::default(), troubles: Mutex::default() }
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
        let log = Arc::new(Mutex::new(OpenLog::new(directory, name)?));
        open.insert(key.clone(), log.clone());
        Ok(log)
    }

    /// Stores a chunk; what is there already is skipped. Answers the offset that is wanted next.
    pub(crate) fn append(&self, key: &LogKey, chunk: &Chunk) -> Result<u64, LogError> {
        self.watched(key, self.try_append(key, chunk))
    }

    fn try_append(&self, key: &LogKey, chunk: &Chunk) -> Result<u64, LogError> {
        self.fault("append to a log")?;
        let log = self.open(key)?;
        let mut log = lock(&log);
        let writer = log.writer()?;
        match writer.append(chunk) {
            Ok(_) | Err(LogError::Gap { .. }) => {}
            Err(error) => return Err(error),
        }
        let size = writer.size();
        log.length.send_replace(size);
        Ok(size)
    }

    /// Stores a chunk after what is there, whatever its offset.
    pub(crate) fn append_next(&self, key: &LogKey, mut chunk: Chunk) -> Result<u64, LogError> {
        chunk.offset = lock(&*self.open(key)?).writer()?.size();
        self.append(key, &chunk)
    }

    /// Says at the end of a log what is missing there, once.
    pub(crate) fn append_gap(&self, key: &LogKey, gap: Gap, at: Timestamp) -> Result<(), LogError> {
        let (directory, name) = self.place(key);
        let last = LogReader::open(&directory, &name)?.last()?;
        let is_said =
            last.and_then(|chunk| chunk.gap()).is_some_and(|last| last.reason == gap.reason);
        if !is_said {
            self.append_next(key, gap.chunk(0, at))?;
        }
        Ok(())
    }

    /// Makes sure that what was stored survives a power cut. Answers up to where.
    pub(crate) async fn sync(&self, key: &LogKey) -> Result<u64, AppError> {
        let log = match self.open(key) {
            Ok(log) => log,
            Err(error) => return Ok(self.watched(key, Err(error))?),
        };
        if lock(&log).writer.is_none() {
            return Ok(0);
        }
        let fault = self.fault("sync a log");
        let synced = self.seams.tasks.blocking(move || {
            let mut log = lock(&log);
            if let Some(writer) = log.writer.as_mut().filter(|_| fault.is_err()) {
                writer.distrust();
            }
            let before = log.confirmed();
            let confirmed = log.writer()?.sync()?;
            Ok::<_, LogError>((confirmed, confirmed > before))
        });
        let synced = synced.await.map_err(|_| AppError::Internal("sync a log"))?;
        let (confirmed, is_progress) = self.watched(key, synced)?;
        if is_progress {
            lock(&self.troubles).remove(key);
        }
        Ok(confirmed)
    }

    /// Notes since when there has been trouble with a log.
    fn watched<T>(&self, key: &LogKey, result: Result<T, LogError>) -> Result<T, LogError> {
        if result.is_err() {
            let now = self.seams.clock.boot();
            let mut troubles = lock(&self.troubles);
            let trouble = troubles.entry(key.clone()).or_insert(Trouble { first: now, last: now });
            if now.since(trouble.last) > PATIENCE {
                trouble.first = now;
            }
            trouble.last = now;
        }
        result
    }

    /// Whether a log could not be stored for so long that nobody should wait for it.
    pub(crate) fn is_given_up(&self, key: &LogKey) -> bool {
        let now = self.seams.clock.boot();
        let trouble = lock(&self.troubles).get(key).copied();
        trouble.is_some_and(|trouble| {
            now.since(trouble.first) >= PATIENCE && now.since(trouble.last) < TROUBLED
        })
    }

    fn fault(&self, place: &'static str) -> Result<(), LogError> {
        let path = &self.root;
        self.seams.faults.hit(place).map_err(|source| LogError::Io {
            operation: place,
            path: path.clone(),
            source,
        })
    }

    /// Nobody writes to it any more: followers read what is left and end.
    pub(crate) fn close(&self, key: &LogKey) {
        lock(&self.open).remove(key);
        lock(&self.troubles).remove(key);
    }

    /// Removes the logs of all attempts of a job that is there no more.
    pub(crate) async fn remove(
        &self,
        organisation: &OrganisationId,
        job: JobId,
    ) -> std::io::Result<()> {
        let directory = self.root.join(organisation.as_str()).join(job.to_string());
        let removing = self.seams.tasks.blocking(move || std::fs::remove_dir_all(directory));
        match removing.await.map_err(std::io::Error::other)? {
            // Most short commands say nothing.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        }
    }

    /// The length as it grows; nothing if nobody writes to it.
    pub(crate) fn follow(&self, key: &LogKey) -> Option<watch::Receiver<u64>> {
        let log = lock(&self.open).get(key).cloned()?;
        let receiver = lock(&log).length.subscribe();
        Some(receiver)
    }

    /// Makes room for the log of a new grant. Where a log is already, the store was put back to an
    /// earlier state and this attempt was another one before: that log stays, under another name.
    pub(crate) fn make_room(&self, key: &LogKey) {
        let (directory, name) = self.place(key);
        match muster_log::set_aside(&directory, &name) {
            Ok(false) => {}
            Ok(true) => {
                tracing::warn!(job = %key.job, attempt = key.attempt, "set aside the log of another attempt of this number");
            }
            Err(error) => {
                tracing::error!(error = %Chain(&error), job = %key.job, "cannot set aside a log that is in the way");
            }
        }
    }

    /// Opens a log for writing, so that followers can wait for its first byte. Answers up to where it
    /// is durable.
    pub(crate) fn begin(&self, key: &LogKey) -> Result<u64, LogError> {
        let log = self.open(key)?;
        let mut log = lock(&log);
        if log.writer.is_some() {
            log.writer()?;
        }
        Ok(log.confirmed())
    }

    /// The chunks from an offset, and how long the log is.
    pub(crate) async fn read(
        &self,
        key: &LogKey,
        from: u64,
        limit: usize,
    ) -> Result<(Vec<Chunk>, u64), AppError> {
        let (directory, name) = self.place(key);
        let reading = self.seams.tasks.blocking(move || -> Result<_, LogError> {
            let mut reader = LogReader::open(&directory, &name)?;
            Ok((reader.read(from, limit)?, reader.size()?))
        });
        Ok(reading.await.map_err(|_| AppError::Internal("read a log"))??)
    }

    /// Looks for a text in a log.
    pub(crate) async fn search(&self, key: &LogKey, search: Search) -> Result<Found, AppError> {
        let (directory, name) = self.place(key);
        let searching =
            self.seams.tasks.blocking(move || LogReader::open(&directory, &name)?.search(&search));
        Ok(searching.await.map_err(|_| AppError::Internal("search a log"))??)
    }

    /// The bytes from an offset, as they came.
    pub(crate) async fn read_raw(
        &self,
        key: &LogKey,
        from: u64,
        limit: usize,
    ) -> Result<Vec<u8>, AppError> {
        let (directory, name) = self.place(key);
        let reading = self
            .seams
            .tasks
            .blocking(move || LogReader::open(&directory, &name)?.read_raw(from, limit));
        Ok(reading.await.map_err(|_| AppError::Internal("read a log"))??)
    }
}
