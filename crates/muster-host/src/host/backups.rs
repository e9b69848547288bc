//! The backups of a running host: made once a day by themselves, and whenever somebody asks.

use crate::{
    backup::{self, BackupError, Making, Progress, Report, Shelf, Shelved},
    config::ServeSettings,
    secrets::SecretStore,
};
use futures_util::future::BoxFuture;
use muster_api::backup::{Backup, BackupFailure, BackupList, BackupRun};
use muster_coordinator::{Coordinator, HostBackups};
use muster_seams::Seams;
use muster_store::Store;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// The start itself is busy enough, and a coordinator that lives for seconds needs no backup.
const FIRST_LOOK: Duration = Duration::from_mins(1);
const LOOK_EVERY: Duration = Duration::from_mins(10);
/// A failed one copies everything again; whoever has to free some space needs a while.
const AGAIN_AFTER: Duration = Duration::from_hours(1);
const DUE_AFTER: Duration = Duration::from_hours(24);
const NAME: &str = "backup";

/// Makes backups of this host, one at a time. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Backups(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: ServeSettings,
    store: Store,
    secrets: SecretStore,
    seams: Seams,
    shelf: Shelf,
    /// The one that is being made, or was made last.
    run: Mutex<Option<BackupRun>>,
    /// Held while one is made.
    turn: tokio::sync::Mutex<()>,
}

impl Backups {
    pub(super) fn new(
        settings: ServeSettings,
        store: Store,
        secrets: SecretStore,
        seams: Seams,
    ) -> Self {
        let shelf = Shelf::at(settings.backup_dir.value.clone());
        let (run, turn) = (Mutex::default(), tokio::sync::Mutex::default());
        Self(Arc::new(Inner { settings, store, secrets, seams, shelf, run, turn }))
    }

    fn run(&self) -> MutexGuard<'_, Option<BackupRun>> {
        self.0.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether one is made every day: a PostgreSQL database has tools of its own.
    fn is_daily(&self) -> bool {
        self.0.settings.backup_keep.value.is_some() && self.0.store.is_file()
    }

    /// Begins a run unless one goes on. Answers with it, and whether it is new.
    fn open_run(&self) -> (BackupRun, bool) {
        let mut run = self.run();
        if let Some(going) = run.as_ref().filter(|run| !run.is_over) {
            return (going.clone(), false);
        }
        let number = run.as_ref().map_or(1, |last| last.number + 1);
        let fresh = BackupRun {
            number,
            step: "beginning".to_owned(),
            done: 0,
            total: 0,
            is_over: false,
            backup: None,
            failure: None,
        };
        *run = Some(fresh.clone());
        (fresh, true)
    }

    async fn make(&self, is_daily: bool) -> Result<Shelved, BackupFailure> {
        let _turn = self.0.turn.lock().await;
        let made = tokio::select! {
            biased;
            made = self.attempt(is_daily) => made,
            () = self.0.seams.tasks.stopped() => Err(BackupError::BrokenOff),
        };
        let made = made.map_err(|error| failure(&error));
        match &made {
            Ok(backup) => tracing::info!(backup = %backup.path.display(), "made a backup"),
            Err(failure) => tracing::error!(code = failure.code, "{}", failure.message),
        }
        if let Some(run) = self.run().as_mut() {
            run.is_over = true;
            run.backup = made.as_ref().ok().cloned().map(view);
            run.failure = made.as_ref().err().cloned();
        }
        made
    }

    async fn attempt(&self, is_daily: bool) -> Result<Shelved, BackupError> {
        let Inner { settings, store, secrets, seams, shelf, .. } = &*self.0;
        let data_dir = settings.data_dir.value.clone();
        let making = Making {
            store_file: backup::store_file(settings)?,
            key: backup::load_or_make_key(&data_dir, secrets).await?,
            data_dir,
            store: store.clone(),
            shelf: shelf.clone(),
            is_daily,
            now: seams.clock.now(),
            report: self.report(),
        };
        backup::create(making).await
    }

    fn report(&self) -> Report {
        let own = self.clone();
        Arc::new(move |Progress { step, done, total }| {
            if let Some(run) = own.run().as_mut() {
                step.clone_into(&mut run.step);
                (run.done, run.total) = (done, total);
            }
        })
    }

    /// Looks every now and then whether one is due.
    pub(super) fn start(&self, coordinator: &Coordinator) {
        if !self.is_daily() {
            return;
        }
        let (own, coordinator) = (self.clone(), coordinator.clone());
        self.0.seams.tasks.spawn(NAME, async move {
            let mut pause = FIRST_LOOK;
            loop {
                tokio::select! {
                    biased;
                    () = own.0.seams.tasks.stopped() => return,
                    () = tokio::time::sleep(pause) => {}
                }
                let outcome = own.pass().await;
                pause = if outcome.is_ok() { LOOK_EVERY } else { AGAIN_AFTER };
                coordinator.report_pass(NAME, outcome);
            }
        });
    }

    async fn pass(&self) -> Result<u64, String> {
        let told = |error: BackupError| failure(&error).message;
        let last = self.shelved().await.map_err(told)?.into_iter().find(|it| it.is_verified);
        let now = self.0.seams.clock.now();
        let is_fresh = |at| now.since(at) < DUE_AFTER && at.since(now) < DUE_AFTER;
        if last.is_some_and(|last| is_fresh(last.header.created_at)) {
            return Ok(0);
        }
        if !self.open_run().1 {
            return Ok(0);
        }
        self.make(true).await.map_err(|failure| failure.message)?;
        let (shelf, keep) = (self.0.shelf.clone(), self.0.settings.backup_keep.value);
        let tidied = tokio::task::spawn_blocking(move || keep.map(|keep| shelf.tidy(keep)));
        if let Ok(Some(Err(error))) = tidied.await {
            return Err(told(error));
        }
        Ok(1)
    }

    /// What lies on the shelf.
    pub(crate) async fn shelved(&self) -> Result<Vec<Shelved>, BackupError> {
        let shelf = self.0.shelf.clone();
        let listed = tokio::task::spawn_blocking(move || shelf.list()).await;
        listed.unwrap_or(Err(BackupError::BrokenOff))
    }
}

impl HostBackups for Backups {
    fn list(&self) -> BoxFuture<'static, Result<BackupList, BackupFailure>> {
        let own = self.clone();
        Box::pin(async move {
            let shelved = own.shelved().await.map_err(|error| failure(&error))?;
            let run = own.run().clone();
            Ok(BackupList {
                items: shelved.into_iter().map(view).collect(),
                folder: own.0.shelf.folder().display().to_string(),
                is_daily: own.is_daily(),
                run,
            })
        })
    }

    fn begin(&self) -> BackupRun {
        let (run, is_new) = self.open_run();
        if is_new {
            let own = self.clone();
            self.0.seams.tasks.spawn(NAME, async move { drop(own.make(false).await) });
        }
        run
    }

    fn failure(&self) -> Option<BackupFailure> {
        self.run().as_ref()?.failure.clone()
    }
}

/// A backup as the API shows it.
pub(crate) fn view(backup: Shelved) -> Backup {
    let header = backup.header;
    Backup {
        name: backup.name,
        path: backup.path.display().to_string(),
        created_at: header.created_at,
        size: backup.size,
        schema: header.schema,
        muster_version: header.muster_version,
        key: header.key,
        jobs: header.rows.get("job").copied().unwrap_or_default(),
        is_daily: backup.is_daily,
        is_verified: backup.is_verified,
    }
}

/// An error with what is at the bottom of it.
fn failure(error: &BackupError) -> BackupFailure {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause.and_then(std::error::Error::source) {
        cause = Some(deeper);
    }
    if let Some(cause) = cause {
        message = format!("{message}: {cause}");
    }
    BackupFailure { code: error.code().to_owned(), message, hint: error.hint() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        backup::BackupKey,
        config::{Environment, ServeFlags},
    };
    use muster_core::{OrganisationId, Timestamp};
    use muster_seams::ManualClock;
    use muster_store::{StoreError, coordinator, organisation};

    /// 2026-11-22, early on a Sunday.
    const NOW: Timestamp = Timestamp::from_millis(1_795_305_600_000);

    #[tokio::test(flavor = "multi_thread")]
    async fn one_backup_is_made_a_day_and_the_older_ones_go() {
        let home = tempfile::tempdir().unwrap();
        let key = BackupKey::generate().unwrap();
        let key_file = home.path().join("backup-key.unprotected");
        std::fs::write(key_file, key.reveal().reveal()).unwrap();
        let environment = Environment::from([("MUSTER_BACKUP_KEEP", "2,0")]);
        let flags = ServeFlags { data_dir: Some(home.path().to_owned()), ..ServeFlags::default() };
        let settings = ServeSettings::resolve(&environment, flags).unwrap();
        let store = Store::open_sqlite(&home.path().join("muster.db")).unwrap();
        let taken = store.write(|tx| {
            organisation::local(tx, &OrganisationId::from_random([1; 16]), NOW)?;
            coordinator::take(tx, "test", NOW)
        });
        taken.await.map_err(|error: StoreError| error).unwrap();
        let clock = Arc::new(ManualClock::at(NOW));
        let seams = Seams { clock: clock.clone(), ..Seams::real() };
        let secrets = SecretStore::of(&settings);
        let backups = Backups::new(settings, store.clone(), secrets, seams);

        for made in [1, 0] {
            assert_eq!(backups.pass().await, Ok(made), "the first look, and one just after it");
        }
        for day in 2..=4 {
            clock.advance(Duration::from_hours(25));
            assert_eq!(backups.pass().await, Ok(1), "day {day}");
            assert_eq!(backups.shelved().await.unwrap().len(), day.min(2));
        }
        std::fs::remove_dir_all(home.path().join("backups")).unwrap();
        std::fs::write(home.path().join("backups"), "in the way").unwrap();
        assert!(backups.pass().await.is_err());
        store.close().await;
    }
}
