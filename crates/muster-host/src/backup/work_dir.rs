//! A folder for what is only there while a backup is made or looked at, and holds secrets in clear.

use super::BackupError;
use crate::private_file;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// A folder of its owner's alone, removed when dropped.
#[derive(Debug)]
pub(super) struct WorkDir(PathBuf);

impl WorkDir {
    /// An empty folder in place of what a crash may have left there.
    pub(super) fn fresh(path: PathBuf) -> Result<Self, BackupError> {
        let about = |source| BackupError::about(&path, source);
        remove(&path).map_err(about)?;
        private_file::create_dir(&path).map_err(about)?;
        Ok(Self(path))
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

/// Removes a folder with everything in it, whether or not it is there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

impl Drop for WorkDir {
    fn drop(&mut self) {
        if let Err(error) = remove(&self.0) {
            tracing::warn!(%error, path = %self.0.display(), "cannot remove");
        }
    }
}
