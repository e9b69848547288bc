//! The spool: an attempt's log on this machine's disk, until the coordinator has all of it.

use super::{Attempt, SPOOL};
use crate::roster::Roster;
use muster_core::{
    Timestamp,
    log::{Chunk, Stream},
};
use muster_log::{LogError, LogWriter};
use muster_seams::{Faults, Seams, Tasks};
use std::{io, sync::Arc};

/// Appends to one attempt's spool and tells how far it is.
#[derive(Debug)]
pub(crate) struct Spool {
    attempt: Arc<Attempt>,
    roster: Arc<Roster>,
    tasks: Tasks,
    faults: Arc<dyn Faults>,
    writer: Writer,
}

/// Who writes it.
#[derive(Debug)]
enum Writer {
    /// Nothing was written yet.
    NotOpen,
    Open(LogWriter),
    /// A write is under way, or was cut short.
    Away,
}

impl Spool {
    /// A spool that reaches the disk with its first byte.
    pub(crate) fn new(attempt: &Arc<Attempt>, roster: &Arc<Roster>, seams: &Seams) -> Self {
        let (attempt, roster) = (attempt.clone(), roster.clone());
        let (tasks, faults) = (seams.tasks.clone(), seams.faults.clone());
        Self { attempt, roster, tasks, faults, writer: Writer::NotOpen }
    }

    pub(crate) fn size(&self) -> u64 {
        self.attempt.spooled()
    }

    /// The chunk, where the spool ends.
    pub(crate) fn place(&self, chunk: Chunk) -> Arc<Chunk> {
        Arc::new(Chunk { offset: self.size(), ..chunk })
    }

    /// A chunk that goes where the spool ends.
    pub(crate) fn chunk(&self, stream: Stream, at: Timestamp, bytes: Vec<u8>) -> Arc<Chunk> {
        Arc::new(Chunk::new(self.size(), stream, at, bytes))
    }

    /// Appends a chunk. If it fails the same chunk can be tried again.
    pub(crate) async fn append(&mut self, chunk: Arc<Chunk>) -> io::Result<()> {
        self.on_disk(move |writer| writer.append(&chunk).map(drop)).await?;
        self.faults.pass("spool.after_append");
        self.roster.touch();
        Ok(())
    }

    /// Makes all of it survive a power cut.
    pub(crate) async fn sync(&mut self) -> io::Result<()> {
        if matches!(self.writer, Writer::NotOpen) {
            return Ok(());
        }
        self.on_disk(|writer| writer.sync().map(drop)).await
    }

    async fn on_disk(
        &mut self,
        act: impl FnOnce(&mut LogWriter) -> Result<(), LogError> + Send + 'static,
    ) -> io::Result<()> {
        let writer = match std::mem::replace(&mut self.writer, Writer::Away) {
            Writer::NotOpen => None,
            Writer::Open(writer) => Some(writer),
            Writer::Away => {
                return Err(io::Error::other("an earlier write to the spool was cut short"));
            }
        };
        let dir = self.attempt.folder.path().to_owned();
        let writing = self.tasks.blocking(move || {
            let mut writer = match writer.map_or_else(|| LogWriter::open(&dir, SPOOL), Ok) {
                Ok(writer) => writer,
                Err(error) => return (Writer::NotOpen, Err(error)),
            };
            let result = act(&mut writer);
            (Writer::Open(writer), result)
        });
        let (writer, result) = writing.await.map_err(io::Error::other)?;
        if let Writer::Open(writer) = &writer {
            self.attempt.set_spooled(writer.size());
        }
        self.writer = writer;
        result.map_err(io::Error::other)
    }
}

/// Does something that waits for the disk, elsewhere.
pub(crate) async fn blocking<T, E>(
    tasks: &Tasks,
    act: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> io::Result<T>
where
    T: Send + 'static,
    E: std::error::Error + Send + Sync + 'static,
{
    let result = tasks.blocking(act).await.map_err(io::Error::other)?;
    result.map_err(io::Error::other)
}
