//! A coordinator on a bench: a clock that is moved by hand, and workers that are played.

use crate::cloud::Cloud;
use futures_util::future::BoxFuture;
use muster_api::{
    job::{Job, JobSubmission},
    session::{
        Assignment, FailedUpdate, Finished, FromCoordinator, FromWorker, Grant, LogHead, Order,
    },
    worker::{JoinRequest, JoinTokenRequest},
};
use muster_client::Client;
use muster_coordinator::{
    AiOptions, ArtefactOptions, BillingOptions, Coordinator, CoordinatorOptions, HeadRead,
    HostDoctor, HostHeads, HostMark, HostSecrets, IdentitySettings, LimitSettings, NoHeads,
    NoSealingKey, OutsideOptions, PeopleOptions, SealingKey, UsageOptions,
};
use muster_core::{
    JobId, OrganisationId, Secret, Timestamp, WorkerId,
    job::AttemptEnd,
    owner::Owner,
    requirement::{Labels, Written},
};
use muster_providers::ProviderKind;
use muster_seams::{Faults, Io, ManualClock, NoFaults, Seams};
use muster_session::{Introduction, KeyPair, Opened, PublicKey, WorkerReceiver, WorkerSender};
use muster_store::Store;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;

pub(crate) const LEASE: Duration = Duration::from_mins(1);
const PIPE: usize = 64 * 1024;

/// A coordinator, and the data that outlives it.
pub(crate) struct Bench {
    pub(crate) coordinator: Coordinator,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) client: Client,
    pub(crate) seams: Seams,
    pub(crate) store: Store,
    key: KeyPair,
    pub(crate) data: Arc<TempDir>,
    pub(crate) keychain: Arc<Keychain>,
    /// Providers that are played, and whatever runs there.
    pub(crate) cloud: Arc<Cloud>,
    open: fn(&Path) -> Store,
    pub(crate) set: Set,
}

/// What a coordinator is told that most stories do not care about.
#[derive(Clone, Default)]
pub(crate) struct Set {
    pub(crate) identity: IdentitySettings,
    pub(crate) billing: BillingOptions,
    pub(crate) usage: UsageOptions,
    pub(crate) outside: OutsideOptions,
    pub(crate) ai: AiOptions,
    pub(crate) settings: Option<BTreeMap<String, String>>,
    pub(crate) doctor: Option<Arc<dyn HostDoctor>>,
}

/// A keychain that holds one key, and may be locked.
#[derive(Default)]
pub(crate) struct Keychain {
    is_locked: AtomicBool,
    heads: Arc<Mutex<BTreeMap<OrganisationId, String>>>,
    mark: Arc<Mutex<Option<String>>>,
}

impl HostMark for Keychain {
    fn read(&self) -> BoxFuture<'static, HeadRead> {
        Box::pin(std::future::ready(Ok(self.mark.lock().unwrap().clone())))
    }

    fn keep(&self, mark: String) -> BoxFuture<'static, Result<(), NoHeads>> {
        self.mark.lock().unwrap().replace(mark);
        Box::pin(std::future::ready(Ok(())))
    }
}

impl Keychain {
    pub(crate) fn lock(&self, is_locked: bool) {
        self.is_locked.store(is_locked, Ordering::Relaxed);
    }
}

impl Keychain {
    /// What is kept of logs now.
    pub(crate) fn heads_now(&self) -> BTreeMap<OrganisationId, String> {
        self.heads.lock().unwrap().clone()
    }

    /// Puts that back.
    pub(crate) fn put_heads_back(&self, heads: BTreeMap<OrganisationId, String>) {
        *self.heads.lock().unwrap() = heads;
    }
}

impl HostHeads for Keychain {
    fn read(&self, organisation: &OrganisationId) -> BoxFuture<'static, HeadRead> {
        let head = self.heads.lock().unwrap().get(organisation).cloned();
        Box::pin(std::future::ready(Ok(head)))
    }

    fn keep(
        &self,
        organisation: &OrganisationId,
        head: String,
    ) -> BoxFuture<'static, Result<(), NoHeads>> {
        self.heads.lock().unwrap().insert(organisation.clone(), head);
        Box::pin(std::future::ready(Ok(())))
    }
}

impl HostSecrets for Keychain {
    fn sealing_key(&self) -> BoxFuture<'static, Result<SealingKey, NoSealingKey>> {
        let locked = NoSealingKey { reason: "the keychain is locked".to_owned(), hint: None };
        let is_locked = self.is_locked.load(Ordering::Relaxed);
        Box::pin(std::future::ready(if is_locked { Err(locked) } else { Ok([7; 32]) }))
    }
}

pub(crate) fn noon() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(Timestamp::from_millis(1_795_219_200_000)))
}

/// Closures run at once on the task that asks, so that a paused clock passes no time for them.
fn inline(path: &Path) -> Store {
    Store::open_inline(path).unwrap()
}

fn with_threads(path: &Path) -> Store {
    Store::open_sqlite(path).unwrap()
}

impl Bench {
    pub(crate) async fn start() -> Self {
        Self::with(Arc::new(NoFaults)).await
    }

    /// One whose tools can be called with this secret.
    pub(crate) async fn with_gateway(secret: &str) -> Self {
        let gateway_secret = Some(Secret::new(secret));
        Self::that_knows(IdentitySettings { gateway_secret, ..IdentitySettings::default() }).await
    }

    /// One on which things go wrong.
    pub(crate) async fn with(faults: Arc<dyn Faults>) -> Self {
        Self::fresh(faults, with_threads).await
    }

    /// One with settings of identity.
    pub(crate) async fn that_knows(identity: IdentitySettings) -> Self {
        Self::that_is_told(Set { identity, ..Set::default() }).await
    }

    /// One with settings of usage.
    pub(crate) async fn that_counts(usage: UsageOptions) -> Self {
        Self::that_is_told(Set { usage, ..Set::default() }).await
    }

    /// One with settings.
    pub(crate) async fn that_is_told(set: Set) -> Self {
        let data = Arc::new(TempDir::new().unwrap());
        let key = KeyPair::generate().unwrap();
        let cloud = Arc::new(Cloud::none());
        Box::pin(Self::on(data, key, Arc::default(), cloud, Arc::new(NoFaults), with_threads, set))
            .await
    }

    /// What is set of usage from the next start on.
    pub(crate) fn count_otherwise(&mut self, usage: UsageOptions) {
        self.set.usage = usage;
    }

    /// One for tests whose time is paused.
    pub(crate) async fn without_threads(faults: Arc<dyn Faults>) -> Self {
        Self::fresh(faults, inline).await
    }

    /// One with providers that are played.
    pub(crate) async fn with_cloud(mode: ProviderKind) -> Self {
        let data = Arc::new(TempDir::new().unwrap());
        let cloud = Arc::new(Cloud::with(mode).await);
        let key = KeyPair::generate().unwrap();
        let set = Set::default();
        Box::pin(Self::on(data, key, Arc::default(), cloud, Arc::new(NoFaults), with_threads, set))
            .await
    }

    /// One where things are sold.
    pub(crate) async fn that_sells(cloud: Cloud, set: Set) -> Self {
        let (data, key) = (Arc::new(TempDir::new().unwrap()), KeyPair::generate().unwrap());
        let cloud = Arc::new(cloud);
        Box::pin(Self::on(data, key, Arc::default(), cloud, Arc::new(NoFaults), with_threads, set))
            .await
    }

    async fn fresh(faults: Arc<dyn Faults>, open: fn(&Path) -> Store) -> Self {
        let data = Arc::new(TempDir::new().unwrap());
        let (cloud, key) = (Arc::new(Cloud::none()), KeyPair::generate().unwrap());
        Box::pin(Self::on(data, key, Arc::default(), cloud, faults, open, Set::default())).await
    }

    async fn on(
        data: Arc<TempDir>,
        key: KeyPair,
        keychain: Arc<Keychain>,
        cloud: Arc<Cloud>,
        faults: Arc<dyn Faults>,
        open: fn(&Path) -> Store,
        set: Set,
    ) -> Self {
        let clock = cloud.clock.clone().unwrap_or_else(noon);
        let seams = Seams { clock: clock.clone(), faults, ..Seams::real() };
        let store = open(&data.path().join("muster.db"));
        let options = CoordinatorOptions {
            store: store.clone(),
            seams: seams.clone(),
            log_dir: data.path().join("logs"),
            artefacts: ArtefactOptions {
                dir: data.path().join("artefacts"),
                largest_bytes: 8 << 20,
                total_bytes: 16 << 20,
            },
            key: key.clone(),
            data_dir: data.path().to_owned(),
            program: None,
            machine: "bench".to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
            version: "0.0.0".to_owned(),
            preset_token: None,
            instance_key: None,
            limits: LimitSettings::default(),
            usage: set.usage.clone(),
            identity: set.identity.clone(),
            people: PeopleOptions::default(),
            allowed_hosts: Vec::new(),
            outside: set.outside.clone(),
            ai: set.ai.clone(),
            settings: set.settings.clone(),
            host_doctor: set.doctor.clone(),
            host_backups: None,
            host_secrets: Some(keychain.clone()),
            host_heads: Some(keychain.clone()),
            billing: BillingOptions { mark: Some(keychain.clone()), ..set.billing.clone() },
            providers: cloud.providers(),
            cloud: cloud.options(),
        };
        let coordinator = Box::pin(Coordinator::start(options)).await.unwrap();
        let operator = coordinator.operator();
        let client = Client::in_process(coordinator.router(), move |extensions| {
            extensions.insert(operator.clone());
        });
        Self { coordinator, clock, client, seams, store, key, data, keychain, cloud, open, set }
    }

    /// Ends the coordinator without a word to anybody, and starts another on the same data.
    pub(crate) async fn restart(self) -> Self {
        self.restart_after(|_| {}).await
    }

    /// The same after something was done to the data directory.
    pub(crate) async fn restart_after(self, change: impl FnOnce(&Path)) -> Self {
        let Self {
            coordinator, client, seams, store, key, data, keychain, cloud, open, set, ..
        } = self;
        seams.tasks.stop_within(Duration::from_secs(5)).await;
        drop((coordinator, client));
        // A file that is still being closed looks damaged to whoever opens it.
        store.close().await;
        change(data.path());
        Box::pin(Self::on(data, key, keychain, cloud, Arc::new(NoFaults), open, set)).await
    }

    /// Where the logs of a job lie.
    pub(crate) fn logs_of(&self, job: JobId) -> PathBuf {
        let organisations = std::fs::read_dir(self.data.path().join("logs")).unwrap();
        let own = organisations.last().unwrap().unwrap();
        own.path().join(job.to_string())
    }

    pub(crate) async fn submit(&self, submission: JobSubmission) -> Job {
        self.client.submit_job(&submission, None).await.unwrap()
    }

    /// A worker that has joined and not come yet.
    pub(crate) async fn join(&self, name: &str, slots: u32) -> Identity {
        self.join_with(name, slots, Labels::new()).await
    }

    /// The same for a worker that has these labels.
    pub(crate) async fn join_with(&self, name: &str, slots: u32, labels: Labels) -> Identity {
        let token =
            self.client.create_join_token(&JoinTokenRequest::default(), None).await.unwrap();
        self.join_by(token.token, name, slots, labels).await
    }

    /// The same with a token that somebody has made.
    pub(crate) async fn join_by(
        &self,
        token: String,
        name: &str,
        slots: u32,
        labels: Labels,
    ) -> Identity {
        let key = KeyPair::generate().unwrap();
        let request = JoinRequest {
            token,
            public_key: key.public().to_string(),
            name: name.to_owned(),
            slots,
            labels: labels.clone(),
            version: "0.0.0".to_owned(),
        };
        let joined = self.client.join_worker(&request).await.unwrap();
        let coordinator = joined.coordinator_key.parse().unwrap();
        Identity { slots, labels, ..Identity::of(joined.worker, key, coordinator) }
    }

    /// Opens a session for a worker that says it holds these grants.
    pub(crate) async fn come(&self, who: &Identity, grants: Vec<Grant>) -> Played {
        let (near, far) = tokio::io::duplex(PIPE);
        self.coordinator.accept_in_process(Box::new(far) as Box<dyn Io>);
        let wire = muster_session::dial_over(Box::new(near), "bench", "/v1/session").await.unwrap();
        self.open(wire, who, grants).await
    }

    /// The same over a wire that is there.
    pub(crate) async fn open(
        &self,
        wire: muster_session::Wire,
        who: &Identity,
        grants: Vec<Grant>,
    ) -> Played {
        let introduction = Introduction {
            worker: who.id.clone(),
            version: who.version.clone(),
            slots: who.slots,
            labels: who.labels.clone(),
            owner: who.owner.clone(),
            grants,
            bookmark: who.bookmark(),
            audit_head: who.audit_head(),
            cannot_update: None,
            failed_update: who.failed_update.clone(),
        };
        let rng = self.seams.rng.clone();
        let opened = muster_session::prove_worker(
            wire,
            introduction,
            &who.key,
            &who.coordinator,
            rng.as_ref(),
        )
        .await;
        let Opened { sender, receiver, .. } = opened.unwrap();
        let (bookmark, audit_head) = (who.bookmark.clone(), who.audit_head.clone());
        Played { sender, receiver, bookmark, audit_head }
    }

    /// Waits until a job is as wanted.
    pub(crate) async fn until(&self, job: &Job, is_wanted: impl Fn(&Job) -> bool) -> Job {
        let waiting = async {
            loop {
                let job = self.client.get_job(job.id).await.unwrap();
                if is_wanted(&job) {
                    return job;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        match tokio::time::timeout(Duration::from_secs(30), waiting).await {
            Ok(job) => job,
            Err(late) => panic!("not as wanted: {late}: {:?}", self.client.get_job(job.id).await),
        }
    }
}

/// A worker's own half of its joining.
pub(crate) struct Identity {
    pub(crate) id: WorkerId,
    key: KeyPair,
    pub(crate) coordinator: PublicKey,
    slots: u32,
    bookmark: Arc<Mutex<Option<String>>>,
    audit_head: Arc<Mutex<Option<String>>>,
    /// What it says that it has.
    pub(crate) labels: Labels,
    /// What it says of its owner when it comes.
    pub(crate) owner: Owner,
    /// The version of its program.
    pub(crate) version: String,
    /// Why its last update failed.
    pub(crate) failed_update: Option<FailedUpdate>,
}

impl Identity {
    /// One with a slot and nothing else to say.
    pub(crate) fn of(id: WorkerId, key: KeyPair, coordinator: PublicKey) -> Self {
        Self {
            id,
            key,
            coordinator,
            slots: 1,
            bookmark: Arc::default(),
            audit_head: Arc::default(),
            labels: Labels::new(),
            owner: Owner::default(),
            version: "0.0.0".to_owned(),
            failed_update: None,
        }
    }

    /// What it was told last of how far the coordinator has come.
    pub(crate) fn bookmark(&self) -> Option<String> {
        self.bookmark.lock().unwrap().clone()
    }

    /// The newest head of the audit log that it was told.
    pub(crate) fn audit_head(&self) -> Option<String> {
        self.audit_head.lock().unwrap().clone()
    }

    pub(crate) fn replace_bookmark(&self, text: String) {
        self.bookmark.lock().unwrap().replace(text);
    }
}

/// A worker's open session, played by the test.
pub(crate) struct Played {
    sender: WorkerSender,
    receiver: WorkerReceiver,
    bookmark: Arc<Mutex<Option<String>>>,
    audit_head: Arc<Mutex<Option<String>>>,
}

impl Played {
    pub(crate) async fn say(&mut self, frame: FromWorker) {
        self.sender.send(&frame).await.unwrap();
    }

    /// Sends bytes of a log.
    pub(crate) async fn log(&mut self, head: &LogHead, bytes: &[u8]) {
        self.sender.send_log(head, bytes).await.unwrap();
    }

    pub(crate) async fn hear(&mut self) -> FromCoordinator {
        let frame = self.receiver.recv().await.unwrap();
        if let FromCoordinator::Bookmark { bookmark } = &frame {
            self.bookmark.lock().unwrap().replace(bookmark.clone());
        }
        if let FromCoordinator::AuditHead { head } = &frame {
            self.audit_head.lock().unwrap().replace(head.clone());
        }
        frame
    }

    /// The next frame that is wanted; others are passed over.
    pub(crate) async fn hear_until<T>(
        &mut self,
        wanted: impl Fn(FromCoordinator) -> Option<T>,
    ) -> T {
        loop {
            if let Some(found) = wanted(self.hear().await) {
                return found;
            }
        }
    }

    pub(crate) async fn assignment(&mut self) -> Assignment {
        self.hear_until(|frame| match frame {
            FromCoordinator::Run(Order::Known(assignment)) => Some(*assignment),
            _ => None,
        })
        .await
    }

    pub(crate) async fn finish(&mut self, grant: Grant, exit_code: i32) {
        self.say(FromWorker::Finished(Finished::new(grant, AttemptEnd::exited(exit_code), 0)))
            .await;
        self.hear_until(|frame| (frame == FromCoordinator::FinishStored { grant }).then_some(()))
            .await;
    }
}

/// What a job needs, as a list.
pub(crate) fn conditions(texts: &[&str]) -> Written {
    Written::Conditions(texts.iter().map(ToString::to_string).collect())
}

pub(crate) fn shell(line: &str) -> JobSubmission {
    JobSubmission { command: Some(line.to_owned()), ..JobSubmission::default() }
}
