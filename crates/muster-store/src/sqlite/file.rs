//! The file before it is opened: whether it is ours, without touching it.
//!
//! Opening somebody else's database can already change it (a write-ahead log is replayed, side files
//! appear), so the first look is at its first hundred bytes.

use crate::OpenError;
use rusqlite::{Connection, OpenFlags};
use std::{
    fs::{File, OpenOptions},
    io::{self, Read},
    path::{Path, PathBuf},
};

/// "MSTR" at byte 68 says that a SQLite file is a Muster store.
pub(super) const APPLICATION_ID: i32 = 0x4d53_5452;
const MAGIC: &[u8] = b"SQLite format 3\0";
const HEADER: usize = 100;

/// Makes sure that the file is ours or empty; creates it if it is not there.
pub(super) fn claim(path: &Path) -> Result<(), OpenError> {
    refuse_network(path)?;
    let mut header = Vec::with_capacity(HEADER);
    let file = open_or_create(path).map_err(|error| refused(path, error))?;
    file.take(HEADER as u64).read_to_end(&mut header).map_err(|error| refused(path, error))?;
    if header.is_empty() {
        return refuse_orphaned_log(path);
    }
    if header.len() < HEADER || !header.starts_with(MAGIC) {
        return Err(OpenError::NotADatabase { path: path.to_owned() });
    }
    if header[68..72] == APPLICATION_ID.to_be_bytes() {
        return Ok(());
    }
    let tables = foreign_tables(path).unwrap_or_default();
    Err(OpenError::ForeignSchema { place: path.display().to_string(), tables })
}

/// For reading and writing, so that a read-only file is found out now; new ones for the owner only.
pub(super) fn open_or_create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

pub(super) fn refused(path: &Path, error: io::Error) -> OpenError {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            OpenError::ReadOnly { path }
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => OpenError::Full { path },
        _ => super::open::failed(&path, error),
    }
}

/// SQLite would throw the log of a missing file away, and with it what was committed.
fn refuse_orphaned_log(path: &Path) -> Result<(), OpenError> {
    let is_filled = log_of(path).metadata().is_ok_and(|log| log.len() > 0);
    if is_filled { Err(OpenError::FileMissing { path: path.to_owned() }) } else { Ok(()) }
}

fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// The tables of a file that is not ours, read as if nobody could ever change it.
fn foreign_tables(path: &Path) -> rusqlite::Result<Vec<String>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(immutable(path), flags)?;
    let mut statement = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name LIMIT 50")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// The path as a URI that tells SQLite to take no lock and to make no file beside it.
fn immutable(path: &Path) -> String {
    let escaped = path.as_os_str().as_encoded_bytes().iter().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
            char::from(*byte).to_string()
        }
        other => format!("%{other:02X}"),
    });
    format!("file:{}?immutable=1", escaped.collect::<String>())
}

/// Locks and syncs over a network are promises that somebody else has to keep.
fn refuse_network(path: &Path) -> Result<(), OpenError> {
    let kind = network::filesystem(path);
    kind.map_or(Ok(()), |kind| Err(OpenError::UnsafeFilesystem { path: path.to_owned(), kind }))
}

#[cfg(target_os = "linux")]
mod network {
    use std::path::Path;

    /// Magic numbers from `man 2 statfs`. FUSE and 9p are not here: containers and virtual machines
    /// put good local disks behind them.
    const KINDS: [(u64, &str); 6] = [
        (0x6969, "a network file system (NFS)"),
        (0x517b, "a network file system (SMB)"),
        (0xff53_4d42, "a network file system (CIFS)"),
        (0xfe53_4d42, "a network file system (SMB)"),
        (0x5346_414f, "a network file system (AFS)"),
        (0x00c3_6400, "a network file system (Ceph)"),
    ];

    pub(super) fn filesystem(path: &Path) -> Option<&'static str> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let found = rustix::fs::statfs(folder.unwrap_or(Path::new("."))).ok()?;
        // The field's type differs between machines; the number is the same.
        let magic = u64::try_from(found.f_type).ok()? & 0xffff_ffff;
        KINDS.iter().find(|(number, _)| *number == magic).map(|(_, kind)| *kind)
    }
}

#[cfg(not(target_os = "linux"))]
mod network {
    pub(super) fn filesystem(_path: &std::path::Path) -> Option<&'static str> {
        None
    }
}
