//! Files of whoever sits there: written where nothing is, read where something is.
//!
//! What is wrong with one is said in the same words and ends with the same code in every command. A file has its name
//! once it is whole, and goes if it does not get there.

use crate::{exit::Exit, failure::Failure};
use std::{
    fs,
    io::{self, Write},
    path::Path,
};
use tempfile::NamedTempFile;

/// Refuses a place where something is, before anything is made that shall go there.
pub(crate) fn must_be_free(path: &Path) -> Result<(), Failure> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(exists(path));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder.map(fs::metadata) {
        Some(Err(error)) => Err(unwritable(path, &error)),
        Some(Ok(_)) | None => Ok(()),
    }
}

/// A file that does not have its name yet.
#[derive(Debug)]
pub(crate) struct NewFile<'a> {
    path: &'a Path,
    part: NamedTempFile,
}

impl<'a> NewFile<'a> {
    pub(crate) fn begin(path: &'a Path) -> Result<Self, Failure> {
        must_be_free(path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let part = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")));
        Ok(Self { path, part: part.map_err(|error| unwritable(path, &error))? })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.part.write_all(bytes).map_err(|error| unwritable(self.path, &error))
    }

    /// It is whole.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let kept = self.part.persist_noclobber(self.path);
        kept.map(drop).map_err(|failure| unwritable(self.path, &failure.error))
    }
}

fn exists(path: &Path) -> Failure {
    let message = format!("{} is there already", path.display());
    Failure::new("file_exists", message, Exit::CONFLICT).with_hint("name another file")
}

/// Why nothing can be written there.
pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::AlreadyExists {
        return exists(path);
    }
    let (path, kind) = (path.display(), error.kind());
    // The error of a temporary file names that file, of which nobody knows.
    let message = match kind {
        io::ErrorKind::NotFound => {
            return Failure::new(
                "file_missing",
                format!("{path} cannot be written: its folder is not there"),
                Exit::USAGE,
            );
        }
        kind => format!("{path} cannot be written: {kind}"),
    };
    Failure::new("unwritable", message, Exit::FAILURE)
}

/// Why nothing can be read there.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    if error.kind() == io::ErrorKind::NotFound {
        return Failure::new("file_missing", format!("there is no file {path}"), Exit::USAGE);
    }
    Failure::new("unreadable", format!("{path} cannot be read: {error}"), Exit::FAILURE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_its_name_once_it_is_whole_and_is_written_over_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let mut file = NewFile::begin(&path).unwrap();
        file.write(b"whole").unwrap();
        assert!(!path.exists());
        file.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        let refused = NewFile::begin(&path).unwrap_err();
        assert_eq!(refused.message, format!("{} is there already", path.display()));
        assert_eq!((refused.code.as_str(), refused.exit), ("file_exists", Exit::CONFLICT));
    }

    #[test]
    fn no_temporary_name_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none/a.txt");
        let refused = NewFile::begin(&path).unwrap_err();
        let expected = format!("{} cannot be written: its folder is not there", path.display());
        assert_eq!((refused.message, refused.exit), (expected, Exit::USAGE));
        let missing = unreadable(&path, &io::ErrorKind::NotFound.into());
        assert_eq!((missing.code.as_str(), missing.exit), ("file_missing", Exit::USAGE));
    }
}
