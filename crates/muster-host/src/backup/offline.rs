//! Backups without a coordinator: of a data directory that nobody uses, and of any file.

use super::{
    BackupError, BackupKey, Making, Opened, Report, Shelf, Shelved, create, load_or_make_key,
    open::{is_there, sync_folder},
    store_file, verify,
};
use crate::{DataDir, StartError, config::ServeSettings, host, private_file, secrets::SecretStore};
use muster_core::Timestamp;
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// Makes a backup of a data directory that nobody else uses.
pub async fn create_offline(
    settings: &ServeSettings,
    now: Timestamp,
    report: Report,
) -> Result<Shelved, BackupError> {
    let path = settings.data_dir.value.clone();
    let store_file = store_file(settings)?;
    if !is_there(&store_file) {
        let trace = path.clone();
        return Err(StartError::StoreMissing { path: store_file, trace }.into());
    }
    let key = load_or_make_key(&path, &SecretStore::of(settings)).await?;
    let taken = tokio::task::spawn_blocking(move || DataDir::take(&path)).await;
    let data_dir = taken.map_err(|_| BackupError::BrokenOff)??;
    let store = host::open_store(&data_dir, &settings.database.value).await?;
    let making = Making {
        data_dir: data_dir.path().to_owned(),
        store: store.clone(),
        store_file,
        shelf: Shelf::at(settings.backup_dir.value.clone()),
        key,
        is_daily: false,
        now,
        report,
    };
    let made = create(making).await;
    store.close().await;
    made
}

/// Verifies any file; one on the shelf of these settings is remembered as verified.
pub async fn verify_with(
    settings: &ServeSettings,
    file: &Path,
    key: &BackupKey,
    report: Report,
) -> Result<Opened, BackupError> {
    let name = format!("backup-verify-{}", std::process::id());
    // The store lies in clear meanwhile: best where it lies in clear anyway.
    let data_dir = &settings.data_dir.value;
    let work =
        if data_dir.is_dir() { data_dir.join(name) } else { std::env::temp_dir().join(name) };
    let (path, key) = (file.to_owned(), key.clone());
    let verifying = tokio::task::spawn_blocking(move || verify(&path, &key, work, &report));
    let opened = verifying.await.unwrap_or(Err(BackupError::BrokenOff))?;
    let shelf = Shelf::at(settings.backup_dir.value.clone());
    let folder = file.parent().and_then(|folder| fs::canonicalize(folder).ok());
    if folder.is_some() && folder == fs::canonicalize(shelf.folder()).ok() {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        shelf.note_verified(&name)?;
    }
    Ok(opened)
}

/// Copies a finished backup to another place, whole or not at all.
pub fn copy_out(from: &Path, to: &Path) -> Result<(), BackupError> {
    let about = |source| BackupError::about(to, source);
    if is_there(to) {
        return Err(about(io::ErrorKind::AlreadyExists.into()));
    }
    let mut name = to.as_os_str().to_owned();
    name.push(".unfinished");
    let unfinished = PathBuf::from(name);
    let copied = copy(from, &unfinished).and_then(|()| fs::rename(&unfinished, to));
    if copied.is_err()
        && let Err(error) = fs::remove_file(&unfinished)
    {
        tracing::debug!(%error, "an unfinished copy stays");
    }
    copied.map_err(about)?;
    match to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => sync_folder(folder).map_err(about),
        None => Ok(()),
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut target = private_file::open(to)?;
    target.set_len(0)?;
    io::copy(&mut File::open(from)?, &mut target)?;
    target.sync_all()
}
