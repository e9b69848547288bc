//! Opening a backup: to see that it is whole, or to restore it.

use super::{
    BackupError, BackupKey, Header, Progress, Report, archive, parts,
    sealed::{self, Opener},
    work_dir::WorkDir,
};
use crate::private_file;
use muster_store::snapshot::{self, Facts};
use std::{
    fs::{self, File},
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

/// A backup that was read to its end and found whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What it says about itself.
    pub header: Header,
    /// How many files are in it.
    pub files: u64,
    /// How large they are.
    pub bytes: u64,
}

/// Reads a backup to its end, and its store as well. Nothing of it stays.
///
/// `work` is a folder of our own on a disk of our own: the store lies in clear there meanwhile.
pub fn verify(
    path: &Path,
    key: &BackupKey,
    work: PathBuf,
    report: &Report,
) -> Result<Opened, BackupError> {
    let work = WorkDir::fresh(work)?;
    into(path, key, &work.file("verify"), false, report)
}

/// Opens a backup into a folder: all of it, or only its store, which is looked at.
pub(super) fn into(
    path: &Path,
    key: &BackupKey,
    folder: &Path,
    is_everything_kept: bool,
    report: &Report,
) -> Result<Opened, BackupError> {
    let about = |source| BackupError::about(path, source);
    let file = File::open(path).map_err(about)?;
    let total = file.metadata().map_err(about)?.len();
    let counted = Counted { source: file, done: 0, total, report };
    let (header, opener) = Opener::begin(path, BufReader::new(counted), key)?;
    let mut archive = archive::Reader::new(opener);
    let mut opened = Opened { header, files: 0, bytes: 0 };
    private_file::create_dir(folder).map_err(|source| BackupError::about(folder, source))?;
    while let Some(name) = archive.next().map_err(|error| inside(path, error))? {
        let unknown = || BackupError::Damaged {
            path: path.to_owned(),
            reason: format!("`{name}` is none of our files"),
        };
        let target = parts::place(folder, &name).ok_or_else(unknown)?;
        let taken = if is_everything_kept || name == parts::STORE {
            write(&mut archive, &target)
        } else {
            archive.take(&mut io::sink())
        };
        opened.bytes += taken.map_err(|error| inside(path, error))?;
        opened.files += 1;
    }
    let facts = snapshot::inspect(&folder.join(parts::STORE))?;
    check(path, &opened.header, &facts)?;
    Ok(opened)
}

/// An archive that ends too early, inside of seals that fit, was never written by us.
fn inside(path: &Path, error: io::Error) -> BackupError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            let reason = archive::malformed().to_string();
            BackupError::Damaged { path: path.to_owned(), reason }
        }
        _ => sealed::meaning(path, error),
    }
}

fn write(archive: &mut archive::Reader<impl Read>, target: &Path) -> io::Result<u64> {
    if let Some(folder) = target.parent() {
        private_file::create_dir(folder)?;
    }
    archive.take(&mut private_file::open(target)?)
}

fn check(path: &Path, header: &Header, facts: &Facts) -> Result<(), BackupError> {
    let said = (header.schema, header.epoch, &header.rows);
    if said == (facts.schema, facts.epoch, &facts.rows) {
        return Ok(());
    }
    let reason = "its store does not hold what its head says".to_owned();
    Err(BackupError::Damaged { path: path.to_owned(), reason })
}

/// Everything that lies below a folder, on disk.
#[cfg(target_os = "linux")]
pub(super) fn sync_all(folder: &Path) -> io::Result<()> {
    // Ten thousand logs are ten thousand syncs otherwise.
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

/// Everything that lies below a folder, on disk.
#[cfg(not(target_os = "linux"))]
pub(super) fn sync_all(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sync_all(&path)?;
        } else {
            // Some systems sync only what is open for writing.
            fs::OpenOptions::new().write(true).open(path)?.sync_all()?;
        }
    }
    sync_folder(folder)
}

/// A new name is on disk once its folder is; other systems do that by themselves.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// A file that tells how much of it was read.
struct Counted<'r> {
    source: File,
    done: u64,
    total: u64,
    report: &'r Report,
}

impl Read for Counted<'_> {
    fn read(&mut self, wanted: &mut [u8]) -> io::Result<usize> {
        let length = self.source.read(wanted)?;
        self.done += length as u64;
        (self.report)(Progress { step: "verifying", done: self.done, total: self.total });
        Ok(length)
    }
}

/// Whether a path is there; a folder that cannot be looked into counts as something.
pub(super) fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}
