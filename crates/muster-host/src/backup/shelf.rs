//! The shelf: the folder in which backups are kept, and what lies there.

use super::{
    BackupError, Header,
    open::sync_folder,
    retention::{Keep, outlived},
    sealed,
};
use crate::private_file;
use muster_core::Timestamp;
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

const ENDING: &str = ".backup";
const DAILY: &str = "muster-daily-";
const MANUAL: &str = "muster-";
/// What is not verified yet has another ending, so nobody takes it for a backup.
const UNFINISHED: &str = ".backup.unfinished";
/// The names of those that were read back and found whole.
const VERIFIED: &str = "verified";

/// A folder with backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf(PathBuf);

/// A backup in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    /// Its file's name.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// Its file's size.
    pub size: u64,
    /// What it says about itself.
    pub header: Header,
    /// Whether it was made by the daily pass.
    pub is_daily: bool,
    /// Whether it was read back and found whole, when it was made or later.
    pub is_verified: bool,
}

impl Shelf {
    /// The shelf in this folder, which need not be there yet.
    pub fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// What lies there, newest first. What cannot be read is not on the list.
    pub fn list(&self) -> Result<Vec<Shelved>, BackupError> {
        let entries = match fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(BackupError::about(&self.0, error)),
        };
        let verified = self.verified();
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let ours = names.filter(|name| name.starts_with(MANUAL) && name.ends_with(ENDING));
        let mut found: Vec<_> = ours.filter_map(|name| self.read(name, &verified).ok()).collect();
        found.sort_by(|a, b| (b.header.created_at, &b.name).cmp(&(a.header.created_at, &a.name)));
        Ok(found)
    }

    fn read(&self, name: String, verified: &BTreeSet<String>) -> Result<Shelved, BackupError> {
        let path = self.0.join(&name);
        let mut file = File::open(&path).map_err(|source| BackupError::about(&path, source))?;
        let size = file.metadata().map_or(0, |found| found.len());
        let header = sealed::read_header(&path, &mut file)?;
        let is_verified = verified.contains(&name);
        Ok(Shelved { is_daily: name.starts_with(DAILY), name, path, size, header, is_verified })
    }

    pub(super) fn prepare(&self) -> Result<(), BackupError> {
        private_file::create_dir(&self.0).map_err(|source| BackupError::about(&self.0, source))
    }

    /// The name of one that is being made.
    pub(super) fn unfinished(&self, now: Timestamp) -> PathBuf {
        self.0.join(format!("{MANUAL}{}{UNFINISHED}", stamp(now)))
    }

    /// Gives a verified one its name.
    pub(super) fn accept(
        &self,
        unfinished: &Path,
        now: Timestamp,
        is_daily: bool,
    ) -> Result<Shelved, BackupError> {
        let about = |source| BackupError::about(&self.0, source);
        let start = if is_daily { DAILY } else { MANUAL };
        let name = (1..u32::MAX)
            .map(|number| match number {
                1 => format!("{start}{}{ENDING}", stamp(now)),
                more => format!("{start}{}-{more}{ENDING}", stamp(now)),
            })
            .find(|name| !super::open::is_there(&self.0.join(name)))
            .ok_or(BackupError::BrokenOff)?;
        fs::rename(unfinished, self.0.join(&name)).map_err(about)?;
        sync_folder(&self.0).map_err(about)?;
        self.note_verified(&name)?;
        self.read(name, &self.verified())
    }

    /// Remembers that a backup on this shelf was found whole.
    pub fn note_verified(&self, name: &str) -> Result<(), BackupError> {
        let path = self.0.join(VERIFIED);
        let mut names = self.verified();
        names.retain(|name| super::open::is_there(&self.0.join(name)));
        names.insert(name.to_owned());
        let text = names.into_iter().collect::<Vec<_>>().join("\n");
        private_file::replace(&path, text.as_bytes())
            .map_err(|source| BackupError::about(&path, source))
    }

    fn verified(&self) -> BTreeSet<String> {
        let names = fs::read_to_string(self.0.join(VERIFIED)).unwrap_or_default();
        names.lines().map(str::to_owned).collect()
    }

    /// Removes daily backups that have had their time, and what a crash left unfinished. Answers how
    /// many backups went.
    pub(crate) fn tidy(&self, keep: Keep) -> Result<u64, BackupError> {
        let about = |source| BackupError::about(&self.0, source);
        let daily: Vec<_> = self.list()?.into_iter().filter(|it| it.is_daily).collect();
        let made: Vec<_> = daily.iter().map(|it| it.header.created_at).collect();
        let gone = outlived(&made, keep);
        let mut removed = 0;
        for backup in daily.iter().filter(|it| gone.contains(&it.header.created_at)) {
            fs::remove_file(&backup.path).map_err(about)?;
            tracing::info!(backup = %backup.name, "a daily backup has had its time");
            removed += 1;
        }
        for entry in fs::read_dir(&self.0).map_err(about)? {
            let path = entry.map_err(about)?.path();
            if path.to_str().is_some_and(|path| path.ends_with(UNFINISHED)) {
                fs::remove_file(&path).map_err(about)?;
            }
        }
        Ok(removed)
    }
}

/// A moment as part of a file's name, which no system may find a colon in.
pub(super) fn stamp(moment: Timestamp) -> String {
    let text = moment.to_string();
    let seconds = text.split('.').next().unwrap_or(&text);
    format!("{}Z", seconds.trim_end_matches('Z').replace(':', "-"))
}
