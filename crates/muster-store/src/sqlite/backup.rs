//! A copy of the file as it was before a migration, for whoever wants the old release back.
//!
//! It counts only once it is complete and on disk: it is made under another name first.

use super::{file, open};
use crate::OpenError;
use rusqlite::Connection;
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// Copies the file beside itself, named after the schema that it has.
pub(super) fn make(path: &Path, connection: &Connection, schema: u32) -> Result<(), OpenError> {
    let finished = beside(path, &format!(".schema-{schema}"));
    let unfinished = beside(path, ".backup");
    let refused = |error| file::refused(path, error);
    // SQLite writes into an empty file, and this one only its owner may read.
    file::create(&unfinished).map_err(refused)?;
    connection
        .execute("VACUUM INTO ?1", [unfinished.to_string_lossy()])
        .map_err(|error| open::refused(path, error))?;
    keep(&unfinished, &finished).map_err(refused)?;
    tracing::info!(backup = %finished.display(), "kept the store as it was before the migration");
    Ok(())
}

fn keep(unfinished: &Path, finished: &Path) -> io::Result<()> {
    File::open(unfinished)?.sync_all()?;
    fs::rename(unfinished, finished)?;
    sync_folder(finished)
}

/// A new name is on disk once its folder is; other systems do that by themselves.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent().filter(|folder| cfg!(unix) && !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
