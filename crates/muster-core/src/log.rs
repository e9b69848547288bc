//! What a log is made of: chunks of one stream, at an offset of the whole.
//!
//! An attempt's log is one sequence of bytes in the order in which they arrived, stdout and stderr
//! interleaved. An offset is a position in that sequence, so a reader or a worker can go on from
//! where it stopped.
//!
//! Where bytes of the command are missing, a gap stands in their place: a line of ours that every
//! reader of plain bytes sees, told from the command's own words by the record that it is kept with.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// A longer line is split, so that memory per job stays constant.
pub const LONGEST_CHUNK: usize = 64 * 1024;
/// How much of one attempt's output is kept if the job does not say.
pub const DEFAULT_LOG_LIMIT: u64 = 1 << 30;

/// Where bytes of a log came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// The command's standard output.
    Stdout,
    /// The command's standard error.
    Stderr,
    /// What Muster itself has to say about the attempt, and what a newer worker has from elsewhere.
    #[serde(other)]
    System,
}

/// Why bytes are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapReason {
    /// The log is longer than its limit; its beginning and its end are kept.
    Limit,
    /// The worker could not write them to its disk.
    WorkerDisk,
    /// The worker had them on its disk, and they were lost or damaged before they were sent.
    SpoolLost,
    /// The coordinator could not keep them.
    NotKept,
    /// The worker was lost before it could send them.
    WorkerLost,
    /// A reason of a newer release.
    #[serde(other)]
    Other,
}

impl GapReason {
    const ALL: [Self; 6] = [
        Self::Limit,
        Self::WorkerDisk,
        Self::SpoolLost,
        Self::NotKept,
        Self::WorkerLost,
        Self::Other,
    ];

    /// The reason in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Limit => "the log is longer than its limit",
            Self::WorkerDisk => "the worker could not write to its disk",
            Self::SpoolLost => "the worker lost them before they were sent",
            Self::NotKept => "the coordinator's disk did not keep them",
            Self::WorkerLost => "the worker was lost before it could send them",
            Self::Other => "for another reason",
        }
    }
}

/// Bytes of a command's output that are missing from its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// How many.
    pub missing: u64,
    /// Why.
    pub reason: GapReason,
}

const BEFORE: &str = "muster: ";
const BETWEEN: &str = " bytes are missing here: ";

impl Gap {
    /// The line that stands in the log in their place. It is also how a log keeps a gap on disk, so
    /// its words do not change.
    pub fn line(&self) -> String {
        format!("{BEFORE}{}{BETWEEN}{}\n", self.missing, self.reason.words())
    }

    /// The gap that this line tells of.
    pub fn from_line(line: &[u8]) -> Option<Self> {
        let line = str::from_utf8(line).ok()?.strip_prefix(BEFORE)?.strip_suffix('\n')?;
        let (missing, words) = line.split_once(BETWEEN)?;
        let reason = GapReason::ALL.into_iter().find(|reason| reason.words() == words);
        Some(Self { missing: missing.parse().ok()?, reason: reason.unwrap_or(GapReason::Other) })
    }

    /// A chunk that says so at this offset.
    pub fn chunk(&self, offset: u64, at: Timestamp) -> Chunk {
        let bytes = self.line().into_bytes();
        Chunk { offset, stream: Stream::System, at, bytes, is_gap: true, is_damaged: false }
    }
}

/// Bytes of one stream at an offset of the attempt's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Position of the first byte.
    pub offset: u64,
    /// Where it came from.
    pub stream: Stream,
    /// When the worker read it.
    pub at: Timestamp,
    /// The bytes, raw.
    pub bytes: Vec<u8>,
    /// The bytes are the line of a [`Gap`].
    pub is_gap: bool,
    /// The bytes are not those that were stored: the disk changed them.
    pub is_damaged: bool,
}

impl Chunk {
    /// Bytes as they came.
    pub fn new(offset: u64, stream: Stream, at: Timestamp, bytes: Vec<u8>) -> Self {
        Self { offset, stream, at, bytes, is_gap: false, is_damaged: false }
    }

    /// The offset right after this chunk.
    pub fn end(&self) -> u64 {
        self.offset + self.bytes.len() as u64
    }

    /// The gap that it stands for, if it does.
    pub fn gap(&self) -> Option<Gap> {
        Gap::from_line(&self.bytes).filter(|_| self.is_gap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_a_gap_is_how_it_is_kept_and_does_not_change() {
        let lines = GapReason::ALL.map(|reason| Gap { missing: 12, reason }.line());
        assert_eq!(
            lines,
            [
                "muster: 12 bytes are missing here: the log is longer than its limit\n",
                "muster: 12 bytes are missing here: the worker could not write to its disk\n",
                "muster: 12 bytes are missing here: the worker lost them before they were sent\n",
                "muster: 12 bytes are missing here: the coordinator's disk did not keep them\n",
                "muster: 12 bytes are missing here: the worker was lost before it could send them\n",
                "muster: 12 bytes are missing here: for another reason\n",
            ]
        );
        for (line, reason) in lines.iter().zip(GapReason::ALL) {
            assert_eq!(Gap::from_line(line.as_bytes()), Some(Gap { missing: 12, reason }));
        }
        assert_eq!(Gap::from_line(b"muster: some bytes are missing here: x\n"), None);
    }

    #[test]
    fn a_command_that_prints_the_line_of_a_gap_makes_none() {
        let gap = Gap { missing: 1, reason: GapReason::Limit };
        let at = Timestamp::from_millis(0);
        let said = Chunk::new(0, Stream::System, at, gap.line().into_bytes());
        assert_eq!((said.gap(), gap.chunk(0, at).gap()), (None, Some(gap)));
    }
}
