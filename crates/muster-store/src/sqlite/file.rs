//! The file before it is opened: whether it is ours, without touching it.
//!
//! Opening somebody else's database can already change it (a write-ahead log is replayed, side files
//! appear), so the first look is at its first page, as if nobody could ever change the file. SQLite
//! itself takes that look: closing a file that was opened behind its back would end the locks that
//! this process has on it.

use crate::OpenError;
use rusqlite::{Connection, OpenFlags};
use std::{
    fs::{File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// "MSTR" in the file's header says that it is a Muster store.
pub(super) const APPLICATION_ID: i32 = 0x4d53_5452;

/// Makes sure that the file is ours or empty; creates it if it is not there.
pub(super) fn claim(path: &Path) -> Result<(), OpenError> {
    refuse_network(path)?;
    let size = match path.metadata() {
        Ok(found) => found.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            create(path).map_err(|error| refused(path, error))?;
            0
        }
        Err(error) => return Err(refused(path, error)),
    };
    let is_empty = size == 0 || is_cut_off_at_birth(path).map_err(|error| refused(path, error))?;
    if is_empty { refuse_orphaned_log(path) } else { refuse_foreign(path) }
}

/// Whether the power went while the first page was written: SQLite will make the file empty again, and
/// until then that page may be anything. Its journal says how many pages there were before.
fn is_cut_off_at_birth(path: &Path) -> io::Result<bool> {
    const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    let mut header = [0; 20];
    let read = File::open(beside(path, "-journal"))
        .and_then(|mut journal| io::Read::read_exact(&mut journal, &mut header));
    match read {
        Ok(()) => Ok(header[..8] == MAGIC && header[16..] == [0; 4]),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof => Ok(false),
            _ => Err(error),
        },
    }
}

/// For its owner only: SQLite gives the same rights to the files beside it.
pub(super) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
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

fn refuse_foreign(path: &Path) -> Result<(), OpenError> {
    let refused = |error| super::open::refused(path, error);
    let connection = look(path).map_err(refused)?;
    let id: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(refused)?;
    if id == APPLICATION_ID {
        return Ok(());
    }
    let tables = tables(&connection).unwrap_or_default();
    Err(OpenError::ForeignSchema { place: path.display().to_string(), tables })
}

/// SQLite would throw the log of a missing file away, and with it what was committed.
fn refuse_orphaned_log(path: &Path) -> Result<(), OpenError> {
    let is_filled = log_of(path).metadata().is_ok_and(|log| log.len() > 0);
    if is_filled { Err(OpenError::FileMissing { path: path.to_owned() }) } else { Ok(()) }
}

/// Where the write-ahead log of a file is.
pub(super) fn log_of(path: &Path) -> PathBuf {
    beside(path, "-wal")
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Takes no lock and makes no file beside it.
fn look(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(immutable(path), flags)?;
    // A kill while the log was written back leaves a file that is shorter than its first page says.
    // The log mends that when it is opened for good; this look must not take it for damage.
    connection.pragma_update(None, "writable_schema", true)?;
    Ok(connection)
}

fn tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name LIMIT 50")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// The path as a URI that promises SQLite that nobody changes the file.
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
