//! What can go wrong with a log.

use std::{io, path::PathBuf};

/// Why a log could not be read or written. Nothing that was stored before is lost by it.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The chunk begins behind the log's end; the bytes in between must come first.
    #[error("append to a log at another offset than its end: {want} is wanted next")]
    Gap {
        /// The offset that is wanted next.
        want: u64,
    },
    /// The disk, or the user's share of it, is full. The same append may succeed later.
    #[error("write {path}: the disk is full")]
    Full {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A sync has failed before, so this writer is not believed any more.
    #[error("write {path}: an earlier sync of it has failed")]
    Poisoned {
        /// The file.
        path: PathBuf,
    },
    /// The system refused for another reason.
    #[error("{operation} {path}")]
    Io {
        /// What was tried.
        operation: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl LogError {
    pub(crate) fn io(operation: &'static str, path: &std::path::Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::Full { path, source },
            _ => Self::Io { operation, path, source },
        }
    }

    /// Whether the cause is a full disk, so that waiting may help.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full { .. })
    }
}
