//! Directories whose entries survive a power cut.

use crate::LogError;
use std::{
    fs::{self, File},
    path::Path,
};

/// Makes a directory with its parents, each of them durable in its own parent.
pub(crate) fn create_dir(dir: &Path) -> Result<(), LogError> {
    if dir.is_dir() {
        return Ok(());
    }
    if let Some(parent) = dir.parent() {
        create_dir(parent)?;
        make(dir)?;
        return sync_dir(parent);
    }
    make(dir)
}

fn make(dir: &Path) -> Result<(), LogError> {
    match fs::create_dir(dir) {
        // Another log of the same attempt or job may make it at the same moment.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        result => result.map_err(|error| LogError::io("create", dir, error)),
    }
}

/// Makes the entries of a directory durable; where directories cannot be opened, they are anyway.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), LogError> {
    if cfg!(windows) || dir.as_os_str().is_empty() {
        return Ok(());
    }
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(|error| LogError::io("sync", dir, error))
}
