//! Why a backup is not made, not believed or not restored.

use super::Restored;
use crate::{StartError, secrets::SecretError};
use muster_store::{OpenError, StoreError};
use std::{
    io,
    path::{Path, PathBuf},
};

/// Why there is no backup, or no restored state. Whatever was there is left as it was, unless it says
/// that something is unfinished.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The store is a database with tools of its own.
    #[error("the store is a PostgreSQL database, which is backed up with its own tools")]
    NotAFile,
    /// The store is outside of the data directory.
    #[error("the store `{}` is outside of the data directory", .path.display())]
    StoreElsewhere {
        /// The store.
        path: PathBuf,
    },
    /// It would fill the disk.
    #[error("`{}` has {free} bytes left and the backup needs {needed}", .path.display())]
    NoSpace {
        /// Where.
        path: PathBuf,
        /// What is free, without the reserve.
        free: u64,
        /// What is needed.
        needed: u64,
    },
    /// A file of the backup's cannot be read or written.
    #[error("cannot use `{}`", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It is a database, and no backup of one.
    #[error("`{}` is a database file and no backup: a copy of it without its log lacks what was written last", .path.display())]
    PlainCopy {
        /// The file.
        path: PathBuf,
    },
    /// It is something else.
    #[error("`{}` is not a backup of Muster's", .path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A newer Muster made it.
    #[error("`{}` has format {found}, and this Muster knows {known}", .path.display())]
    TooNew {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest that we know.
        known: u32,
    },
    /// Another key opens it.
    #[error("`{}` was made with the key {wanted}, and this is the key {given}", .path.display())]
    WrongKey {
        /// The file.
        path: PathBuf,
        /// The id of its key.
        wanted: String,
        /// The id of the key that was tried.
        given: String,
    },
    /// Its end is missing.
    #[error("the end of `{}` is missing", .path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
    },
    /// It is not as it was written.
    #[error("`{}` is damaged: {reason}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// In which way.
        reason: String,
    },
    /// The text is no key.
    #[error("this is not a backup key")]
    BadKey,
    /// There is no key yet, or none that can be had.
    #[error("there is no backup key here")]
    NoKey,
    /// The key is in a place that does not give it out now.
    #[error("the backup key cannot be had: {0}")]
    KeyUnavailable(#[source] SecretError),
    /// Somebody's state is in the directory.
    #[error("`{}` holds a store already", .path.display())]
    Occupied {
        /// The data directory.
        path: PathBuf,
    },
    /// The backup holds, and whoever takes the data directory next finishes the move.
    #[error("the backup is restored, and its files are not all in their places yet")]
    RestoreUnfinished {
        /// What comes of it.
        restored: Box<Restored>,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// What was there before holds again, and whoever takes the data directory next finishes the move.
    #[error("the restore is taken back, and the files are not all in their places yet")]
    TakeBackUnfinished {
        /// Where that will be which was restored.
        aside: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The data directory cannot be used.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The store cannot be copied.
    #[error("cannot copy the store")]
    Store(#[from] StoreError),
    /// The store in the backup cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The library refuses to work, or the work broke off.
    #[error("the work broke off")]
    BrokenOff,
}

impl BackupError {
    pub(crate) fn about(path: &Path, source: io::Error) -> Self {
        Self::File { path: path.to_owned(), source }
    }

    /// One stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAFile => "backup_needs_sqlite",
            Self::StoreElsewhere { .. } => "backup_store_elsewhere",
            Self::NoSpace { .. } => "storage_full",
            Self::File { source, .. } if is_full(source) => "storage_full",
            Self::File { .. } => "backup_file_failed",
            Self::PlainCopy { .. } => "backup_plain_copy",
            Self::Foreign { .. } => "backup_foreign",
            Self::TooNew { .. } => "backup_too_new",
            Self::WrongKey { .. } => "backup_wrong_key",
            Self::Truncated { .. } => "backup_truncated",
            Self::Damaged { .. } => "backup_damaged",
            Self::BadKey => "backup_key_invalid",
            Self::NoKey => "backup_key_missing",
            Self::KeyUnavailable(_) => "backup_key_unavailable",
            Self::Occupied { .. } => "data_dir_occupied",
            Self::RestoreUnfinished { .. } => "restore_unfinished",
            Self::TakeBackUnfinished { .. } => "take_back_unfinished",
            Self::Start(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Open(error) => error.code(),
            Self::BrokenOff => "internal",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        let hint = match self {
            Self::NotAFile => "use `pg_dump`, and copy `logs` and `keys` of the data directory",
            Self::StoreElsewhere { .. } => "name a store in the data directory itself",
            Self::NoSpace { .. } => "free some space, or set `MUSTER_BACKUP_DIR` to another disk",
            Self::File { source, .. } if is_full(source) => "free some space, then try again",
            Self::File { .. } => "check the path and its permissions, then try again",
            Self::PlainCopy { .. } | Self::Foreign { .. } => {
                "give a file that `muster backup create` made"
            }
            Self::TooNew { .. } => "use the Muster that made it, or a newer one",
            Self::WrongKey { .. } | Self::NoKey => {
                "give the key that `muster backup key` showed, with `--key-file`"
            }
            Self::Truncated { .. } | Self::Damaged { .. } => {
                "take another copy of it, or an older backup"
            }
            Self::BadKey => "give the whole line that `muster backup key` showed",
            Self::KeyUnavailable(error) => {
                error.hint().unwrap_or("unlock it, or give the key with `--key-file`")
            }
            Self::Occupied { .. } => {
                "restore into another directory, or say `--replace`: what is there is kept aside"
            }
            Self::RestoreUnfinished { restored, .. } => {
                return unfinished(restored.kept_aside.as_deref(), "what was there before");
            }
            Self::TakeBackUnfinished { aside, .. } => {
                return unfinished(Some(aside), "what was restored");
            }
            Self::Start(StartError::InUse { .. }) => "stop the coordinator, then try again",
            Self::Start(error) => return error.hint(),
            Self::Store(_) => "look at the disk, then try again",
            Self::Open(error) => return error.hint().to_owned(),
            Self::BrokenOff => "try again; if it stays so, report it",
        };
        hint.to_owned()
    }
}

fn unfinished(aside: Option<&Path>, what: &str) -> String {
    let kept = aside.map(|aside| format!("; {what} is kept in `{}`", aside.display()));
    let kept = kept.unwrap_or_default();
    format!("look at the disk, then start the coordinator: it finishes what was begun{kept}")
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}
