//! The data directory: ours alone, and one host's at a time.
//!
//! The operating system's lock on the file `lock` decides who has it. The lock ends with the
//! process, however that ends, so nothing has to be cleaned up after a crash.

use crate::{StartError, backup, filesystem, private_file};
use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// The store's file in a data directory, unless another one is named.
pub(crate) const STORE: &str = "muster.db";
const LOCK: &str = "lock";

/// A data directory, held by this process.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    /// Held for as long as this lives.
    lock: File,
}

impl DataDir {
    /// Creates the directory if need be, makes sure that it can be trusted, and takes it.
    pub fn take(path: &Path) -> Result<Self, StartError> {
        prepare(path)?;
        let lock_path = path.join(LOCK);
        let lock = private_file::open(&lock_path)
            .map_err(|source| StartError::about(&lock_path, source))?;
        match lock.try_lock() {
            Ok(()) => {
                // A restore that was interrupted is the one thing that comes before everything else.
                backup::recover(path).map_err(|source| StartError::about(path, source))?;
                Ok(Self { path: path.to_owned(), lock })
            }
            Err(TryLockError::WouldBlock) => Err(StartError::InUse { path: path.to_owned() }),
            Err(TryLockError::Error(source)) => Err(StartError::about(&lock_path, source)),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A path in it.
    pub fn file(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path.join(name)
    }

    /// A directory in it, created if need be.
    pub(crate) fn folder(&self, name: &str) -> Result<PathBuf, StartError> {
        let path = self.file(name);
        private_file::create_dir(&path).map_err(|source| StartError::about(&path, source))?;
        Ok(path)
    }
}

impl Drop for DataDir {
    fn drop(&mut self) {
        // Closing the file releases it too; saying so first lets the next one in at once.
        if let Err(error) = self.lock.unlock() {
            tracing::debug!(%error, "cannot release the lock");
        }
    }
}

fn prepare(path: &Path) -> Result<(), StartError> {
    let about = |source| StartError::about(path, source);
    match fs::metadata(path) {
        Ok(found) if !found.is_dir() => {
            return Err(StartError::NotADirectory { path: path.to_owned() });
        }
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            private_file::create_dir(path).map_err(about)?;
        }
        Err(error) => return Err(about(error)),
    }
    if let Some(kind) = filesystem::flaw(path) {
        return Err(StartError::UnsafeFilesystem { path: path.to_owned(), kind });
    }
    secure(path)
}

/// Makes sure that nobody else can put files in place of ours.
#[cfg(unix)]
fn secure(path: &Path) -> Result<(), StartError> {
    use std::os::unix::fs::MetadataExt;
    let about = |source| StartError::about(path, source);
    let found = fs::metadata(path).map_err(about)?;
    let (owner, us) = (found.uid(), rustix::process::geteuid());
    // Root may work in anybody's directory, as it may do everything else there.
    if owner != us.as_raw() && !us.is_root() {
        return Err(StartError::NotOurs { path: path.to_owned(), owner });
    }
    if found.mode() & 0o077 != 0 && is_for_us(path).map_err(about)? {
        return private_file::restrict_dir(path).map_err(about);
    }
    if found.mode() & 0o002 != 0 {
        return Err(StartError::OpenToOthers { path: path.to_owned() });
    }
    Ok(())
}

/// Whether a directory is there for Muster's sake. The home of somebody's other files, where
/// `DEBORGEN_DB_PATH` may lead, keeps the permissions that it has.
#[cfg(unix)]
fn is_for_us(path: &Path) -> io::Result<bool> {
    Ok(path.join(STORE).exists() || fs::read_dir(path)?.next().is_none())
}

#[cfg(not(unix))]
fn secure(_path: &Path) -> Result<(), StartError> {
    Ok(())
}

/// Who else may read the data directory; for `doctor`.
#[cfg(unix)]
pub(crate) fn others_may_read(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(fs::metadata(path)?.mode() & 0o077 != 0)
}

/// The data directory lies in the user's own profile.
#[cfg(not(unix))]
pub(crate) fn others_may_read(path: &Path) -> io::Result<bool> {
    fs::metadata(path).map(|_| false)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn one_at_a_time_and_the_next_one_as_soon_as_it_is_free() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("new/data");
        let first = DataDir::take(&path).unwrap();
        assert_eq!((mode(&path), mode(&path.join(LOCK))), (0o700, 0o600));
        let second = DataDir::take(&path).unwrap_err();
        assert_eq!(second.code(), "data_dir_in_use");
        drop(first);
        DataDir::take(&path).unwrap();
    }

    #[test]
    fn a_directory_of_ours_is_closed_to_others_and_somebody_elses_is_not_touched() {
        let empty = tempfile::tempdir().unwrap();
        set_mode(empty.path(), 0o755);
        DataDir::take(empty.path()).unwrap();
        assert_eq!(mode(empty.path()), 0o700);
        let shared = tempfile::tempdir().unwrap();
        fs::write(shared.path().join("thesis.txt"), "").unwrap();
        set_mode(shared.path(), 0o755);
        DataDir::take(shared.path()).unwrap();
        assert_eq!(mode(shared.path()), 0o755);
        set_mode(shared.path(), 0o777);
        let error = DataDir::take(shared.path()).unwrap_err();
        assert_eq!(error.code(), "data_dir_open_to_others");
    }

    #[test]
    fn a_file_is_not_a_directory_and_neither_is_what_is_below_it() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for path in [file.path().to_owned(), file.path().join("data")] {
            let error = DataDir::take(&path).unwrap_err();
            assert_eq!(error.code(), "data_dir_not_a_directory", "{}", path.display());
        }
    }

    #[test]
    fn a_synchronised_folder_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let error = DataDir::take(&home.path().join("Dropbox/muster")).unwrap_err();
        assert_eq!(error.code(), "unsafe_filesystem");
        assert!(error.to_string().contains("a synchronised folder (Dropbox)"), "{error}");
    }
}
