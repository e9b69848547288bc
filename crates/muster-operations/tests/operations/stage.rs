//! One installation with all three providers.

use crate::doubles::{Cut, CutShort, FakeProbe, FakeVault};
use futures_util::FutureExt;
use muster_core::{
    Actor, Name, OrganisationId, Scope, Secret, Timestamp, WorkerId,
    cloud::{Belief, OperationState, ResourceKind, Status, Storage},
};
use muster_operations::{
    Accepted, Act, Always, Entitlement, Helpers, NewEnvironment, NewWorker, Operations, Providers,
};
use muster_providers::{
    Mark, ProviderKind, ProviderSettings,
    fake::{Fake, FakeAzure, FakeDaytona, FakeDocker, FakeKubernetes, FakeRender, Kept},
    http::{Base, Transport},
};
use muster_seams::{Clock, ManualClock, Seams, SeededRng, Tasks};
use muster_store::{Store, operation::OperationRow, organisation, resource::ResourceRow};
use std::{
    collections::BTreeMap, convert::Infallible, fmt, panic::AssertUnwindSafe, sync::Arc,
    time::Duration,
};

/// A value that must turn up nowhere but at the provider.
pub(crate) const CANARY: &str = "canary-5e1f0c9b7a";
pub(crate) const KEY: &str = "env-0123456789";
/// As often as anything is looked at while it changes.
pub(crate) const TICK: Duration = Duration::from_secs(5);
// Deadlines, waits of an hour for a rate limit, and some steps.
const MOST_TICKS: usize = 2_000;

pub(crate) struct Stage {
    pub(crate) store: Store,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) render: FakeRender,
    pub(crate) daytona: FakeDaytona,
    pub(crate) azure: FakeAzure,
    pub(crate) kubernetes: FakeKubernetes,
    pub(crate) docker: FakeDocker,
    pub(crate) vault: Arc<FakeVault>,
    pub(crate) probe: Arc<FakeProbe>,
    pub(crate) cut: Arc<Cut>,
    pub(crate) entitlement: Arc<dyn Entitlement>,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) operations: Arc<Operations>,
    pub(crate) tasks: Tasks,
    /// How much time passes from one look to the next.
    pub(crate) tick: Duration,
    /// How often it was cut short and started anew.
    pub(crate) restarts: usize,
    seeds: u64,
}

impl fmt::Debug for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stage").field("restarts", &self.restarts).finish_non_exhaustive()
    }
}

pub(crate) fn organisation_id(seed: u8) -> OrganisationId {
    OrganisationId::from_random([seed; 16])
}

pub(crate) fn scope() -> Scope {
    Scope {
        organisation: organisation_id(1),
        actor: Actor::Operator,
        request_id: "req-operations".parse().unwrap(),
        idempotency_key: None,
    }
}

pub(crate) fn foreign_scope() -> Scope {
    Scope { organisation: organisation_id(2), ..scope() }
}

pub(crate) fn worker(number: u8) -> NewWorker {
    NewWorker {
        id: WorkerId::from_random([number; 16]),
        title: format!("worker {number}"),
        provider: None,
        variables: vec![("MUSTER_LISTEN".into(), "0.0.0.0:10000".into())],
        secrets: vec![("MUSTER_JOIN_TOKEN".into(), Secret::new(CANARY))],
    }
}

pub(crate) fn environment() -> NewEnvironment {
    NewEnvironment {
        provider: None,
        key: Some(KEY.into()),
        title: "My environment".into(),
        region: Some("east".into()),
        image: None,
        registry: None,
        cpu_cores: 2,
        memory_gb: 4,
        storage_gb: 20,
        mount_path: "/home/dev8".into(),
        ports: vec![8080],
        variables: vec![("WORKSPACE_ID".into(), KEY.into())],
        secrets: vec![("GITHUB_TOKEN".into(), Secret::new(CANARY))],
        tags: vec![("userId".into(), "ada".into())],
    }
}

/// What the fakes of one's own machines want to be told beside that.
pub(crate) fn own_machines() -> BTreeMap<String, String> {
    let here = "http://127.0.0.1:9";
    let pairs = [
        ("MUSTER_KUBE_API_URL", here),
        ("MUSTER_KUBE_TOKEN", FakeKubernetes::TOKEN),
        ("MUSTER_KUBE_NAMESPACE", FakeKubernetes::NAMESPACE),
        ("MUSTER_KUBE_SERVICE_TYPE", "LoadBalancer"),
        ("MUSTER_KUBE_WORKER_ADDRESS", "https://{host}"),
        ("DOCKER_HOST", "unix:///var/run/docker.sock"),
    ];
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

/// The documented variables for the fakes of clouds.
pub(crate) fn variables(mode: ProviderKind) -> BTreeMap<String, String> {
    let here = "http://127.0.0.1:9";
    let pairs = [
        ("PROVISIONER_MODE", mode.as_str()),
        ("RENDER_API_BASE", here),
        ("RENDER_API_KEY", FakeRender::KEY),
        ("RENDER_OWNER_ID", FakeRender::OWNER),
        ("DAYTONA_API_URL", here),
        ("DAYTONA_API_KEY", FakeDaytona::KEY),
        ("AZURE_API_URL", here),
        ("AZURE_AUTHORITY_HOST", here),
        ("AZURE_SUBSCRIPTION_ID", FakeAzure::SUBSCRIPTION),
        ("AZURE_TENANT_ID", FakeAzure::TENANT),
        ("AZURE_CLIENT_ID", FakeAzure::CLIENT),
        ("AZURE_CLIENT_SECRET", FakeAzure::SECRET),
        (
            "AZURE_REGIONS",
            "east:eastus:true:rg-east:fakeeast,west:westeurope:true:rg-west:fakewest",
        ),
    ];
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

impl Stage {
    pub(crate) async fn open(mode: ProviderKind) -> Self {
        let mut variables = variables(mode);
        if mode == ProviderKind::Kubernetes {
            variables.extend(own_machines());
        }
        Self::open_with(Store::open_inline_in_memory().unwrap(), variables).await
    }

    pub(crate) async fn open_with(store: Store, variables: BTreeMap<String, String>) -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(1_795_219_200_000)));
        let now = clock.now();
        let home = store.write(move |tx| {
            organisation::local(tx, &organisation_id(1), now)?;
            organisation::insert(tx, &organisation_id(2), "others", now)
        });
        home.await.unwrap();
        let (render, daytona) = (FakeRender::new(clock.clone()), FakeDaytona::new(clock.clone()));
        let azure = FakeAzure::new(clock.clone());
        let (vault, probe, cut) = Default::default();
        let entitlement: Arc<dyn Entitlement> = Arc::new(Always);
        // Something has to be there before everything is.
        let placeholder = Operations::new(
            store.clone(),
            Seams::real(),
            Providers::none(Mark::from_random([9; 16])),
            helpers(&vault, &probe, &entitlement),
        );
        let mut stage = Self {
            store,
            render,
            daytona,
            azure,
            kubernetes: FakeKubernetes::new(clock.clone()),
            docker: FakeDocker::new(),
            clock,
            vault,
            probe,
            cut,
            entitlement,
            variables,
            operations: placeholder,
            tasks: Tasks::inline(),
            tick: TICK,
            restarts: 0,
            seeds: 0,
        };
        stage.start();
        stage
    }

    /// Another installation with the same providers and an empty store.
    pub(crate) async fn beside(other: &Self) -> Self {
        let store = Store::open_inline_in_memory().unwrap();
        let mut stage = Self::open_with(store, other.variables.clone()).await;
        stage.clock = other.clock.clone();
        (stage.render, stage.daytona, stage.azure) =
            (other.render.clone(), other.daytona.clone(), other.azure.clone());
        (stage.kubernetes, stage.docker) = (other.kubernetes.clone(), other.docker.clone());
        stage.start();
        stage
    }

    /// Starts anew on the same store, as after a crash: nothing but the store is remembered.
    pub(crate) fn start(&mut self) {
        self.seeds += 1;
        let seams = Seams {
            clock: self.clock.clone(),
            rng: Arc::new(SeededRng::from_seed(self.seeds)),
            faults: self.cut.clone(),
            tasks: self.tasks.clone(),
            ..Seams::real()
        };
        let helpers = helpers(&self.vault, &self.probe, &self.entitlement);
        self.operations = Operations::new(self.store.clone(), seams, self.providers(), helpers);
    }

    pub(crate) fn providers(&self) -> Providers {
        self.providers_of(Mark::from_random([9; 16]))
    }

    /// The same as another installation sees them.
    pub(crate) fn providers_of(&self, mark: Mark) -> Providers {
        let settings = ProviderSettings::read(&self.variables).unwrap();
        let clock: Arc<dyn Clock> = self.clock.clone();
        let connect =
            |kind, _: &Base| Ok::<Arc<dyn Transport>, Infallible>(Arc::new(self.fake(kind)));
        Providers::of(&settings, mark, &clock, connect).unwrap()
    }

    pub(crate) fn fake(&self, kind: ProviderKind) -> Fake {
        match kind {
            ProviderKind::Render => self.render.fake().clone(),
            ProviderKind::Daytona => self.daytona.fake().clone(),
            ProviderKind::Azure => self.azure.fake().clone(),
            ProviderKind::Kubernetes => self.kubernetes.fake().clone(),
            ProviderKind::Docker => self.docker.fake().clone(),
        }
    }

    /// One pass. If it is cut short, everything but the store is forgotten.
    pub(crate) async fn pass(&mut self) {
        let operations = self.operations.clone();
        let passed = AssertUnwindSafe(operations.pass()).catch_unwind().await;
        match passed {
            Ok(passed) => drop(passed.unwrap()),
            Err(cut) => {
                assert!(cut.is::<CutShort>(), "nothing else may panic");
                self.restarts += 1;
                self.start();
            }
        }
    }

    /// Lets time go by until nothing is open any more.
    pub(crate) async fn settle(&mut self) {
        for _ in 0..MOST_TICKS {
            self.pass().await;
            if self.open_operations().await.is_empty() {
                // What is accepted as deleted takes some seconds more.
                self.clock.advance(Duration::from_secs(30));
                return;
            }
            self.clock.advance(self.tick);
        }
        panic!("it does not settle: {:#?}", self.open_operations().await);
    }

    pub(crate) async fn operations_now(&self) -> Vec<OperationRow> {
        self.operations.operations(&organisation_id(1), None, 1_000).await.unwrap()
    }

    pub(crate) async fn open_operations(&self) -> Vec<OperationRow> {
        let all = self.operations_now().await.into_iter();
        all.filter(|it| it.state == OperationState::Open).collect()
    }

    pub(crate) async fn resources(&self) -> Vec<ResourceRow> {
        let mut all = Vec::new();
        for kind in [ResourceKind::Worker, ResourceKind::Environment] {
            let home = organisation_id(1);
            let page = self.operations.resources(&home, kind, None, 1_000);
            all.extend(page.await.unwrap());
        }
        all
    }

    pub(crate) async fn resource(&self, id: &Name) -> ResourceRow {
        self.operations.resource(&organisation_id(1), id).await.unwrap().unwrap()
    }

    pub(crate) async fn status(&self, id: &Name) -> Status {
        self.resource(id).await.status
    }

    pub(crate) async fn operation(&self, accepted: &Accepted) -> OperationRow {
        let home = organisation_id(1);
        let found = self.operations.operation(&home, &accepted.operation.id);
        found.await.unwrap().unwrap()
    }

    pub(crate) async fn create_worker(&self, number: u8) -> Accepted {
        self.operations.create_worker(&scope(), &worker(number)).await.unwrap()
    }

    pub(crate) async fn create_environment(&self) -> Accepted {
        self.operations.create_environment(&scope(), &environment()).await.unwrap()
    }

    pub(crate) async fn act(&self, id: &Name, act: Act) -> Accepted {
        self.operations.act(&scope(), id, act).await.unwrap()
    }

    /// Everything that all providers have.
    pub(crate) fn inventory(&self) -> Vec<Kept> {
        let mut all = self.render.inventory();
        all.extend(self.daytona.inventory());
        all.extend(self.azure.inventory());
        all.extend(self.kubernetes.inventory());
        all.extend(self.docker.inventory());
        all.sort();
        all
    }

    /// What the store says, piece by piece. Nothing may be unsure once nothing is open.
    pub(crate) async fn books(&self) -> Vec<Kept> {
        let mut books = Vec::new();
        for row in self.resources().await {
            let is_known = match row.life.instance {
                Belief::Absent => false,
                Belief::Known { .. } => true,
                Belief::Unsure { .. } => panic!("it must be sure: {row:#?}"),
            };
            let name = row.provider_name.clone();
            let (kind, name, storage) = match (row.provider.as_str(), row.kind) {
                ("render", _) => ("service", name, ""),
                ("daytona", _) => ("sandbox", name, ""),
                ("kubernetes", ResourceKind::Worker) => ("deployment", name, ""),
                ("kubernetes", _) => ("deployment", format!("ws-{name}"), "claim"),
                ("docker", _) => ("container", format!("ws-{name}"), "volume"),
                _ => ("group", format!("aci-{name}"), "share"),
            };
            books.extend(is_known.then_some(Kept { kind, name }));
            let share = format!("fs-{}", row.provider_name);
            match row.life.storage {
                Storage::Kept => books.push(Kept { kind: storage, name: share }),
                Storage::None | Storage::Unseen | Storage::Foreign | Storage::Absent => {}
                Storage::Unsure { .. } => panic!("it must be sure: {row:#?}"),
            }
        }
        books.sort();
        books
    }

    /// The inventory and the store say the same, and no secret is in what anybody may see.
    pub(crate) async fn assert_books(&self, story: &str) {
        assert_eq!(self.inventory(), self.books().await, "{story}");
        let shown = format!("{:?} {:?}", self.resources().await, self.operations_now().await);
        assert!(!shown.contains(CANARY), "{story}: a secret is told: {shown}");
    }
}

fn helpers(
    vault: &Arc<FakeVault>,
    probe: &Arc<FakeProbe>,
    entitlement: &Arc<dyn Entitlement>,
) -> Helpers {
    Helpers { vault: vault.clone(), entitlement: entitlement.clone(), probe: probe.clone() }
}
