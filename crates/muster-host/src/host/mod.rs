//! A host: a data directory in use, with its store, its coordinator and this machine's worker.
//!
//! It starts in an order in which nothing is disturbed or promised too early: the lock, the ports, the
//! store, the keys, the coordinator, this machine's worker, and only then `instance.json`, which tells
//! everybody that it is ready. It stops in the opposite order.

mod backups;
mod billing;
mod demo;
mod gate;
mod heads;
mod keys;
mod listeners;
mod port_holder;
mod providers;
mod sealing;
pub(crate) mod store;
mod this_machine;

use crate::{
    DataDir, HostFailure, StartError,
    config::{ListenAddress, Origin, ServeSettings},
    doctor::HostFacts,
    hardening, instance,
    secrets::SecretStore,
};
use axum::Router;
pub(crate) use backups::{Backups, view as backup_view};
pub use gate::NotFilled;
use heads::Heads;
use listeners::{Listeners, Open};
use muster_api::{console::ConsoleLink, instance::InstanceFile, provider::SettingsReread};
pub use muster_billing::settings::Problem as Lack;
use muster_coordinator::{
    ArtefactOptions, Caller, CloudOptions, Coordinator, CoordinatorOptions, RunningSummary,
};
use muster_seams::{BootTime, Seams};
use muster_store::Store;
pub use providers::NotReread;
use providers::Rereads;
use sealing::Sealing;
use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};
pub(crate) use store::open as open_store;
use this_machine::ThisMachine;
pub(crate) use this_machine::name as machine_name;
use tokio::sync::Mutex;

/// This program's version.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Logout and shutdown kill whoever takes longer than 5 s; the rest is for what follows us.
const STOP_WITHIN: Duration = Duration::from_millis(4500);
/// Of which this machine's jobs get so much to end and be handed back.
const JOBS_END_WITHIN: Duration = Duration::from_millis(3300);

/// A running host.
#[derive(Debug)]
pub struct Host {
    settings: ServeSettings,
    seams: Seams,
    coordinator: Coordinator,
    store: Store,
    secrets: SecretStore,
    url: String,
    urls: Vec<String>,
    addresses: Vec<ListenAddress>,
    rereads: Arc<Rereads>,
    lacks: Vec<Lack>,
    /// Gone once the host has stopped.
    running: Mutex<Option<Running>>,
}

/// What ends when the host stops.
#[derive(Debug)]
struct Running {
    this_machine: Option<ThisMachine>,
    /// Released last.
    data_dir: DataDir,
}

fn tell_notices(settings: &ServeSettings) {
    for note in &settings.identity.notices {
        tracing::warn!(variable = %note.variable, "{}", note.says);
    }
    let set = &settings.providers;
    let has_cloud = set.render.is_some() || set.daytona.is_some() || set.azure.is_some();
    if has_cloud && !settings.is_demo {
        tracing::warn!("the providers' credentials of the environment serve all organisations");
    }
}

/// What somebody has decided, by the names of its variables; the values of secrets are stars already.
fn said(settings: &ServeSettings) -> BTreeMap<String, String> {
    let decided = settings.effective.iter().filter(|it| it.origin != Origin::Default);
    decided.map(|it| (it.variable.to_owned(), it.value.clone())).collect()
}

fn artefacts(data_dir: &DataDir, settings: &ServeSettings) -> Result<ArtefactOptions, StartError> {
    Ok(ArtefactOptions {
        dir: data_dir.folder("artefacts")?,
        largest_bytes: settings.artefact_file_limit.value,
        total_bytes: settings.artefact_limit.value,
    })
}

impl Host {
    /// Takes the data directory and starts everything in it, or leaves it as it was.
    ///
    /// Tasks run on the seams' tasks; stopping the host stops them all.
    pub async fn start(settings: ServeSettings, seams: Seams) -> Result<Self, StartError> {
        if settings.is_headless {
            hardening::hide_memory();
            hardening::close_umask();
        }
        let data_dir = take(settings.data_dir.value.clone()).await?;
        demo::keep_apart(&data_dir, &settings)?;
        // Opening the store may bring it to this release: not for a start that comes to nothing.
        let ports = listeners::open(&settings, seams.net.as_ref()).await?;
        let store = open_store(&data_dir, &settings.database.value).await?;
        let starting = Self::start_in(data_dir, ports, store.clone(), settings, seams.clone());
        let started = Box::pin(starting).await;
        if started.is_err() {
            seams.tasks.stop_within(STOP_WITHIN).await;
            store.close().await;
        }
        started
    }

    async fn start_in(
        data_dir: DataDir,
        ports: Open,
        store: Store,
        settings: ServeSettings,
        seams: Seams,
    ) -> Result<Self, StartError> {
        tell_notices(&settings);
        let secrets = SecretStore::of(&settings);
        let coordinator_key = keys::load_or_make(&data_dir, keys::COORDINATOR)?;
        let listeners = Listeners::new(ports, coordinator_key.public());
        let backups = Backups::new(settings.clone(), store.clone(), secrets.clone(), seams.clone());
        let facts = HostFacts {
            settings: settings.clone(),
            addresses: listeners.addresses(),
            secrets: secrets.clone(),
            store: store.clone(),
            backups: backups.clone(),
            clock: seams.clock.clone(),
        };
        let key = instance::fresh_key(seams.rng.as_ref());
        let mark = providers::mark(&coordinator_key);
        let rereads = Rereads::new(&settings, mark.clone(), &seams);
        let (providers, cloud) = providers::of(&settings, mark, &seams).await?;
        let billing = billing::of(&settings, &secrets, &seams, &listeners.local_url()).await?;
        let lacks = billing.settings.lacks.clone();
        let cloud = CloudOptions { settings: Some(rereads.clone().over_http()), ..cloud };
        let options = CoordinatorOptions {
            store: store.clone(),
            seams: seams.clone(),
            log_dir: data_dir.folder("logs")?,
            artefacts: artefacts(&data_dir, &settings)?,
            key: coordinator_key.clone(),
            data_dir: data_dir.path().to_owned(),
            program: std::env::current_exe().ok(),
            machine: machine_name(),
            time_zone: iana_time_zone::get_timezone().unwrap_or_else(|_| "UTC".to_owned()),
            version: VERSION.to_owned(),
            preset_token: settings.token.as_ref().map(|token| token.value.reveal().to_owned()),
            instance_key: Some(key.reveal().to_owned()),
            limits: settings.limits.clone(),
            usage: settings.usage.clone(),
            identity: settings.identity.clone(),
            people: settings.people.clone(),
            ai: settings.ai.clone(),
            settings: Some(said(&settings)),
            outside: settings.outside.clone(),
            allowed_hosts: settings.allowed_hosts.value.clone(),
            host_doctor: Some(Arc::new(facts)),
            host_backups: Some(Arc::new(backups.clone())),
            host_secrets: Some(Arc::new(Sealing::of(&settings, &secrets))),
            host_heads: Some(Arc::new(Heads::of(&settings, &secrets))),
            billing,
            providers: Some(providers),
            cloud,
        };
        let coordinator = Coordinator::start(options).await?;
        rereads.serve(Some(coordinator.clone()));
        backups.start(&coordinator);
        let (url, urls, addresses) =
            (listeners.local_url(), listeners.urls(), listeners.addresses());
        coordinator.set_urls(urls.clone());
        let mut this_machine = None;
        if settings.local_worker.value {
            let key = &coordinator_key;
            this_machine =
                Some(ThisMachine::start(&data_dir, &coordinator, &settings, &seams, key).await?);
        }
        listeners.serve(&coordinator, &coordinator_key)?;
        instance::publish(data_dir.path(), &instance_file(&url, &key))?;
        tracing::info!(%url, data_dir = %data_dir.path().display(), "ready");
        let running = Mutex::new(Some(Running { this_machine, data_dir }));
        Ok(Self {
            settings,
            seams,
            coordinator,
            store,
            secrets,
            url,
            urls,
            addresses,
            rereads,
            lacks,
            running,
        })
    }

    /// Where the coordinator is reached from this machine.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Every address at which it is reached, the one that reaches furthest first.
    pub fn urls(&self) -> &[String] {
        &self.urls
    }

    /// Where it listens.
    pub fn addresses(&self) -> &[ListenAddress] {
        &self.addresses
    }

    /// The data directory.
    pub fn data_dir(&self) -> &Path {
        &self.settings.data_dir.value
    }

    /// What it was started with.
    pub fn settings(&self) -> &ServeSettings {
        &self.settings
    }

    /// Its version.
    pub fn version(&self) -> &'static str {
        VERSION
    }

    /// Reads the settings again, and takes those of providers; everything else needs a restart. What is there keeps what it
    /// was made with. Answers what is otherwise.
    pub fn reread(&self) -> Result<SettingsReread, NotReread> {
        self.rereads.reread()
    }

    /// Where its secrets are kept.
    pub fn secrets(&self) -> &SecretStore {
        &self.secrets
    }

    /// Whether the operator chose a token, so that nobody needs a link to begin with.
    pub fn operator_token_is_preset(&self) -> bool {
        self.settings.token.is_some()
    }

    /// What the gate for cloud workers is to be on for and lacks.
    pub fn gate_lacks(&self) -> &[Lack] {
        &self.lacks
    }

    /// Keeps what the gate lacks, if it is all there; it holds from the next start on.
    pub async fn fill_gate(&self, values: BTreeMap<String, String>) -> Result<(), NotFilled> {
        gate::Fields { settings: &self.settings, secrets: &self.secrets }.fill(values).await
    }

    /// Every route, for calls from inside this process; put [`Host::operator`] into each.
    pub fn router(&self) -> Router {
        self.coordinator.router()
    }

    /// The operator of this machine, as a request extension.
    pub fn operator(&self) -> Caller {
        self.coordinator.operator()
    }

    /// A link that opens the console once.
    pub fn console_link(&self) -> ConsoleLink {
        self.coordinator.console_link()
    }

    /// What would be affected if the host stopped now.
    pub fn running_summary(&self) -> RunningSummary {
        self.coordinator.running_summary()
    }

    /// Waits until the host cannot go on. Whoever started it should then stop it and end.
    pub async fn failed(&self) -> HostFailure {
        HostFailure::of(self.store.failed().await)
    }

    /// Stops within five seconds: this machine's jobs are handed back to the queue, jobs on other
    /// workers go on, everything acknowledged is on disk. A second call waits for the first.
    pub async fn stop(&self) {
        let mut running = self.running.lock().await;
        let Some(Running { this_machine, data_dir }) = running.take() else { return };
        let deadline = self.seams.clock.boot().after(STOP_WITHIN);
        if let Err(error) = instance::withdraw(data_dir.path()) {
            tracing::warn!(%error, "cannot remove instance.json");
        }
        self.coordinator.stop_granting();
        self.rereads.serve(None);
        if let Some(this_machine) = this_machine {
            this_machine.stop(JOBS_END_WITHIN).await;
        }
        let has_ended = self.seams.tasks.stop_within(self.time_until(deadline)).await;
        if !has_ended {
            tracing::warn!("some tasks did not end in time");
        }
        // Nobody asks any more: what was counted last is written down.
        self.coordinator.flush_usage().await;
        self.store.close().await;
        drop(data_dir);
        tracing::info!("stopped");
    }

    fn time_until(&self, deadline: BootTime) -> Duration {
        deadline.since(self.seams.clock.boot())
    }
}

/// Looking at file systems may block for long.
async fn take(path: std::path::PathBuf) -> Result<DataDir, StartError> {
    let shown = path.clone();
    let taken = tokio::task::spawn_blocking(move || {
        let data_dir = DataDir::take(&path)?;
        // A crash leaves it behind; until we are ready nobody shall be sent to a dead process.
        instance::withdraw(data_dir.path()).map_err(|source| StartError::about(&path, source))?;
        Ok(data_dir)
    });
    taken.await.unwrap_or_else(|error| Err(StartError::about(&shown, error.into())))
}

/// By which programs of this machine find this coordinator.
fn instance_file(url: &str, key: &muster_core::Secret) -> InstanceFile {
    InstanceFile {
        url: url.to_owned(),
        pid: std::process::id(),
        key: key.reveal().to_owned(),
        version: VERSION.to_owned(),
    }
}
