//! Taking back: what a restore kept aside holds again, when what it restored does not work.

use super::{
    BackupError,
    open::{is_there, sync_all},
    parts,
    restore::beside,
    shelf, store_file,
    swap::{self, Journal, Stopped},
};
use crate::{DataDir, config::ServeSettings};
use muster_core::Timestamp;
use muster_seams::Faults;
use muster_store::snapshot;
use std::{io, path::PathBuf, sync::Arc};

/// What is to be taken back.
#[derive(Debug, Clone)]
pub struct TakingBack {
    /// The data directory, with its store's place.
    pub settings: ServeSettings,
    /// Where the restore kept what was there before.
    pub kept_aside: PathBuf,
    /// Now.
    pub now: Timestamp,
    /// Faults that a test injects.
    pub faults: Arc<dyn Faults>,
}

/// Puts back what a restore kept aside. Answers where that is now which it had restored.
///
/// A kill at any moment leaves the one state or the other, as it is with a restore. So does a failure,
/// which is [`BackupError::TakeBackUnfinished`] if what was there before holds again.
pub async fn take_back(asked: TakingBack) -> Result<PathBuf, BackupError> {
    let work = tokio::task::spawn_blocking(move || put_back(&asked));
    work.await.unwrap_or(Err(BackupError::BrokenOff))
}

fn put_back(asked: &TakingBack) -> Result<PathBuf, BackupError> {
    let store = store_file(&asked.settings)?;
    let data_dir = DataDir::take(&asked.settings.data_dir.value)?;
    let failed = |source: io::Error| BackupError::about(data_dir.path(), source);
    let not_ours = || failed(io::ErrorKind::NotFound.into());
    let from = asked.kept_aside.strip_prefix(data_dir.path()).ok().and_then(|path| path.to_str());
    let from = from.filter(|_| is_there(&asked.kept_aside)).ok_or_else(not_ours)?.to_owned();
    let own = asked.kept_aside.join(&beside(&store)[0]);
    if !is_there(&own) {
        return Err(not_ours());
    }
    // Whoever began on what was restored may have granted something: none of it is granted again.
    let given = snapshot::given(&store).unwrap_or_default();
    snapshot::raise(&own, &given)?;
    // Only now, since its log has become part of the store meanwhile.
    let names = beside(&store).into_iter().chain(parts::PARTS.map(str::to_owned));
    let (moves, retired): (Vec<_>, Vec<_>) =
        names.partition(|name| is_there(&asked.kept_aside.join(name)));
    let moves = moves.into_iter().map(|name| (name.clone(), name)).collect();
    let aside = format!("after-restore-{}", shelf::stamp(asked.now));
    let aside = swap::free_name(data_dir.path(), &aside);
    let journal = Journal { from, aside, moves, retired };
    sync_all(&asked.kept_aside).map_err(failed)?;
    let aside = data_dir.file(&journal.aside);
    match swap::carry_out(data_dir.path(), &journal, asked.faults.as_ref()) {
        Ok(()) => Ok(aside),
        Err(Stopped::Before(source)) => Err(failed(source)),
        Err(Stopped::Within(source)) => Err(BackupError::TakeBackUnfinished { aside, source }),
    }
}
