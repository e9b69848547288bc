//! Doctor: what a person would look at first when something does not work.
//!
//! A running coordinator answers for itself and adds what its host knows ([`HostFacts`]). Without
//! one, [`offline`] looks at the same things from outside and changes nothing.

mod exposed;
mod findings;
mod logs;
mod store_file;

pub use exposed::{Places, tokens};

use crate::{
    StartError,
    backup::{BackupError, Shelf, Shelved},
    config::{Database, Effective, ListenAddress, ServeSettings},
    data_dir::DataDir,
    host::Backups,
    private_file,
    secrets::SecretStore,
};
use findings::{bad, good, warning};
use futures_util::future::BoxFuture;
use muster_api::instance::{Check, DoctorReport, Fix, FixKind};
use muster_coordinator::HostDoctor;
use muster_core::Timestamp;
use muster_seams::Clock;
use muster_store::Store;
use muster_worker::Levels;
use std::{io, path::Path, sync::Arc};

/// What a running host knows and its coordinator does not.
#[derive(Debug, Clone)]
pub(crate) struct HostFacts {
    pub(crate) settings: ServeSettings,
    pub(crate) addresses: Vec<ListenAddress>,
    pub(crate) secrets: SecretStore,
    pub(crate) store: Store,
    pub(crate) backups: Backups,
    pub(crate) clock: Arc<dyn Clock>,
}

/// What there is to look at, in this order; settings come behind it.
const NAMES: [&str; 10] = [
    "data directory",
    "disk space",
    "integrity",
    "logs",
    "sqlite",
    "listeners",
    "secrets",
    "backups",
    "clock",
    "isolation",
];

impl HostFacts {
    /// Looks at everything, or at what has this name.
    async fn look(self, only: Option<String>) -> Vec<Check> {
        let is_wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
        let mut checks = Vec::new();
        for name in NAMES.into_iter().filter(|name| is_wanted(name)) {
            checks.extend(self.check(name).await);
        }
        let settings = settings(&self.settings.effective, &self.settings.ignored);
        checks.extend(settings.into_iter().filter(|check| is_wanted(&check.name)));
        checks
    }

    async fn check(&self, name: &str) -> Option<Check> {
        let data_dir = &self.settings.data_dir.value;
        Some(match name {
            "data directory" => findings::data_dir(data_dir),
            "disk space" => findings::space(data_dir),
            "integrity" => integrity(&self.store).await,
            "logs" => logs::check(data_dir).await,
            "sqlite" => findings::sqlite_version(),
            "listeners" => findings::listeners(&self.addresses),
            "secrets" => findings::secrets(&self.secrets, data_dir).await,
            "backups" => self.backups().await,
            "clock" => findings::clock(self.clock.now()),
            "isolation" => findings::isolation(Levels::found()),
            _ => return None,
        })
    }

    async fn backups(&self) -> Check {
        let shelved = self.backups.shelved().await;
        let does = "Make a backup now".to_owned();
        let fix = Fix { kind: FixKind::MakeBackup, does, place: None };
        findings::with_fix(backups(&self.settings, shelved, self.clock.now()), fix)
    }
}

impl HostDoctor for HostFacts {
    fn checks(&self, only: Option<String>) -> BoxFuture<'static, Vec<Check>> {
        Box::pin(self.clone().look(only))
    }

    fn mend(&self, fix: FixKind) -> Result<String, String> {
        let data_dir = &self.settings.data_dir.value;
        match fix {
            FixKind::CloseDataDirectory => close(data_dir).map_err(|error| error.to_string()),
            FixKind::MakeBackup | FixKind::RepeatPasses | FixKind::CloseFile => {
                Err("that is not for the data directory".to_owned())
            }
        }
    }

    fn log(&self) -> String {
        crate::logging::tail()
    }

    fn secrets(&self) -> Vec<String> {
        let token = self.settings.token.as_ref();
        token.map(|token| token.value.reveal().to_owned()).into_iter().collect()
    }
}

/// Makes a file or a folder its owner's alone. Answers what was done.
pub fn close(path: &Path) -> io::Result<String> {
    if path.is_dir() {
        private_file::restrict_dir(path)?;
    } else {
        private_file::restrict(path)?;
    }
    Ok(format!("`{}` is its owner's alone now", path.display()))
}

fn backups(
    settings: &ServeSettings,
    shelved: Result<Vec<Shelved>, BackupError>,
    now: Timestamp,
) -> Check {
    match settings.database.value {
        Database::Postgres(_) => {
            good("backups", "a PostgreSQL database is backed up with its own tools")
        }
        Database::Sqlite(_) => {
            findings::backups(shelved, settings.backup_keep.value.is_some(), now)
        }
    }
}

async fn integrity(store: &Store) -> Check {
    match store.check().await {
        Ok(found) if found.is_empty() => good("integrity", "the database found nothing wrong"),
        Ok(found) => bad(
            "integrity",
            format!("the database is damaged: {}", found.join("; ")),
            "stop the coordinator and restore a backup of the data directory",
        ),
        Err(error) => bad(
            "integrity",
            format!("the database could not be checked: {error}"),
            "look at the disk and at the coordinator's log",
        ),
    }
}

/// Looks at a data directory on which no coordinator can be reached. Nothing is changed.
pub async fn offline(settings: &ServeSettings, clock: &dyn Clock) -> DoctorReport {
    let data_dir = &settings.data_dir.value;
    let mut checks = vec![held(settings), own_data_dir(data_dir), findings::space(data_dir)];
    checks.push(store_file::check(&settings.database.value).await);
    checks.push(logs::check(data_dir).await);
    checks.push(findings::sqlite_version());
    checks.push(findings::listeners(&settings.listen.value));
    checks.push(findings::secrets(&SecretStore::of(settings), data_dir).await);
    let shelf = Shelf::at(settings.backup_dir.value.clone());
    let now = clock.now();
    checks.push(backups(settings, shelf.list(), now));
    checks.push(findings::clock(now));
    checks.push(findings::isolation(Levels::found()));
    checks.extend(self::settings(&settings.effective, &settings.ignored));
    DoctorReport { checks }
}

/// Nobody else is there to mend it, so it is done by whoever asks.
fn own_data_dir(path: &Path) -> Check {
    let check = findings::data_dir(path);
    let place = Some(path.display().to_string());
    Check { fix: check.fix.map(|fix| Fix { place, ..fix }), ..check }
}

/// Whether somebody has the data directory although nobody answers.
fn held(settings: &ServeSettings) -> Check {
    const NAME: &str = "coordinator";
    let path = &settings.data_dir.value;
    if !path.exists() {
        return warning(NAME, "no coordinator has run here yet", "start one with `muster serve`");
    }
    match DataDir::take(path) {
        Ok(_) => warning(NAME, "no coordinator is running", "start one with `muster serve`"),
        Err(StartError::InUse { .. }) => bad(
            NAME,
            "a coordinator holds the data directory and does not answer".to_owned(),
            "it may be starting or stopping; look again, or end that process",
        ),
        Err(error) => {
            let hint = error.hint();
            bad(NAME, format!("a coordinator could not start: {error}"), &hint)
        }
    }
}

/// Every setting with its origin, then what is set and means nothing here.
pub fn settings(effective: &[Effective], ignored: &[(&str, &str)]) -> Vec<Check> {
    let told = effective.iter().map(|setting| {
        let value = if setting.value.is_empty() { "nothing" } else { &setting.value };
        good(&format!("setting {}", setting.variable), format!("{value} ({})", setting.origin))
    });
    let unread = ignored.iter().map(|(name, reason)| {
        good(&format!("variable {name}"), format!("is set and not read: {reason}"))
    });
    told.chain(unread).collect()
}
