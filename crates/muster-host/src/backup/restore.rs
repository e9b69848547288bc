//! Restoring: a backup takes the place of a data directory's state, which is kept aside.

use super::{
    BackupError, BackupKey, Header, Report,
    key::{self, find_key},
    open::{self, is_there},
    parts, shelf, store_file,
    swap::{self, Journal, STAGING, Stopped},
    work_dir::WorkDir,
};
use crate::{DataDir, config::ServeSettings, secrets::SecretStore};
use muster_core::Timestamp;
use muster_seams::Faults;
use muster_store::snapshot::{self, Given};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// What is to be restored where.
#[derive(Clone)]
pub struct Restoring {
    /// The backup.
    pub file: PathBuf,
    /// What opens it.
    pub key: BackupKey,
    /// The data directory, with its store's place and where its secrets are kept.
    pub settings: ServeSettings,
    /// Whether a state that is there may be replaced.
    pub may_replace: bool,
    /// Now.
    pub now: Timestamp,
    /// Faults that a test injects.
    pub faults: Arc<dyn Faults>,
    /// Who hears of progress.
    pub report: Report,
}

impl std::fmt::Debug for Restoring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Restoring").field("file", &self.file).finish_non_exhaustive()
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the backup said about itself.
    pub header: Header,
    /// The epoch of the restored store, which the next coordinator goes beyond.
    pub epoch: u32,
    /// Where the state is that was there before.
    pub kept_aside: Option<PathBuf>,
}

/// Puts a backup in the place of a data directory's state.
///
/// A kill at any moment leaves the old state or the new one: before the journal is on disk the old
/// one, and after that whoever takes the data directory next finishes the move. So does a failure, which
/// is [`BackupError::RestoreUnfinished`] if the new one holds.
pub async fn restore(restoring: Restoring) -> Result<Restored, BackupError> {
    let (settings, key) = (restoring.settings.clone(), restoring.key.clone());
    let work = tokio::task::spawn_blocking(move || replace(&restoring));
    let (restored, data_dir) = work.await.unwrap_or(Err(BackupError::BrokenOff))?;
    adopt(&data_dir, &settings, &key).await;
    Ok(restored)
}

/// The directory goes on with the key that opened it: it opens the secrets in its store, too.
async fn adopt(data_dir: &DataDir, settings: &ServeSettings, key: &BackupKey) {
    let secrets = SecretStore::of(settings);
    let kept = match find_key(data_dir.path(), &secrets).await {
        Ok(Some(found)) if found.id() == key.id() => Ok(()),
        // What cannot be read may be written: a machine without a keychain keeps it in a file.
        Ok(_) | Err(_) => key::keep(data_dir.path(), &secrets, key).await,
    };
    if let Err(error) = kept {
        tracing::warn!(%error, "the backup's key is not kept here: secrets in it cannot be opened, and the next backup makes another");
    }
}

fn replace(restoring: &Restoring) -> Result<(Restored, DataDir), BackupError> {
    let store = store_file(&restoring.settings)?;
    let data_dir = DataDir::take(&restoring.settings.data_dir.value)?;
    let old = old_state(data_dir.path(), &store);
    if !old.is_empty() && !restoring.may_replace {
        return Err(BackupError::Occupied { path: data_dir.path().to_owned() });
    }
    let staging = WorkDir::fresh(data_dir.file(STAGING))?;
    let folder = data_dir.file(STAGING);
    let (file, report) = (&restoring.file, &restoring.report);
    let opened = open::into(file, &restoring.key, &folder, true, report)?;
    // A store that is damaged tells nothing; then the margins have to do.
    let given = if is_there(&store) { snapshot::given(&store) } else { Ok(Given::default()) };
    let given = given.unwrap_or_default();
    let epoch = snapshot::raise(&staging.file(parts::STORE), &given)?;
    let journal = plan(&folder, &store, old, data_dir.path(), restoring.now);
    open::sync_all(&folder).map_err(|source| BackupError::about(data_dir.path(), source))?;
    let kept_aside = keeps(data_dir.path(), &journal).then(|| data_dir.file(&journal.aside));
    let restored = Restored { header: opened.header, epoch, kept_aside };
    // From here on the staged files may be the state; a failure must not take them away.
    std::mem::forget(staging);
    match swap::carry_out(data_dir.path(), &journal, restoring.faults.as_ref()) {
        Ok(()) => Ok((restored, data_dir)),
        Err(Stopped::Before(source)) => Err(BackupError::about(data_dir.path(), source)),
        Err(Stopped::Within(source)) => {
            Err(BackupError::RestoreUnfinished { restored: Box::new(restored), source })
        }
    }
}

/// Names of the state that is there, in the data directory.
fn old_state(data_dir: &Path, store: &Path) -> Vec<String> {
    // A key alone is no state: it may have been put there for this very restore.
    let parts = parts::PARTS.iter().filter(|part| ![key::FILE, key::ID_FILE].contains(part));
    let names = beside(store).into_iter().chain(parts.map(|part| (*part).to_owned()));
    names.filter(|name| is_there(&data_dir.join(name))).collect()
}

/// The store, and what its engine puts beside it.
pub(super) fn beside(store: &Path) -> [String; 3] {
    let store = store_name(store);
    ["", "-wal", "-shm"].map(|ending| format!("{store}{ending}"))
}

fn store_name(store: &Path) -> String {
    store.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn plan(
    staging: &Path,
    store: &Path,
    old: Vec<String>,
    data_dir: &Path,
    now: Timestamp,
) -> Journal {
    let store = (parts::STORE.to_owned(), store_name(store));
    let parts = parts::PARTS.iter().map(|part| ((*part).to_owned(), (*part).to_owned()));
    let staged = std::iter::once(store).chain(parts);
    let moves: Vec<_> = staged.filter(|(name, _)| is_there(&staging.join(name))).collect();
    let is_replaced = |name: &String| moves.iter().any(|(_, new)| new == name);
    // A log of the old store beside the new one would be its end: they go even if they come later.
    let beside = ["-wal", "-shm"].map(|ending| format!("{}{ending}", moves[0].1));
    let old = old.into_iter().filter(|name| !is_replaced(name) && !beside.contains(name));
    let retired = old.chain(beside.clone()).collect();
    let aside = swap::free_name(data_dir, &format!("before-restore-{}", shelf::stamp(now)));
    Journal { from: STAGING.to_owned(), aside, moves, retired }
}

/// Whether there is anything that goes aside.
fn keeps(data_dir: &Path, journal: &Journal) -> bool {
    let replaced = journal.moves.iter().map(|(_, name)| name);
    replaced.chain(&journal.retired).any(|name| is_there(&data_dir.join(name)))
}
