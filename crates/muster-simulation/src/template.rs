//! What every world begins with: a store in which the workers have joined.
//!
//! It is made once and copied for each run, since bringing a store up to its schema and making keys
//! takes longer than many a run.

use crate::{clock::SimClock, dice::Dice, plan::MOST_WORKERS};
use muster_api::worker::{JoinRequest, JoinTokenRequest};
use muster_client::Client;
use muster_coordinator::{
    AiOptions, ArtefactOptions, BillingOptions, CloudOptions, Coordinator, CoordinatorOptions,
    IdentitySettings, LimitSettings, OutsideOptions, PeopleOptions, UsageOptions,
};
use muster_core::{WorkerId, requirement::Labels};
use muster_seams::{NoFaults, Seams, Tasks, Tcp};
use muster_session::KeyPair;
use muster_store::Store;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tempfile::TempDir;

pub(crate) const STORE: &str = "muster.db";
/// A directory in memory, where there is one: a run writes thousands of small files.
const IN_MEMORY: &str = "/dev/shm";

/// A store with workers, and all the keys.
#[derive(Debug)]
pub struct Template {
    dir: TempDir,
    pub(crate) key: KeyPair,
    pub(crate) workers: Vec<(WorkerId, KeyPair)>,
}

impl Template {
    /// Makes one.
    pub fn make() -> Arc<Self> {
        let dir = new_dir().expect("a directory for temporary files");
        let key = KeyPair::generate().expect("a key");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        let workers = runtime.expect("a runtime").block_on(join_workers(dir.path(), &key));
        Arc::new(Self { dir, key, workers })
    }

    /// A directory for one run, with the store in its place.
    pub(crate) fn lay_out(&self, coordinator: &Path) -> io::Result<()> {
        fs::create_dir_all(coordinator)?;
        fs::copy(self.dir.path().join(STORE), coordinator.join(STORE)).map(|_| ())
    }
}

pub(crate) fn new_dir() -> io::Result<TempDir> {
    let in_memory = PathBuf::from(IN_MEMORY);
    let folder = if in_memory.is_dir() { in_memory } else { std::env::temp_dir() };
    tempfile::Builder::new().prefix("muster-simulation-").tempdir_in(folder)
}

/// What a coordinator is started with.
pub(crate) fn options(dir: &Path, key: &KeyPair, seams: Seams) -> CoordinatorOptions {
    CoordinatorOptions {
        store: Store::open_inline(&dir.join(STORE)).expect("the store can be opened"),
        seams,
        log_dir: dir.join("logs"),
        artefacts: ArtefactOptions {
            dir: dir.join("artefacts"),
            largest_bytes: 8 << 20,
            total_bytes: 16 << 20,
        },
        key: key.clone(),
        data_dir: dir.to_owned(),
        program: None,
        machine: "coordinator".to_owned(),
        time_zone: "UTC".to_owned(),
        version: "0.0.0".to_owned(),
        preset_token: None,
        instance_key: None,
        limits: LimitSettings::default(),
        usage: UsageOptions::default(),
        identity: IdentitySettings::default(),
        people: PeopleOptions::default(),
        allowed_hosts: vec!["coordinator".to_owned()],
        outside: OutsideOptions::default(),
        ai: AiOptions::default(),
        settings: None,
        host_doctor: None,
        host_backups: None,
        host_secrets: None,
        host_heads: None,
        billing: BillingOptions::default(),
        providers: None,
        cloud: CloudOptions::default(),
    }
}

/// A client that is this coordinator's operator.
pub(crate) fn operator(coordinator: &Coordinator) -> Client {
    let operator = coordinator.operator();
    Client::in_process(coordinator.router(), move |extensions| {
        extensions.insert(operator.clone());
    })
}

async fn join_workers(dir: &Path, key: &KeyPair) -> Vec<(WorkerId, KeyPair)> {
    let seams = Seams {
        clock: Arc::new(SimClock::default()),
        rng: Dice::of_seed(0).rng(),
        tasks: Tasks::inline(),
        net: Arc::new(Tcp),
        faults: Arc::new(NoFaults),
    };
    let options = options(dir, key, seams.clone());
    let store = options.store.clone();
    let coordinator = Coordinator::start(options).await.expect("the coordinator starts");
    let client = operator(&coordinator);
    let mut workers = Vec::new();
    for number in 0..MOST_WORKERS {
        workers.push(join(&client, number).await);
    }
    seams.tasks.stop_within(Duration::from_secs(5)).await;
    store.close().await;
    workers
}

async fn join(client: &Client, number: u64) -> (WorkerId, KeyPair) {
    let key = KeyPair::generate().expect("a key");
    let token = client.create_join_token(&JoinTokenRequest::default(), None).await;
    let request = JoinRequest {
        token: token.expect("a token").token,
        public_key: key.public().to_string(),
        name: format!("worker-{number}"),
        slots: 1,
        labels: Labels::new(),
        version: "0.0.0".to_owned(),
    };
    (client.join_worker(&request).await.expect("the worker joins").worker, key)
}
