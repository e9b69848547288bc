//! Making a backup: copy the store, seal everything, read it back, and only then name it.

use super::{
    BackupError, BackupKey, Header, Progress, Report, Shelf, Shelved, archive, open,
    parts::{self, Source},
    sealed::{self, Sealer},
    work_dir::WorkDir,
};
use crate::private_file;
use muster_core::Timestamp;
use muster_store::{Store, snapshot};
use std::{
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

/// Where the store's copy lies meanwhile.
const WORK: &str = "backup-work";
/// So much stays free: a backup must not take the room that jobs need.
const RESERVE: u64 = 256 << 20;

/// What is to be backed up, and how.
#[derive(Clone)]
pub struct Making {
    /// The data directory.
    pub data_dir: PathBuf,
    /// Its store, open.
    pub store: Store,
    /// The file of the store.
    pub store_file: PathBuf,
    /// Where backups are kept.
    pub shelf: Shelf,
    /// What it is sealed with.
    pub key: BackupKey,
    /// Whether the daily pass makes it, which also removes it some day.
    pub is_daily: bool,
    /// Now.
    pub now: Timestamp,
    /// Who hears of progress.
    pub report: Report,
}

impl std::fmt::Debug for Making {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Making").field("shelf", &self.shelf).finish_non_exhaustive()
    }
}

/// Makes a backup of a data directory that this process holds, and verifies it.
pub async fn create(making: Making) -> Result<Shelved, BackupError> {
    if !making.store.is_file() {
        return Err(BackupError::NotAFile);
    }
    let work = WorkDir::fresh(making.data_dir.join(WORK))?;
    making.shelf.prepare()?;
    check_space(&making)?;
    let (copy, report) = (work.file(parts::STORE), making.report.clone());
    let heard = move |done, total| report(Progress { step: "copying the store", done, total });
    making.store.copy(copy.clone(), std::sync::Arc::new(heard)).await?;
    let sealing = tokio::task::spawn_blocking(move || {
        let unfinished = making.shelf.unfinished(making.now);
        let made = seal(&making, &copy, &unfinished).and_then(|()| {
            // It makes room for the verification's own copy of the store.
            fs::remove_file(&copy).map_err(|source| BackupError::about(&copy, source))?;
            open::into(&unfinished, &making.key, &work.file("verify"), false, &making.report)?;
            making.shelf.accept(&unfinished, making.now, making.is_daily)
        });
        if made.is_err()
            && let Err(error) = fs::remove_file(&unfinished)
        {
            tracing::debug!(%error, "an unfinished backup stays");
        }
        made
    });
    sealing.await.unwrap_or(Err(BackupError::BrokenOff))
}

/// The copy and the backup's own content must fit, and the reserve beside them.
fn check_space(making: &Making) -> Result<(), BackupError> {
    let size = |path: &Path| path.metadata().map_or(0, |found| found.len());
    let mut log = making.store_file.clone().into_os_string();
    log.push("-wal");
    let store = size(&making.store_file) + size(Path::new(&log));
    let files: u64 = parts::list(&making.data_dir)?.iter().map(|source| source.size).sum();
    let needs = [(making.data_dir.as_path(), store), (making.shelf.folder(), store + files)];
    // Both may be on one disk, and nobody tells reliably: then both must fit.
    let together = needs.iter().map(|(_, needed)| needed).sum::<u64>();
    for (path, _) in needs {
        let available =
            fs4::available_space(path).map_err(|source| BackupError::about(path, source))?;
        let free = available.saturating_sub(RESERVE);
        if free < together {
            return Err(BackupError::NoSpace { path: path.to_owned(), free, needed: together });
        }
    }
    Ok(())
}

fn seal(making: &Making, copy: &Path, target: &Path) -> Result<(), BackupError> {
    let facts = snapshot::inspect(copy)?;
    let header = Header::new(making.now, &facts, &making.key)?;
    let sources = parts::list(&making.data_dir)?;
    let about = |source| BackupError::about(target, source);
    let file = private_file::open(target).map_err(about)?;
    file.set_len(0).map_err(about)?;
    let sealer = Sealer::begin(BufWriter::new(file), &header, &making.key).map_err(about)?;
    let mut archive = archive::Writer::new(sealer);
    let store = copy.metadata().map_or(0, |found| found.len());
    let total = store + sources.iter().map(|source| source.size).sum::<u64>();
    let mut done = 0;
    let mut heard = |more: u64| {
        done += more;
        (making.report)(Progress { step: "sealing", done, total: total.max(done) });
    };
    let store = Source { name: parts::STORE.to_owned(), path: copy.to_owned(), size: store };
    for source in std::iter::once(&store).chain(&sources) {
        put(&mut archive, source, target, &mut heard)?;
    }
    let file = archive.finish().and_then(Sealer::finish).map_err(about)?;
    let file = file.into_inner().map_err(|error| about(error.into_error()))?;
    file.sync_all().map_err(about)
}

/// A log that has gone meanwhile was nobody's any more; one that grows is taken as long as it is now.
fn put(
    archive: &mut archive::Writer<impl Write>,
    source: &Source,
    target: &Path,
    heard: &mut dyn FnMut(u64),
) -> Result<(), BackupError> {
    let opened = File::open(&source.path).and_then(|file| {
        let length = file.metadata()?.len();
        Ok(file.take(length))
    });
    let mut content = match opened {
        Ok(content) => content,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(BackupError::about(&source.path, error)),
    };
    let put = archive.put(&source.name, &mut content, heard);
    put.map_err(|error| sealed::meaning(target, error))
}
