//! The log of one attempt on disk: append-only, addressed by byte offset.
//!
//! A log is two files. `<name>.log` holds the raw bytes, stdout and stderr interleaved in the order
//! in which they arrived; an offset is a position in it. `<name>.idx` holds one fixed-size record
//! per chunk: where it lies, which stream it is of, when it was read, and a sum of its bytes. Bytes
//! are written first and their record after them, so a record is the promise that its bytes are
//! there; what a crash tore off is cut when the log is next opened for writing. A chunk whose bytes do
//! not fit its sum is handed out as damaged.
//!
//! Everything here is synchronous and takes constant memory.
//!
//! Not here: when to sync. A writer acknowledges nothing before [`LogWriter::sync`] has returned.
#![warn(missing_docs)]

mod durable;
mod error;
mod position;
mod reader;
mod record;
mod search;
mod set_aside;
mod verify;
mod writer;

pub use error::LogError;
pub use reader::LogReader;
pub use search::{Found, LONGEST_NEEDLE, Match, Search};
pub use set_aside::set_aside;
pub use verify::Verified;
pub use writer::{Appended, LogWriter};

use std::path::{Path, PathBuf};

/// Whether anything of this log is on disk.
pub fn is_there(dir: &Path, name: &str) -> bool {
    Paths::of(dir, name).are_there()
}

/// The two files of a log.
#[derive(Debug, Clone)]
struct Paths {
    bytes: PathBuf,
    index: PathBuf,
}

impl Paths {
    fn of(dir: &Path, name: &str) -> Self {
        Self { bytes: dir.join(format!("{name}.log")), index: dir.join(format!("{name}.idx")) }
    }

    fn are_there(&self) -> bool {
        self.bytes.exists() || self.index.exists()
    }
}
