//! Opening the store of a data directory.
//!
//! The file `store` remembers where the store was. If that very file is gone, or if the file `store`
//! is gone too and the coordinator's key or its logs are there, somebody lost it; starting with an
//! empty one in its place would hide that.

use crate::{DataDir, StartError, config::Database, private_file};
use muster_store::Store;
use std::{
    fs,
    path::{Path, PathBuf},
};

pub(crate) const REMEMBERED: &str = "store";
/// What is remembered of a store that is no file.
const ELSEWHERE: &str = "PostgreSQL";

/// Opens the store, or creates it where there has been none.
pub(crate) async fn open(data_dir: &DataDir, database: &Database) -> Result<Store, StartError> {
    match database {
        Database::Postgres(url) => {
            let store = Store::connect_postgres(url.reveal()).await?;
            remember(data_dir, ELSEWHERE)?;
            Ok(store)
        }
        Database::Sqlite(path) => {
            refuse_lost(data_dir, path)?;
            let store = open_file(path.clone()).await?;
            remember(data_dir, &told(data_dir, path))?;
            Ok(store)
        }
    }
}

/// Opening a file may take long: it is checked and brought to this release's schema.
async fn open_file(path: PathBuf) -> Result<Store, StartError> {
    let shown = path.clone();
    let opened = tokio::task::spawn_blocking(move || {
        if let Some(folder) = path.parent() {
            private_file::create_dir(folder).map_err(|source| StartError::about(folder, source))?;
        }
        Ok(Store::open_sqlite(&path)?)
    });
    opened.await.unwrap_or_else(|error| Err(StartError::about(&shown, error.into())))
}

fn refuse_lost(data_dir: &DataDir, path: &Path) -> Result<(), StartError> {
    if path.exists() {
        return Ok(());
    }
    match trace_of_lost(data_dir, path) {
        Some(trace) => Err(StartError::StoreMissing { path: path.to_owned(), trace }),
        None => Ok(()),
    }
}

/// What shows that a store has been in this very place.
fn trace_of_lost(data_dir: &DataDir, path: &Path) -> Option<PathBuf> {
    let note = data_dir.file(REMEMBERED);
    if let Ok(name) = fs::read_to_string(&note) {
        return (name == told(data_dir, path)).then_some(note);
    }
    let logs = data_dir.file("logs");
    let has_logs = fs::read_dir(&logs).is_ok_and(|mut entries| entries.next().is_some());
    let key = data_dir.file(super::keys::COORDINATOR);
    if key.exists() { Some(key) } else { has_logs.then_some(logs) }
}

fn remember(data_dir: &DataDir, name: &str) -> Result<(), StartError> {
    let trace = data_dir.file(REMEMBERED);
    if fs::read_to_string(&trace).is_ok_and(|known| known == name) {
        return Ok(());
    }
    private_file::replace(&trace, name.as_bytes())
        .map_err(|source| StartError::about(&trace, source))
}

/// The store's place; relative within the data directory, which may be moved as a whole.
fn told(data_dir: &DataDir, path: &Path) -> String {
    path.strip_prefix(data_dir.path()).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_store_that_was_there_is_not_replaced_by_an_empty_one() {
        let home = tempfile::tempdir().unwrap();
        let data_dir = DataDir::take(home.path()).unwrap();
        let database = Database::Sqlite(home.path().join("muster.db"));
        open(&data_dir, &database).await.unwrap().close().await;
        open(&data_dir, &database).await.unwrap().close().await;
        for name in ["muster.db", "muster.db-wal", "muster.db-shm"] {
            drop(fs::remove_file(home.path().join(name)));
        }
        let error = open(&data_dir, &database).await.unwrap_err();
        assert_eq!(error.code(), "store_missing");
        assert!(!home.path().join("muster.db").exists());
        // Neither is it without the note: the coordinator's key shows that it was there.
        fs::remove_file(home.path().join(REMEMBERED)).unwrap();
        super::super::keys::load_or_make(&data_dir, super::super::keys::COORDINATOR).unwrap();
        let error = open(&data_dir, &database).await.unwrap_err();
        assert_eq!(error.code(), "store_missing");
        fs::write(home.path().join(REMEMBERED), "muster.db").unwrap();
        let other = Database::Sqlite(home.path().join("other.db"));
        open(&data_dir, &other).await.unwrap().close().await;
    }
}
