//! What can go wrong with the store, in the terms of the one who asked.
//!
//! A [`StoreError`] is the answer to one read or write, an [`OpenError`] the reason why a store
//! cannot be used at all. Neither shows a driver: what the driver said is kept as the source, for
//! the log only.

use std::{error::Error, path::PathBuf, sync::Arc};

/// What a driver said, shared by everyone in a commit group.
pub type Cause = Arc<dyn Error + Send + Sync>;

/// Why a read or a write has no result. Nothing of a failed write is kept.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The row is not as the caller saw it, or somebody else was first.
    #[error("write over a change made meanwhile")]
    Conflict,
    /// A row holds what no release of Muster writes.
    #[error("read {table}.{column}: {detail}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// Rows contradict each other, which no release of Muster lets them do.
    #[error("find rows that agree: {finding}")]
    Contradiction {
        /// What does not hold, in a sentence.
        finding: String,
    },
    /// The disk has no room for this write. Reads go on, and so do writes once there is room.
    #[error("write to a full disk")]
    Full,
    /// The store cannot be written at all.
    #[error("write to a read-only store")]
    ReadOnly,
    /// The file itself is damaged.
    #[error("read a damaged database file")]
    Damaged {
        /// What the driver said.
        #[source]
        source: Cause,
    },
    /// The disk failed to keep what it had taken. Nothing is written any more until a restart.
    #[error("keep data on a failing disk")]
    DiskFailed {
        /// What the driver said.
        #[source]
        source: Cause,
    },
    /// The commit failed, or its answer was lost: repeat it under the same idempotency key.
    #[error("commit")]
    Commit {
        /// What the driver said.
        #[source]
        source: Cause,
    },
    /// The database cannot be reached now, or is too busy to answer in time.
    #[error("reach the database")]
    Unavailable {
        /// What the driver said.
        #[source]
        source: Cause,
    },
    /// A statement failed for another reason: a mistake in this crate.
    #[error("run {statement}")]
    Sql {
        /// The statement's name, `<table>.<verb>`.
        statement: &'static str,
        /// What the driver said.
        #[source]
        source: Cause,
    },
    /// The read took longer than a read may take.
    #[error("read within the time for a read")]
    TooSlow,
    /// A later coordinator has taken this store.
    #[error("write to a store that a later coordinator has taken")]
    Superseded,
    /// The code inside the transaction panicked.
    #[error("finish a transaction whose code panicked")]
    Panicked,
    /// The store was closed.
    #[error("use a closed store")]
    Closed,
}

impl StoreError {
    /// One stable word for logs and for the problem that the caller gets.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Corrupt { .. } | Self::Damaged { .. } | Self::Contradiction { .. } => {
                "db_corrupt"
            }
            Self::Full => "storage_full",
            Self::ReadOnly => "storage_read_only",
            Self::DiskFailed { .. } => "storage_failed",
            Self::Commit { .. } => "commit_unknown",
            Self::Unavailable { .. } | Self::TooSlow | Self::Closed => "store_unavailable",
            Self::Superseded => "superseded",
            Self::Sql { .. } | Self::Panicked => "internal",
        }
    }

    /// Whether nothing is written any more until the program is started again.
    pub fn is_fatal(&self) -> bool {
        matches!(self, Self::DiskFailed { .. } | Self::Superseded)
    }

    /// Whether the same call may succeed later without anybody doing anything.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Full | Self::Unavailable { .. } | Self::TooSlow | Self::Commit { .. } => true,
            Self::Conflict
            | Self::Corrupt { .. }
            | Self::Contradiction { .. }
            | Self::ReadOnly
            | Self::Damaged { .. }
            | Self::DiskFailed { .. }
            | Self::Sql { .. }
            | Self::Superseded
            | Self::Panicked
            | Self::Closed => false,
        }
    }
}

/// Why a store cannot be opened. Whatever was there is left as it was.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A newer Muster has written it.
    #[error("the store was written by a newer Muster (schema {found}, this one knows {known})")]
    TooNew {
        /// The newest migration in the store.
        found: u32,
        /// The newest migration of this program.
        known: u32,
    },
    /// Somebody else's tables are in it.
    #[error("`{place}` holds another program's data{}", listed(.tables))]
    ForeignSchema {
        /// The file, or the database.
        place: String,
        /// The tables found there.
        tables: Vec<String>,
    },
    /// It is not a database at all.
    #[error("`{}` is not a database", .path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// The file is gone, yet what belongs beside it is there.
    #[error("`{}` is missing or empty, but its write-ahead log is there", .path.display())]
    FileMissing {
        /// The file.
        path: PathBuf,
    },
    /// Its pages or its schema are not as Muster wrote them.
    #[error("the store is damaged: {finding}")]
    Damaged {
        /// The first finding.
        finding: String,
    },
    /// A migration that was applied is not the one that this program has.
    #[error("migration {version} ({name}) of the store is not the one that this Muster has")]
    AlteredMigration {
        /// Its number.
        version: u32,
        /// Its name.
        name: String,
    },
    /// Nothing can be written there.
    #[error("`{}` cannot be written", .path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// There is no room.
    #[error("the disk that holds `{}` is full", .path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// A file system on which locks or syncs cannot be relied on.
    #[error("`{}` is on {kind}, where a database is not safe", .path.display())]
    UnsafeFilesystem {
        /// The file.
        path: PathBuf,
        /// What kind it is, as people say it.
        kind: &'static str,
    },
    /// The disk does not read or keep what is in it.
    #[error("the disk that holds `{}` fails", .path.display())]
    DiskFailed {
        /// The file.
        path: PathBuf,
        /// What the driver said.
        #[source]
        source: Cause,
    },
    /// Another program holds it.
    #[error("`{}` is in use by another program", .path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The linked SQLite can lose committed data.
    #[error("SQLite {found} can lose committed data; 3.51.3 or newer is needed")]
    OldSqlite {
        /// Its version.
        found: &'static str,
    },
    /// The address of the database cannot be understood.
    #[error("not a PostgreSQL address")]
    BadAddress {
        /// What the driver said.
        #[source]
        source: Cause,
    },
    /// The database does not answer, or does not let us in.
    #[error("cannot reach the database at {place}")]
    Unreachable {
        /// Where, without any secret.
        place: String,
        /// What the driver said.
        #[source]
        source: Cause,
    },
    /// Anything else that stopped it.
    #[error("cannot open the store at `{place}`")]
    Failed {
        /// The file, or the database.
        place: String,
        /// What the driver or the system said.
        #[source]
        source: Cause,
    },
}

fn listed(tables: &[String]) -> String {
    if tables.is_empty() { String::new() } else { format!(" (tables: {})", tables.join(", ")) }
}

impl OpenError {
    /// One stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooNew { .. } => "schema_too_new",
            Self::ForeignSchema { .. } => "foreign_schema",
            Self::NotADatabase { .. } => "not_a_database",
            Self::FileMissing { .. } => "db_missing",
            Self::Damaged { .. } => "db_corrupt",
            Self::AlteredMigration { .. } => "altered_migration",
            Self::ReadOnly { .. } => "storage_read_only",
            Self::Full { .. } => "storage_full",
            Self::UnsafeFilesystem { .. } => "unsafe_filesystem",
            Self::DiskFailed { .. } => "storage_failed",
            Self::InUse { .. } => "db_in_use",
            Self::OldSqlite { .. } => "old_sqlite",
            Self::BadAddress { .. } => "bad_database_url",
            Self::Unreachable { .. } => "database_unreachable",
            Self::Failed { .. } => "store_failed",
        }
    }

    /// What the operator can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::TooNew { .. } => {
                "install the newer Muster again, or choose another data directory"
            }
            Self::ForeignSchema { .. } => {
                "nothing was changed; choose another file, or `muster import` it if it is deborgen's"
            }
            Self::NotADatabase { .. } => "nothing was changed; choose another file",
            Self::FileMissing { .. } => {
                "put the file back, or move its `-wal` away to start afresh"
            }
            Self::Damaged { .. } => "nothing was changed; restore a backup of the data directory",
            Self::AlteredMigration { .. } => "use a released Muster, or restore a backup",
            Self::ReadOnly { .. } => "make it writable, or choose another data directory",
            Self::Full { .. } => "free some space, then start again",
            Self::UnsafeFilesystem { .. } => "choose a data directory on a local disk",
            Self::DiskFailed { .. } => {
                "look at the disk and at the system's log, then start again; restore a backup if it stays so"
            }
            Self::InUse { .. } => "stop the other program, or choose another data directory",
            Self::OldSqlite { .. } => "build Muster with its bundled SQLite",
            Self::BadAddress { .. } => "write it as `postgres://user:password@host:port/database`",
            Self::Unreachable { .. } => "check that PostgreSQL runs and that user and password fit",
            Self::Failed { .. } => "see the log for what the system said",
        }
    }
}
