//! Starting and stopping a coordinator, and what its host may ask of it.

use crate::{
    app::{App, HostBackups, HostDoctor},
    billing::{self, Billing, BillingOptions},
    caller::Caller,
    cloud::{self, CloudOptions, OwnAccounts},
    crypto::LinkKey,
    engine::{
        absence::Absence,
        ai::{Ai, AiOptions},
        audit::{self, AuditLog, HostHeads},
        blobs::{ArtefactOptions, Blobs},
        calls::{self, Calls},
        changes::Changes,
        counts::Counts,
        dispatch,
        epoch::Epoch,
        fleet::Fleet,
        keys::Keys,
        leases::Leases,
        logs::Logs,
        passed_over::PassedOver,
        people::{People, PeopleOptions},
        programs::Programs,
        schedule::HeldUp,
        secrets::{HostSecrets, Sealer},
        terminals::Terminals,
        usage::{self, Usage, UsageOptions},
        waits::Waits,
        watch::Watch,
    },
    error::Chain,
    http::{
        self,
        console::links::Links,
        guard::{InProcess, hosts::Hosts, presets::Presets},
        oidc::Workflows,
        outside::{Outside, OutsideOptions},
        serve,
    },
    metrics::Metrics,
    reconcile::{self, Reports},
};
use axum::{Extension, Router};
use muster_core::{
    OrganisationId, Timestamp, WorkerId,
    labels::WorkerLabels,
    owner::Owner,
    requirement::Labels,
    worker::{Destination, Link},
};
use muster_limits::{Limits, Permits};
use muster_operations::Providers;
use muster_seams::{Io, Listen, Seams};
use muster_session::{KeyPair, PublicKey};
use muster_store::{
    Store, StoreError, Write, billing::lease, coordinator, job::lane, organisation, usage_span,
    worker, worker::WorkerRow,
};
use std::{collections::BTreeMap, io, net::SocketAddr, path::PathBuf, sync::Arc};
use tokio::sync::{Mutex, Notify};
use tokio_rustls::rustls::ServerConfig;
use tokio_util::sync::CancellationToken;

/// Rows in one transaction.
const PAGE: u32 = 1000;

/// What a coordinator is started with.
pub struct CoordinatorOptions {
    /// Where everything is kept.
    pub store: Store,
    /// Time, randomness, tasks, sockets.
    pub seams: Seams,
    /// Where the logs of attempts are kept.
    pub log_dir: PathBuf,
    /// Where the artefacts of attempts are kept.
    pub artefacts: ArtefactOptions,
    /// The coordinator's own key, which workers pin.
    pub key: KeyPair,
    /// The data directory, to be shown, and for the programs of workers.
    pub data_dir: PathBuf,
    /// The file of this very program, to which workers of the same kind can be brought.
    pub program: Option<PathBuf>,
    /// The name of this machine, to be shown.
    pub machine: String,
    /// The time zone of this machine, for schedules that name none.
    pub time_zone: String,
    /// The version, to be shown.
    pub version: String,
    /// A token that makes its bearer the operator.
    pub preset_token: Option<String>,
    /// The key of this start, which stands in `instance.json`.
    pub instance_key: Option<String>,
    /// How many requests of other machines are taken, and where they are counted.
    pub limits: muster_limits::Settings,
    /// How usage is counted and limited.
    pub usage: UsageOptions,
    /// Who people and agents are, and what they prove it with.
    pub identity: muster_identity::settings::Settings,
    /// How people come in.
    pub people: PeopleOptions,
    /// Which model may be asked about failures.
    pub ai: AiOptions,
    /// What somebody has set, for the audit log, without secrets; nothing if starts are not written down.
    pub settings: Option<BTreeMap<String, String>>,
    /// Host names, with or without a port, that are served besides the listeners' addresses.
    pub allowed_hosts: Vec<String>,
    /// How others see the coordinator.
    pub outside: OutsideOptions,
    /// What the host adds to `doctor`.
    pub host_doctor: Option<Arc<dyn HostDoctor>>,
    /// Who makes backups.
    pub host_backups: Option<Arc<dyn HostBackups>>,
    /// Who has the key that seals secrets.
    pub host_secrets: Option<Arc<dyn HostSecrets>>,
    /// Who keeps how far the audit log went, outside of the store; nobody, if there is none.
    pub host_heads: Option<Arc<dyn HostHeads>>,
    /// What is sold and limited; nothing, unless something is set.
    pub billing: BillingOptions,
    /// Who has machines for cloud workers and environments, if anybody has.
    pub providers: Option<Providers>,
    /// What else the host has to do with them.
    pub cloud: CloudOptions,
}

impl std::fmt::Debug for CoordinatorOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CoordinatorOptions")
            .field("data_dir", &self.data_dir)
            .finish_non_exhaustive()
    }
}

/// What would be affected if the coordinator stopped now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunningSummary {
    /// Jobs that run on this machine: they would go back to the queue.
    pub here: u32,
    /// Jobs that run on other workers: they would go on.
    pub elsewhere: u32,
}

/// A running coordinator.
#[derive(Clone)]
pub struct Coordinator {
    app: Arc<App>,
    router: Router,
}

impl std::fmt::Debug for Coordinator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Coordinator")
            .field("epoch", &self.app.epoch.current())
            .finish_non_exhaustive()
    }
}

impl Coordinator {
    /// Takes the store and begins to work. Everything that was accepted before goes on.
    pub async fn start(mut options: CoordinatorOptions) -> Result<Self, StoreError> {
        let settings = options.settings.take();
        let app = Box::pin(build(options)).await?;
        if let Some(settings) = settings
            && let Err(error) = audit::note_start(&app, settings).await
        {
            tracing::error!(error = %Chain(&error), "this start could not be written down");
        }
        Box::pin(resume(&app)).await?;
        let router = http::router(&app);
        spawn_all(&app, &router);
        Ok(Self { app, router })
    }

    /// Every route, for calls from inside this process; put [`Coordinator::operator`] into each.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The operator of this machine, as a request extension.
    pub fn operator(&self) -> Caller {
        Caller::operator(self.app.organisation.clone())
    }

    /// Serves a listener until the coordinator stops. Answers where it listens.
    pub fn serve(
        &self,
        listener: Box<dyn Listen>,
        tls: Option<Arc<ServerConfig>>,
    ) -> io::Result<SocketAddr> {
        let address = listener.address()?;
        self.app.hosts.add(address);
        let tasks = &self.app.seams.tasks;
        tasks.spawn(
            "listener",
            serve::listen(tasks.clone(), listener, tls, serve::MOST_OF_ONE, self.router()),
        );
        Ok(address)
    }

    /// Serves one connection from inside this process, such as this machine's worker.
    pub fn accept_in_process(&self, io: Box<dyn Io>) {
        let (tasks, router) = (&self.app.seams.tasks, self.router().layer(Extension(InProcess)));
        tasks.spawn("connection", serve::connection(tasks.clone(), io, router, None));
    }

    /// Grants nothing more from now on; everything else goes on. The first step of stopping.
    pub fn stop_granting(&self) {
        self.app.draining.cancel();
    }

    /// Sets the addresses that join lines and links name, the best first.
    pub fn set_urls(&self, urls: Vec<String>) {
        self.app.set_urls(urls);
    }

    /// A link that opens the console once.
    pub fn console_link(&self) -> muster_api::console::ConsoleLink {
        let scope = self.operator().scope(self.app.new_request_id(), None);
        self.app.console_link(scope)
    }

    /// Makes the machine that the coordinator runs on a worker, or finds that it is one.
    pub async fn enrol_this_machine(
        &self,
        key: &PublicKey,
        name: &str,
        slots: u32,
        labels: Labels,
    ) -> Result<WorkerId, StoreError> {
        let scope = self.app.own_scope(&self.app.organisation);
        let fresh = WorkerId::from_random(self.app.seams.rng.bytes());
        let now = self.app.seams.clock.now();
        let row = this_machine(&self.app, fresh, key, name, slots, labels, now);
        let row = self.app.store.write(move |tx| {
            let known = worker::this_machine(tx, &row.organisation)?
                .filter(|known| known.public_key == row.public_key);
            if let Some(known) = known {
                return Ok(known);
            }
            worker::insert(tx, &scope, &row).map(|()| row.clone())
        });
        let row = row.await?;
        let id = row.id.clone();
        self.app.fleet.put(row);
        Ok(id)
    }

    /// Takes other providers, or other settings of them. What is there keeps what it was made with.
    pub fn reload_providers(&self, providers: Providers) {
        self.app.operations.reload(providers);
    }

    /// Writes down what was used and is in memory only; the last step before the store is closed.
    pub async fn flush_usage(&self) {
        self.app.flush_usage_at_last().await;
    }

    /// Takes the report of a pass that the host makes, beside those of the reconcilers.
    pub fn report_pass(&self, name: &'static str, outcome: Result<u64, String>) {
        self.app.reports.take(name, self.app.seams.clock.now(), outcome);
    }

    /// What would be affected if the coordinator stopped now.
    pub fn running_summary(&self) -> RunningSummary {
        let members = self.app.fleet.all();
        let mut summary = RunningSummary::default();
        for member in members {
            let place =
                if member.row.is_this_machine { &mut summary.here } else { &mut summary.elsewhere };
            *place += self.app.leases.count_of(&member.row.id).min(member.row.slots);
        }
        summary
    }
}

/// Everything that a coordinator is made of. Nothing goes on yet.
async fn build(options: CoordinatorOptions) -> Result<Arc<App>, StoreError> {
    let (organisation, epoch) = take_store(&options).await?;
    let changes = Changes::default();
    let fleet = known_fleet(&options.store, &changes).await?;
    let sealer = Arc::new(Sealer::new(options.host_secrets));
    let providers = options.providers.unwrap_or_else(|| cloud::nobody(&organisation));
    let billing = billing(&options.store, options.billing, &options.key, &options.seams).await?;
    let (store, seams) = (&options.store, &options.seams);
    let operations = cloud::operations(store, seams, providers, sealer.clone(), &billing);
    let outside = Outside::new(options.outside);
    let hosts = options.allowed_hosts.into_iter().chain(outside.console_host()).collect();
    Ok(Arc::new(App {
        organisation,
        epoch,
        machine: options.machine,
        metrics: Metrics::new(&options.version),
        limits: Limits::start(&options.limits, &options.seams).await,
        permits: Permits::default(),
        usage: Usage::new(options.usage),
        people: People::new(options.people, &options.identity, &options.key, &options.seams),
        identity: options.identity,
        keys: Keys::default(),
        ai: Ai::new(options.ai),
        workflows: Workflows::default(),
        version: options.version,
        programs: Programs::new(
            options.data_dir.join("programs"),
            options.program,
            options.seams.tasks.clone(),
        ),
        data_dir: options.data_dir,
        urls: std::sync::RwLock::default(),
        presets: Presets::new(options.preset_token.as_deref(), options.instance_key.as_deref()),
        hosts: Hosts::allowing(hosts),
        outside,
        link_key: LinkKey::derive(&options.key.to_pkcs8().unwrap_or_default()),
        key: options.key,
        links: Links::default(),
        fleet,
        leases: Leases::default(),
        calls: Calls::default(),
        logs: Logs::at(options.log_dir, options.seams.clone()),
        blobs: Blobs::new(options.artefacts, options.seams.clone()),
        passed_over: PassedOver::default(),
        held_up: HeldUp::default(),
        time_zone: options.time_zone,
        changes,
        reports: Reports::default(),
        terminals: Terminals::default(),
        host_doctor: options.host_doctor,
        host_backups: options.host_backups,
        audit: AuditLog::new(options.host_heads),
        sealer,
        billing,
        operations,
        own_accounts: OwnAccounts::new(options.cloud.connect()),
        workspaces: options.cloud.questions(),
        host_settings: options.cloud.settings,
        counts: Counts::default(),
        work: Notify::new(),
        rules_changed: Notify::new(),
        draining: CancellationToken::new(),
        order: Mutex::default(),
        turns: Mutex::default(),
        absence: Absence::watch(options.seams.clock.as_ref()),
        watch: Watch::begin(options.seams.clock.as_ref()),
        waits: Waits::default(),
        store: options.store,
        seams: options.seams,
    }))
}

/// The workers of every organisation, none of them heard of yet.
async fn known_fleet(store: &Store, changes: &Changes) -> Result<Arc<Fleet>, StoreError> {
    let rows = store.read(|tx| {
        let all = organisation::all(tx)?;
        let rows = all.iter().map(|organisation| worker::list(tx, organisation));
        Ok::<_, StoreError>(rows.collect::<Result<Vec<_>, _>>()?.concat())
    });
    Ok(Arc::new(Fleet::from_rows(rows.await?, changes.clone())))
}

/// Takes up what was under way when the coordinator went.
async fn resume(app: &Arc<App>) -> Result<(), StoreError> {
    place_old_jobs(app).await?;
    // Everyone who held a job when we went keeps it for one full extra lease.
    reconcile::adopt::pass(app).await?;
    // Requests go by what was counted before, from the first one on.
    app.store.write(|tx| usage_span::close_workers_of_every_organisation(tx)).await?;
    app.resume_watch().await?;
    app.flush_usage().await?;
    app.load_all_accounts(true).await.map(drop)
}

/// What goes on until the coordinator stops.
fn spawn_all(app: &Arc<App>, router: &Router) {
    let tasks = &app.seams.tasks;
    tasks.spawn("dispatch", dispatch::run(app.clone()));
    reconcile::start(app);
    if app.sealer.has_host() {
        tasks.spawn("audit seals", audit::run(app.clone()));
        tasks.spawn("audit heads", audit::keep(app.clone()));
    }
    tasks.spawn("calls", calls::run(app.clone(), router.clone()));
    tasks.spawn("billing", billing::run(app.clone()));
    tasks.spawn("cloud", cloud::follow(app.clone()));
    tasks.spawn("usage", usage::run(app.clone()));
    tasks.spawn("operations", app.operations.clone().run());
}

/// Before it is there, and its mark is read, nobody can ask what may be created.
async fn billing(
    store: &Store,
    options: BillingOptions,
    key: &KeyPair,
    seams: &Seams,
) -> Result<Arc<Billing>, StoreError> {
    let billing = Billing::new(options, key, seams);
    let has_leases = store.read(lease::any).await?;
    if has_leases || !billing.billers().is_empty() {
        billing.load_mark(has_leases).await;
    }
    Ok(billing)
}

/// Jobs that an earlier release accepted wait in a lane too.
async fn place_old_jobs(app: &App) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let from = after.take();
        let page = move |tx: &mut dyn Write| lane::place_old_jobs(tx, from.as_ref(), PAGE);
        after = app.store.write(page).await?;
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn take_store(options: &CoordinatorOptions) -> Result<(OrganisationId, Epoch), StoreError> {
    let fresh = OrganisationId::from_random(options.seams.rng.bytes());
    let start = muster_core::id::encode(options.seams.rng.bytes());
    let holder = format!("{}:{}:{start}", options.machine, std::process::id());
    let now = options.seams.clock.now();
    let ours = holder.clone();
    let taken = options.store.write(move |tx| {
        let organisation = organisation::local(tx, &fresh, now)?;
        Ok((organisation, coordinator::take(tx, &ours, now)?))
    });
    let (organisation, epoch): (OrganisationId, u32) = taken.await?;
    // From here on a write fails once another coordinator has taken the store.
    options.store.guard(holder).await?;
    Ok((organisation, Epoch::new(start, epoch)))
}

fn this_machine(
    app: &App,
    id: WorkerId,
    key: &PublicKey,
    name: &str,
    slots: u32,
    labels: Labels,
    now: Timestamp,
) -> WorkerRow {
    WorkerRow {
        organisation: app.organisation.clone(),
        id,
        name: name.to_owned(),
        destination: Destination::Local,
        link: Link::Session,
        public_key: Some(key.as_bytes().to_vec()),
        labels: WorkerLabels::new(labels, Labels::new()),
        slots,
        version: Some(app.version.clone()),
        is_this_machine: true,
        node_id: None,
        joined_at: now,
        last_seen_at: now,
        said_asleep: false,
        joined_with: None,
        pause: None,
        owner: Owner::default(),
        url: None,
        update: None,
    }
}
