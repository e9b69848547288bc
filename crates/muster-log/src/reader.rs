//! The reading end of a log, for use while it is written.

use crate::{
    LogError, Paths,
    position::read_at,
    record::{self, Record},
};
use muster_core::log::{Chunk, LONGEST_CHUNK};
use std::{fs::File, io, path::Path};

/// The most chunks of one answer, so that a log of single bytes does not fill the memory.
const MOST_CHUNKS: u64 = 4096;
pub(crate) const BATCH: u64 = 256;

/// Reads one log. A log that nobody has begun is empty.
#[derive(Debug)]
pub struct LogReader {
    paths: Paths,
    files: Option<Files>,
}

#[derive(Debug)]
struct Files {
    bytes: File,
    index: File,
}

impl LogReader {
    /// Opens a log for reading; one that does not exist yet is empty until it does.
    pub fn open(dir: &Path, name: &str) -> Result<Self, LogError> {
        let paths = Paths::of(dir, name);
        let files = open_both(&paths)?;
        Ok(Self { paths, files })
    }

    /// How many bytes there are.
    pub fn size(&mut self) -> Result<u64, LogError> {
        let records = self.count()?;
        self.end_of(records)
    }

    /// The last chunk, if there is one.
    pub fn last(&mut self) -> Result<Option<Chunk>, LogError> {
        let Some(last) = self.count()?.checked_sub(1) else { return Ok(None) };
        let Some(record) = self.record(last)? else { return Ok(None) };
        Ok(self.read(record.offset, LONGEST_CHUNK)?.pop())
    }

    /// Whole chunks from this offset on, the first one without what lies before it.
    ///
    /// The answer holds at least one chunk unless the log ends here, and no more than `limit` bytes
    /// (a longer first chunk is cut). It may be shorter than the limit; go on at its end.
    pub fn read(&mut self, from: u64, limit: usize) -> Result<Vec<Chunk>, LogError> {
        let places = self.places(from, limit as u64)?;
        let Some((first, last)) = places.first().zip(places.last()) else { return Ok(vec![]) };
        // Whole chunks, also where parts were asked for: the sum is over all of one.
        let start = first.whole.offset;
        let length = usize::try_from(last.whole.end() - start).unwrap_or(limit);
        let bytes = self.bytes_at(start, length)?;
        Ok(places.iter().map_while(|place| place.cut(start, &bytes)).collect())
    }

    /// Bytes from this offset on, at most `limit`, whatever their stream; nothing at the end.
    pub fn read_raw(&mut self, from: u64, limit: usize) -> Result<Vec<u8>, LogError> {
        let left = self.size()?.saturating_sub(from);
        self.bytes_at(from, usize::try_from(left).unwrap_or(limit).min(limit))
    }

    /// Where the chunks of an answer lie, trimmed to what was asked for.
    fn places(&mut self, from: u64, limit: u64) -> Result<Vec<Place>, LogError> {
        let total = self.count()?;
        let mut next = self.first_ending_after(from, total)?;
        let most = total.min(next + MOST_CHUNKS);
        let mut places: Vec<Place> = vec![];
        while next < most {
            let batch = self.records(next, (most - next).min(BATCH))?;
            next += batch.len() as u64;
            let is_torn = batch.is_empty();
            for whole in batch {
                let part = trim(whole, from, limit);
                let start = places.first().map_or(part.offset, |first| first.part.offset);
                if part.end() - start > limit || part.length == 0 {
                    return Ok(places);
                }
                places.push(Place { whole, part });
            }
            if is_torn {
                break;
            }
        }
        Ok(places)
    }

    /// The number of the first record that ends behind an offset; records lie in rising order.
    fn first_ending_after(&mut self, offset: u64, total: u64) -> Result<u64, LogError> {
        let (mut low, mut high) = (0, total);
        while low < high {
            let middle = low + (high - low) / 2;
            let is_before = self.record(middle)?.is_some_and(|record| record.end() <= offset);
            if is_before { low = middle + 1 } else { high = middle }
        }
        Ok(low)
    }

    /// How many records are whole and have their bytes. A torn tail, left by a crash and not yet
    /// cut by a writer, does not count.
    pub(crate) fn count(&mut self) -> Result<u64, LogError> {
        let Some(files) = self.files()? else { return Ok(0) };
        let index = length(&files.index).map_err(|error| self.error("look at", error))?;
        let mut records = index / record::SIZE as u64;
        while records > 0 && !self.is_whole(records - 1)? {
            records -= 1;
        }
        Ok(records)
    }

    fn is_whole(&mut self, number: u64) -> Result<bool, LogError> {
        let Some(record) = self.record(number)? else { return Ok(false) };
        let Some(files) = self.files()? else { return Ok(false) };
        let available = length(&files.bytes).map_err(|error| self.error("look at", error))?;
        Ok(record.end() <= available)
    }

    fn end_of(&mut self, records: u64) -> Result<u64, LogError> {
        let Some(last) = records.checked_sub(1) else { return Ok(0) };
        Ok(self.record(last)?.map_or(0, |record| record.end()))
    }

    fn record(&mut self, number: u64) -> Result<Option<Record>, LogError> {
        Ok(self.records(number, 1)?.first().copied())
    }

    /// Records from this number on, up to the first that is not whole.
    pub(crate) fn records(&mut self, from: u64, count: u64) -> Result<Vec<Record>, LogError> {
        let Some(files) = self.files()? else { return Ok(vec![]) };
        let mut buffer = vec![0; usize::try_from(count).unwrap_or(0) * record::SIZE];
        let filled = read_at(&files.index, &mut buffer, from * record::SIZE as u64)
            .map_err(|error| LogError::io("read", &self.paths.index, error))?;
        let (found, _) = buffer[..filled].as_chunks::<{ record::SIZE }>();
        Ok(found.iter().map_while(Record::decode).collect())
    }

    pub(crate) fn bytes_at(&mut self, from: u64, length: usize) -> Result<Vec<u8>, LogError> {
        let Some(files) = self.files()? else { return Ok(vec![]) };
        let mut bytes = vec![0; length];
        let filled = read_at(&files.bytes, &mut bytes, from)
            .map_err(|error| LogError::io("read", &self.paths.bytes, error))?;
        bytes.truncate(filled);
        Ok(bytes)
    }

    fn files(&mut self) -> Result<Option<&Files>, LogError> {
        if self.files.is_none() {
            self.files = open_both(&self.paths)?;
        }
        Ok(self.files.as_ref())
    }

    fn error(&self, operation: &'static str, error: io::Error) -> LogError {
        LogError::io(operation, &self.paths.bytes, error)
    }
}

fn open_both(paths: &Paths) -> Result<Option<Files>, LogError> {
    let Some(bytes) = open(&paths.bytes)? else { return Ok(None) };
    Ok(open(&paths.index)?.map(|index| Files { bytes, index }))
}

fn open(path: &Path) -> Result<Option<File>, LogError> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(LogError::io("open", path, error)),
    }
}

fn length(file: &File) -> io::Result<u64> {
    file.metadata().map(|meta| meta.len())
}

/// The part of a record from an offset on, and no longer than the limit.
fn trim(record: Record, from: u64, limit: u64) -> Record {
    let offset = record.offset.max(from);
    let length = (record.end() - offset).min(limit);
    // It is no longer than the record was.
    Record { offset, length: u32::try_from(length).unwrap_or(record.length), ..record }
}

/// A chunk of an answer: all of it, and the part that was asked for.
struct Place {
    whole: Record,
    part: Record,
}

impl Place {
    /// The part, cut out of bytes that begin at `start`.
    fn cut(&self, start: u64, bytes: &[u8]) -> Option<Chunk> {
        let from = usize::try_from(self.whole.offset - start).ok()?;
        let whole = bytes.get(from..from + self.whole.length as usize)?;
        let from = usize::try_from(self.part.offset - self.whole.offset).ok()?;
        let part = whole.get(from..from + self.part.length as usize)?;
        let Record { offset, stream, at, is_gap, .. } = self.part;
        Some(Chunk {
            is_gap: is_gap && part.len() == whole.len(),
            is_damaged: !self.whole.fits(whole),
            ..Chunk::new(offset, stream, at, part.to_vec())
        })
    }
}
