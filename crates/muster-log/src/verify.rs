//! Looking a whole log through: is every byte what was stored, and what does it say is missing?

use crate::{LogError, LogReader, reader::BATCH, record::Record};
use muster_core::log::{Gap, LONGEST_CHUNK};
use std::ops::Range;

/// Places that are named; more of them tell nobody more.
const MOST_NAMED: usize = 100;

/// What a log came out as.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many bytes it has.
    pub size: u64,
    /// How many bytes nobody can vouch for: logs of the first release have no sums.
    pub without_sum: u64,
    /// How many bytes are in chunks that the disk has changed.
    pub damaged_bytes: u64,
    /// Where the first of these chunks lie.
    pub damaged: Vec<Range<u64>>,
    /// How many bytes the log says are missing.
    pub missing: u64,
    /// The first of its gaps, with their offsets.
    pub gaps: Vec<(u64, Gap)>,
}

impl Verified {
    /// Whether it holds every byte that the command wrote, as it was.
    pub fn is_whole(&self) -> bool {
        self.damaged_bytes == 0 && self.missing == 0
    }

    fn take(&mut self, record: &Record, bytes: &[u8]) {
        let length = u64::from(record.length);
        self.size = record.end();
        if record.sum.is_none() {
            self.without_sum += length;
        }
        if !record.fits(bytes) {
            self.damaged_bytes += length;
            if self.damaged.len() < MOST_NAMED {
                self.damaged.push(record.offset..record.end());
            }
        }
        if let Some(gap) = Gap::from_line(bytes).filter(|_| record.is_gap) {
            self.missing += gap.missing;
            if self.gaps.len() < MOST_NAMED {
                self.gaps.push((record.offset, gap));
            }
        }
    }
}

impl LogReader {
    /// Reads all of it, in constant memory, and compares every chunk with its sum.
    pub fn verify(&mut self) -> Result<Verified, LogError> {
        let (mut verified, total, mut next) = (Verified::default(), self.count()?, 0);
        while next < total {
            let batch = self.records(next, (total - next).min(BATCH))?;
            if batch.is_empty() {
                break;
            }
            next += batch.len() as u64;
            for record in batch {
                let length = LONGEST_CHUNK.min(record.length as usize);
                let bytes = self.bytes_at(record.offset, length)?;
                verified.take(&record, &bytes);
            }
        }
        Ok(verified)
    }
}
