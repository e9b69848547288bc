//! Backups: everything that a data directory cannot lose, in one encrypted file.
//!
//! A *backup* holds the store as it was at one moment, the logs of attempts as of that moment or
//! later, and the keys. It counts only once it was read back from disk, opened and found whole: until
//! then it has another name. [`restore`] puts one in the place of what is there, all or nothing, and
//! keeps what was there.
//!
//! Not here: a PostgreSQL database, which has tools of its own; and the spool of this machine's
//! worker, which belongs to the machine.

mod archive;
mod create;
mod error;
mod key;
mod offline;
mod open;
mod parts;
mod restore;
mod retention;
mod sealed;
mod shelf;
mod swap;
mod take_back;
mod work_dir;

pub use create::{Making, create};
pub use error::BackupError;
pub(crate) use key::is_in_file as key_is_in_file;
pub use key::{BackupKey, find_key, load_or_make_key};
pub use offline::{copy_out, create_offline, verify_with};
pub use open::{Opened, verify};
pub use restore::{Restored, Restoring, restore};
pub use retention::Keep;
pub use sealed::Header;
pub use shelf::{Shelf, Shelved};
pub(crate) use swap::recover;
pub use take_back::{TakingBack, take_back};

use crate::config::{Database, ServeSettings};
use std::{path::PathBuf, sync::Arc};

/// How far a long step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done, for people.
    pub step: &'static str,
    /// Bytes that are done.
    pub done: u64,
    /// Of so many.
    pub total: u64,
}

/// Hears of progress.
pub type Report = Arc<dyn Fn(Progress) + Send + Sync>;

/// The store's file, if it lies in the data directory.
pub(crate) fn store_file(settings: &ServeSettings) -> Result<PathBuf, BackupError> {
    match &settings.database.value {
        Database::Postgres(_) => Err(BackupError::NotAFile),
        Database::Sqlite(path) if path.parent() == Some(&settings.data_dir.value) => {
            Ok(path.clone())
        }
        Database::Sqlite(path) => Err(BackupError::StoreElsewhere { path: path.clone() }),
    }
}

/// A backup on a shelf as the API shows it.
pub fn view(backup: Shelved) -> muster_api::backup::Backup {
    crate::host::backup_view(backup)
}
