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
    secrets::SecretStore,
};
use findings::{bad, good, warning};
use muster_api::instance::{Check, DoctorReport};
use muster_core::Timestamp;
use muster_seams::Clock;
use muster_store::Store;
use muster_worker::Levels;
use std::sync::Arc;

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

impl HostFacts {
    /// Looks at everything.
    pub(crate) async fn checks(self) -> Vec<Check> {
        let mut checks = vec![
            findings::data_dir(&self.settings.data_dir.value),
            findings::space(&self.settings.data_dir.value),
            integrity(&self.store).await,
            logs::check(&self.settings.data_dir.value).await,
            findings::sqlite_version(),
            findings::listeners(&self.addresses),
            findings::secrets(&self.secrets).await,
            backups(&self.settings, self.backups.shelved().await, self.clock.now()),
            findings::clock(self.clock.now()),
            findings::isolation(Levels::found()),
        ];
        checks.extend(settings(&self.settings.effective, &self.settings.ignored));
        checks
    }
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
    let mut checks = vec![held(settings), findings::data_dir(data_dir), findings::space(data_dir)];
    checks.push(store_file::check(&settings.database.value).await);
    checks.push(logs::check(data_dir).await);
    checks.push(findings::sqlite_version());
    checks.push(findings::listeners(&settings.listen.value));
    checks.push(findings::secrets(&SecretStore::of(settings)).await);
    let shelf = Shelf::at(settings.backup_dir.value.clone());
    let now = clock.now();
    checks.push(backups(settings, shelf.list(), now));
    checks.push(findings::clock(now));
    checks.push(findings::isolation(Levels::found()));
    checks.extend(self::settings(&settings.effective, &settings.ignored));
    DoctorReport { checks }
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
