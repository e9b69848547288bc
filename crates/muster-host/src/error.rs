//! Why a host does not start: each with a stable code, a sentence and what to do.

use crate::host::store::REMEMBERED;
use muster_api::{Problem, ProblemKind};
use muster_store::{OpenError, StoreError};
use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// Why a host does not start. Whatever was there is left as it was.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another host has the data directory.
    #[error("another Muster is using `{}`", .path.display())]
    InUse {
        /// The data directory.
        path: PathBuf,
    },
    /// The path of the data directory names something else.
    #[error("`{}` is not a directory", .path.display())]
    NotADirectory {
        /// The path.
        path: PathBuf,
    },
    /// A demo and real machines do not go together.
    #[error("`{}` is either for a demo or for real machines, and not for both", .path.display())]
    NotForDemo {
        /// The data directory.
        path: PathBuf,
    },
    /// Nothing can be sent to a provider.
    #[error("a provider's address cannot be asked")]
    Provider(#[source] io::Error),
    /// The data directory belongs to somebody else.
    #[error("`{}` belongs to another user (id {owner})", .path.display())]
    NotOurs {
        /// The data directory.
        path: PathBuf,
        /// Whose it is.
        owner: u32,
    },
    /// Everybody may put files into the data directory.
    #[error("everybody may write to `{}`, so files in it cannot be trusted", .path.display())]
    OpenToOthers {
        /// The data directory.
        path: PathBuf,
    },
    /// The data directory is where file locks do not hold.
    #[error("`{}` is on {kind}, where a store is not safe", .path.display())]
    UnsafeFilesystem {
        /// The data directory.
        path: PathBuf,
        /// What it is on.
        kind: String,
    },
    /// Nothing can be written there.
    #[error("`{}` is on a read-only file system", .path.display())]
    ReadOnly {
        /// What was to be written.
        path: PathBuf,
    },
    /// There is no room.
    #[error("the disk is full: `{}` cannot be written", .path.display())]
    Full {
        /// What was to be written.
        path: PathBuf,
    },
    /// We may not do that there.
    #[error("no permission for `{}`", .path.display())]
    NotPermitted {
        /// What was to be read or written.
        path: PathBuf,
    },
    /// Something else about a file.
    #[error("cannot use `{}`", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The store is gone, while what belongs to it is still there.
    #[error("the store `{}` is missing, but its data directory has been used", .path.display())]
    StoreMissing {
        /// The store.
        path: PathBuf,
        /// What shows that it has been there.
        trace: PathBuf,
    },
    /// A file that we keep is not as we wrote it.
    #[error("`{}` is damaged: {reason}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// In which way.
        reason: String,
    },
    /// The store cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store does not take what must be written at the start.
    #[error("the store does not answer")]
    Store(#[from] StoreError),
    /// Another program has the port that somebody chose.
    #[error("cannot listen at {address}: {}", taken(.holder.as_deref()))]
    PortTaken {
        /// Where.
        address: SocketAddr,
        /// Who has it, as far as the system tells.
        holder: Option<String>,
    },
    /// The address cannot be listened at.
    #[error("cannot listen at {address}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The system gives no randomness, or the library refuses to work.
    #[error("no key could be made")]
    NoKey,
}

fn taken(holder: Option<&str>) -> String {
    match holder {
        Some(holder) => format!("the port is taken by {holder}"),
        None => "the port is taken by another program".to_owned(),
    }
}

impl StartError {
    /// What the system said about a path, in our terms.
    pub(crate) fn about(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            io::ErrorKind::PermissionDenied => Self::NotPermitted { path },
            io::ErrorKind::NotADirectory => Self::NotADirectory { path },
            _ => Self::File { path, source },
        }
    }

    /// Whether another host has the data directory, so that one can attach to it.
    pub fn is_in_use(&self) -> bool {
        matches!(self, Self::InUse { .. })
    }

    /// The error as the console shows it.
    pub fn problem(&self) -> Problem {
        let kind = match self {
            Self::InUse { .. } | Self::PortTaken { .. } => ProblemKind::Conflict,
            Self::Full { .. } | Self::Open(OpenError::Full { .. }) => ProblemKind::StorageFull,
            Self::NotADirectory { .. }
            | Self::NotForDemo { .. }
            | Self::NotOurs { .. }
            | Self::OpenToOthers { .. }
            | Self::UnsafeFilesystem { .. }
            | Self::Listen { .. } => ProblemKind::Validation,
            Self::ReadOnly { .. }
            | Self::NotPermitted { .. }
            | Self::File { .. }
            | Self::Provider(_)
            | Self::StoreMissing { .. }
            | Self::Damaged { .. }
            | Self::Open(_)
            | Self::Store(_)
            | Self::NoKey => ProblemKind::Internal,
        };
        Problem::new(kind, self.to_string()).with_hint(self.hint())
    }

    /// One stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InUse { .. } => "data_dir_in_use",
            Self::NotADirectory { .. } => "data_dir_not_a_directory",
            Self::NotForDemo { .. } => "data_dir_not_for_demo",
            Self::Provider(_) => "provider_unusable",
            Self::NotOurs { .. } => "data_dir_not_ours",
            Self::OpenToOthers { .. } => "data_dir_open_to_others",
            Self::UnsafeFilesystem { .. } => "unsafe_filesystem",
            Self::ReadOnly { .. } => "storage_read_only",
            Self::Full { .. } => "storage_full",
            Self::NotPermitted { .. } => "storage_not_permitted",
            Self::File { .. } => "storage_failed",
            Self::StoreMissing { .. } => "store_missing",
            Self::Damaged { .. } => "file_damaged",
            Self::Open(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::PortTaken { .. } => "port_taken",
            Self::Listen { .. } => "cannot_listen",
            Self::NoKey => "internal",
        }
    }

    /// What the operator can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::InUse { .. } => "use the one that runs, or give another `--data-dir`".to_owned(),
            Self::NotADirectory { .. } => "give the path of a directory".to_owned(),
            Self::NotForDemo { .. } => "give another directory with `--data-dir`".to_owned(),
            Self::NotOurs { owner, .. } => {
                format!("run as user {owner}, or give a directory of your own with `--data-dir`")
            }
            Self::OpenToOthers { path } => format!("run `chmod go-w {}`", path.display()),
            Self::UnsafeFilesystem { .. } => "choose a data directory on a local disk".to_owned(),
            Self::ReadOnly { .. } | Self::NotPermitted { .. } => {
                "make it writable, or give another directory with `--data-dir`".to_owned()
            }
            Self::Full { .. } => "free some space, then start again".to_owned(),
            Self::File { .. } => "look at what the system said, then start again".to_owned(),
            Self::StoreMissing { trace, .. } => format!(
                "put the store back from a backup; to begin an empty one with the same keys, make `{}` an empty file",
                trace.with_file_name(REMEMBERED).display()
            ),
            Self::Damaged { .. } => "restore the file from a backup".to_owned(),
            Self::Open(error) => error.hint().to_owned(),
            Self::Store(_) => "look at the disk and at the database, then start again".to_owned(),
            Self::PortTaken { .. } => {
                "stop that program, or choose another port with `--listen`".to_owned()
            }
            Self::Listen { .. } => "check that this machine has that address".to_owned(),
            Self::Provider(_) => {
                "look at its address in the settings; see docs/cloud.md".to_owned()
            }
            Self::NoKey => "start again; if it stays so, report it".to_owned(),
        }
    }
}
