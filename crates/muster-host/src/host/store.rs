//! Opening the store of a data directory.
//!
//! The file `store` remembers where a SQLite store was. If that very file is gone, somebody lost it,
//! and starting with an empty one in its place would hide that.

use crate::{DataDir, StartError, config::Database, private_file};
use muster_store::Store;
use std::{
    fs,
    path::{Path, PathBuf},
};

const REMEMBERED: &str = "store";

/// Opens the store, or creates it where there has been none.
pub(crate) async fn open(data_dir: &DataDir, database: &Database) -> Result<Store, StartError> {
    match database {
        Database::Postgres(url) => Ok(Store::connect_postgres(url.reveal()).await?),
        Database::Sqlite(path) => {
            refuse_lost(data_dir, path)?;
            let store = open_file(path.clone()).await?;
            remember(data_dir, path)?;
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
    let trace = data_dir.file(REMEMBERED);
    let was_here = fs::read_to_string(&trace).is_ok_and(|name| name == told(data_dir, path));
    if was_here && !path.exists() {
        return Err(StartError::StoreMissing { path: path.to_owned(), trace });
    }
    Ok(())
}

fn remember(data_dir: &DataDir, path: &Path) -> Result<(), StartError> {
    let (trace, name) = (data_dir.file(REMEMBERED), told(data_dir, path));
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
        let other = Database::Sqlite(home.path().join("other.db"));
        open(&data_dir, &other).await.unwrap().close().await;
    }
}
