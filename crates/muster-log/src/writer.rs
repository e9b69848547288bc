//! The writing end of a log.
//!
//! A sync that failed is not tried again on the same files: the system may have thrown the bytes away
//! and say the next time that all is well. Such a writer refuses everything; [`LogWriter::reopen`]
//! opens the files anew and keeps of them what an earlier sync confirmed.

use crate::{
    LogError, Paths, durable,
    position::{read_at, write_at},
    record::{self, Record},
};
use muster_core::log::{Chunk, LONGEST_CHUNK};
use std::{
    fs::{File, OpenOptions},
    path::Path,
};

/// Records that are checked at a time when a log is opened.
const BATCH: usize = 512;

/// What an append did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// How many bytes of the chunk were new.
    pub new_bytes: u64,
    /// The log's size now, which is the offset that is wanted next.
    pub size: u64,
}

/// Appends to one log. There must be one writer at a time.
#[derive(Debug)]
pub struct LogWriter {
    paths: Paths,
    bytes: File,
    index: File,
    size: u64,
    records: u64,
    /// Up to here a sync has confirmed it.
    confirmed: u64,
    is_poisoned: bool,
}

impl LogWriter {
    /// Opens a log for appending, makes it if there is none, and cuts what a crash tore off. What is
    /// left is synced, so that all of it counts as confirmed.
    pub fn open(dir: &Path, name: &str) -> Result<Self, LogError> {
        Self::open_up_to(dir, name, u64::MAX)
    }

    /// Opens the log of a writer that could not be believed any more, and cuts what that one had not
    /// confirmed: whoever sent it sends it again.
    pub fn reopen(dir: &Path, name: &str, confirmed: u64) -> Result<Self, LogError> {
        tracing::warn!(dir = %dir.display(), name, confirmed, "opening a log anew after a failed sync");
        Self::open_up_to(dir, name, confirmed)
    }

    fn open_up_to(dir: &Path, name: &str, most: u64) -> Result<Self, LogError> {
        durable::create_dir(dir)?;
        let paths = Paths::of(dir, name);
        let is_new = !paths.index.exists() || !paths.bytes.exists();
        let bytes = open(&paths.bytes)?;
        let index = open(&paths.index)?;
        if is_new {
            durable::sync_dir(dir)?;
        }
        let (size, records, confirmed) = (0, 0, 0);
        let mut writer = Self { paths, bytes, index, size, records, confirmed, is_poisoned: false };
        writer.recover(most)?;
        if writer.size > 0 {
            writer.sync()?;
        }
        Ok(writer)
    }

    /// The log's size, which is the offset that is wanted next.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Up to where a sync has confirmed the log.
    pub fn confirmed(&self) -> u64 {
        self.confirmed
    }

    /// Whether a sync has failed, so that nothing this writer did since the last good one counts.
    pub fn is_poisoned(&self) -> bool {
        self.is_poisoned
    }

    /// Has it refuse everything from now on, as after a failed sync.
    pub fn distrust(&mut self) {
        self.is_poisoned = true;
    }

    /// Appends a chunk. What the log has already is skipped, so a repeat does no harm.
    pub fn append(&mut self, chunk: &Chunk) -> Result<Appended, LogError> {
        self.check()?;
        let Some(known) = self.size.checked_sub(chunk.offset) else {
            return Err(LogError::Gap { want: self.size });
        };
        let known = usize::try_from(known).unwrap_or(usize::MAX).min(chunk.bytes.len());
        let fresh = &chunk.bytes[known..];
        for piece in fresh.chunks(LONGEST_CHUNK) {
            self.append_piece(chunk, piece)?;
        }
        Ok(Appended { new_bytes: fresh.len() as u64, size: self.size })
    }

    /// Makes everything appended so far survive a power cut. Answers up to where.
    pub fn sync(&mut self) -> Result<u64, LogError> {
        self.check()?;
        let synced = sync(&self.bytes, &self.paths.bytes)
            .and_then(|()| sync(&self.index, &self.paths.index));
        match synced {
            Ok(()) => self.confirmed = self.size,
            Err(_) => self.is_poisoned = true,
        }
        synced.map(|()| self.confirmed)
    }

    fn check(&self) -> Result<(), LogError> {
        if self.is_poisoned {
            return Err(LogError::Poisoned { path: self.paths.bytes.clone() });
        }
        Ok(())
    }

    // Positions are explicit, so what a failed write left behind is overwritten by the next one.
    fn append_piece(&mut self, chunk: &Chunk, piece: &[u8]) -> Result<(), LogError> {
        // A piece is at most 64 KiB long.
        let length = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        let record = Record {
            offset: self.size,
            length,
            stream: chunk.stream,
            is_gap: chunk.is_gap && piece.len() == chunk.bytes.len(),
            at: chunk.at,
            sum: Some(crc32fast::hash(piece)),
        };
        write_at(&self.bytes, piece, self.size)
            .map_err(|error| LogError::io("write", &self.paths.bytes, error))?;
        write_at(&self.index, &record.encode(), self.records * record::SIZE as u64)
            .map_err(|error| LogError::io("write", &self.paths.index, error))?;
        self.size = record.end();
        self.records += 1;
        Ok(())
    }

    fn recover(&mut self, most: u64) -> Result<(), LogError> {
        self.count_records(most)?;
        self.pass_over_torn_chunks()?;
        let index_size = self.records * record::SIZE as u64;
        let was_cut = [
            cut(&self.bytes, &self.paths.bytes, self.size)?,
            cut(&self.index, &self.paths.index, index_size)?,
        ];
        if was_cut.contains(&true) {
            tracing::warn!(log = %self.paths.bytes.display(), size = self.size, "cut a torn tail");
        }
        Ok(())
    }

    /// A power cut may leave a record whose bytes never came; they are at the end. Damage before a
    /// whole chunk is another matter: it was confirmed once, and cutting would lose more.
    fn pass_over_torn_chunks(&mut self) -> Result<(), LogError> {
        let mut buffer = vec![0; LONGEST_CHUNK];
        while let Some(last) = self.records.checked_sub(1) {
            let mut bytes = [0; record::SIZE];
            read_at(&self.index, &mut bytes, last * record::SIZE as u64)
                .map_err(|error| LogError::io("read", &self.paths.index, error))?;
            let Some(record) = Record::decode(&bytes) else { return Ok(()) };
            let chunk = &mut buffer[..LONGEST_CHUNK.min(record.length as usize)];
            read_at(&self.bytes, chunk, record.offset)
                .map_err(|error| LogError::io("read", &self.paths.bytes, error))?;
            if record.fits(chunk) || record.sum.is_none() {
                return Ok(());
            }
            (self.records, self.size) = (last, record.offset);
        }
        Ok(())
    }

    /// Counts the records up to the first that does not follow the one before it or lacks bytes.
    fn count_records(&mut self, most: u64) -> Result<(), LogError> {
        let available = length(&self.bytes, &self.paths.bytes)?.min(most);
        let mut buffer = vec![0; BATCH * record::SIZE];
        loop {
            let filled = read_at(&self.index, &mut buffer, self.records * record::SIZE as u64)
                .map_err(|error| LogError::io("read", &self.paths.index, error))?;
            let (found, _) = buffer[..filled].as_chunks::<{ record::SIZE }>();
            for bytes in found {
                match Record::decode(bytes) {
                    Some(record) if record.offset == self.size && record.end() <= available => {
                        self.size = record.end();
                        self.records += 1;
                    }
                    Some(_) | None => return Ok(()),
                }
            }
            if filled < buffer.len() {
                return Ok(());
            }
        }
    }
}

fn open(path: &Path) -> Result<File, LogError> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(|error| LogError::io("open", path, error))
}

fn length(file: &File, path: &Path) -> Result<u64, LogError> {
    file.metadata().map(|meta| meta.len()).map_err(|error| LogError::io("look at", path, error))
}

fn sync(file: &File, path: &Path) -> Result<(), LogError> {
    file.sync_data().map_err(|error| LogError::io("sync", path, error))
}

/// Cuts a file to this size; answers whether there was anything to cut.
fn cut(file: &File, path: &Path, size: u64) -> Result<bool, LogError> {
    if length(file, path)? <= size {
        return Ok(false);
    }
    file.set_len(size).map_err(|error| LogError::io("cut", path, error))?;
    Ok(true)
}
