//! What a log is made of: chunks of one stream, at an offset of the whole.
//!
//! An attempt's log is one sequence of bytes in the order in which they arrived, stdout and stderr
//! interleaved. An offset is a position in that sequence, so a reader or a worker can go on from
//! where it stopped.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// A longer line is split, so that memory per job stays constant.
pub const LONGEST_CHUNK: usize = 64 * 1024;

/// Where bytes of a log came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// The command's standard output.
    Stdout,
    /// The command's standard error.
    Stderr,
    /// What Muster itself has to say about the attempt.
    System,
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
}

impl Chunk {
    /// The offset right after this chunk.
    pub fn end(&self) -> u64 {
        self.offset + self.bytes.len() as u64
    }
}
