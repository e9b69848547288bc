//! Files and directories that their owner alone can read, whatever the umask says.
//!
//! A file is written whole: to a temporary name, synced, renamed over the old one, and the directory
//! synced. So a reader sees the old content or the new one, also after a power cut.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Creates a directory and those above it; what was there keeps its permissions.
pub(crate) fn create_dir(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    let is_new = !path.exists();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    if is_new { restrict_dir(path) } else { Ok(()) }
}

/// Takes a directory's permissions away from everybody but its owner.
#[cfg(unix)]
pub(crate) fn restrict_dir(path: &Path) -> io::Result<()> {
    set_mode(path, 0o700)
}

/// Takes the permissions of a file that is there away from everybody but its owner.
#[cfg(unix)]
pub(crate) fn restrict(path: &Path) -> io::Result<()> {
    set_mode(path, 0o600)
}

#[cfg(not(unix))]
pub(crate) fn restrict(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// The data directory lies in the user's own profile, whose access list keeps others out.
#[cfg(not(unix))]
pub(crate) fn restrict_dir(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(mode);
    fs::set_permissions(path, permissions)
}

/// Opens a file for writing, and creates it for its owner alone.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let file = owner_only().read(true).write(true).create(true).truncate(false).open(path)?;
    restrict_file(&file)?;
    Ok(file)
}

fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The umask can only take bits away, and an older file may have too many.
#[cfg(unix)]
fn restrict_file(file: &File) -> io::Result<()> {
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))
}

#[cfg(not(unix))]
fn restrict_file(_file: &File) -> io::Result<()> {
    Ok(())
}

/// Puts this content in the file's place.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let temporary = temporary_name(path);
    let written = write_new(&temporary, content).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // What could not be put in place is of no use; that it is there changes nothing either.
        if let Err(error) = fs::remove_file(&temporary)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::debug!(%error, path = %temporary.display(), "cannot remove");
        }
        return written;
    }
    sync_parent(path)
}

fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = owner_only().write(true).create(true).truncate(true).open(path)?;
    restrict_file(&file)?;
    file.write_all(content)?;
    file.sync_all()
}

/// A name of this process, so that two of them do not write into the same temporary file.
fn temporary_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

/// A rename is on disk when its directory is.
#[cfg(unix)]
fn sync_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
fn sync_parent(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_written_is_its_owners_alone_and_replaced_as_a_whole() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("a/b");
        create_dir(&dir).unwrap();
        assert_eq!((mode(&dir), mode(dir.parent().unwrap())), (0o700, 0o700));
        let path = dir.join("file");
        fs::write(&path, "old and much longer").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(mode(&path), 0o600);
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 1, "nothing temporary is left");
    }

    #[test]
    fn what_cannot_be_put_in_place_leaves_nothing_behind() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("file");
        fs::create_dir(&path).unwrap();
        assert!(replace(&path, b"new").is_err(), "a directory is not replaced by a file");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }
}
