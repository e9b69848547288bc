//! Import: another system's jobs, logs and workers, with their numbers.
//!
//! The other system's file is only read. Everything is kept in one transaction, so an import that
//! fails leaves nothing behind and can be repeated; a number that is taken already is refused before
//! anything is written.

mod convert;
mod deborgen_file;
mod write;

use crate::{DataDir, StartError, config::ServeSettings, host};
use muster_core::JobId;
use muster_log::LogError;
use muster_seams::Seams;
use muster_store::StoreError;
use std::path::{Path, PathBuf};

/// What an import brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Jobs.
    pub jobs: usize,
    /// Of which were running there and wait here for a worker.
    pub requeued: usize,
    /// Jobs that came with a log.
    pub logs: usize,
    /// Bytes of all logs.
    pub log_bytes: u64,
    /// Nodes.
    pub nodes: usize,
}

/// Why an import did not happen. Nothing has been kept of it.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read, or is no SQLite file.
    #[error("cannot read `{}`", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the driver said.
        #[source]
        source: rusqlite::Error,
    },
    /// The file is not the other system's.
    #[error("`{}` is not deborgen's: {reason}", .path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What is missing in it.
        reason: String,
    },
    /// A row in it cannot be understood.
    #[error("{table} {row} of the file has a {column} that makes no sense")]
    Row {
        /// The table.
        table: &'static str,
        /// Which row.
        row: String,
        /// The column.
        column: &'static str,
    },
    /// Jobs of ours have numbers that the file uses too.
    #[error("{} and {} more of the file's jobs are here already", .first, .more)]
    NumbersTaken {
        /// The lowest.
        first: JobId,
        /// How many others.
        more: usize,
    },
    /// Our own data directory cannot be used.
    #[error(transparent)]
    Start(#[from] StartError),
    /// Our own store failed.
    #[error("cannot keep the jobs")]
    Store(#[from] StoreError),
    /// A log could not be kept.
    #[error("cannot keep a log")]
    Log(#[from] LogError),
    /// The import broke off.
    #[error("the import broke off")]
    BrokenOff,
}

impl ImportError {
    /// One stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "import_unreadable",
            Self::Foreign { .. } => "import_foreign",
            Self::Row { .. } => "import_row_invalid",
            Self::NumbersTaken { .. } => "import_numbers_taken",
            Self::Start(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Log(_) => "storage_failed",
            Self::BrokenOff => "internal",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        let hint = match self {
            Self::Read { .. } => "check the path, and that you may read the file",
            Self::Foreign { .. } => "give the file that DEBORGEN_DB_PATH named",
            Self::Row { .. } => "repair the row with `sqlite3`, then import again",
            Self::NumbersTaken { .. } => "import into a new data directory with `--data-dir`",
            Self::Start(StartError::InUse { .. }) => {
                "stop the coordinator while you import, then start it again"
            }
            Self::Start(error) => return error.hint(),
            Self::Store(_) | Self::Log(_) => "look at the disk, then import again",
            Self::BrokenOff => "import again; if it stays so, report it",
        };
        hint.to_owned()
    }
}

/// Copies deborgen's jobs, logs and nodes into the data directory of the settings.
pub async fn deborgen(
    file: &Path,
    settings: &ServeSettings,
    seams: &Seams,
) -> Result<Imported, ImportError> {
    let path = file.to_owned();
    let read = tokio::task::spawn_blocking(move || deborgen_file::read(&path));
    let content = read.await.map_err(|_| ImportError::BrokenOff)??;
    let data_dir = take(settings.data_dir.value.clone()).await?;
    let store = host::open_store(&data_dir, &settings.database.value).await?;
    let imported = write::keep(content, &data_dir, &store, seams).await;
    store.close().await;
    imported
}

async fn take(path: PathBuf) -> Result<DataDir, ImportError> {
    let taken = tokio::task::spawn_blocking(move || DataDir::take(&path));
    Ok(taken.await.map_err(|_| ImportError::BrokenOff)??)
}
