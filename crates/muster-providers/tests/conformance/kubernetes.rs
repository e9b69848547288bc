//! Kubernetes keeps the promises of both kinds of engines, and some of its own.

use crate::{
    environment::{self, LIFE, Step, environment_promises, place},
    ledger::{Goal, Ledger},
    models::{Models, whole},
    stage::{self, CANARY, clock, mark, request},
};
use http::Method;
use k8s_openapi::api::{
    apps::v1::Deployment,
    core::v1::{Namespace, PersistentVolumeClaim as Claim, Secret as ApiSecret, Service},
};
use muster_providers::{
    Conflict, EnvironmentEngine, Mark, Outcome, Refusal, Secret, WorkerEngine,
    fake::{FakeKubernetes, Fault, Judge, Timing, Trouble},
    http::{Base, Https, OwnTls, Transport},
    kubernetes::{Exposure, Identity, Kubernetes, KubernetesSettings, WorkerPod},
    worker::InstanceState,
};
use muster_seams::ManualClock;
use std::{sync::Arc, time::Duration};

const HERE: &str = "http://127.0.0.1:9";

pub(crate) fn settings(base: &str) -> KubernetesSettings {
    KubernetesSettings {
        base: Base::own(base, OwnTls::default()).unwrap(),
        identity: Identity::Token(Secret::new(FakeKubernetes::TOKEN)),
        namespace: FakeKubernetes::NAMESPACE.into(),
        region: "east".into(),
        storage_class: Some("fast".into()),
        exposure: Exposure::Balanced,
        worker: WorkerPod {
            image: "muster/worker:1".into(),
            cpu_cores: 2,
            memory_gb: 4,
            address: Some("https://{host}".into()),
            prefix: "muster-worker".parse().unwrap(),
            provision_within: Duration::from_mins(5),
            healthy_within: Duration::from_mins(5),
            poll_every: Duration::from_secs(5),
        },
    }
}

/// What the official types know.
fn types() -> Arc<dyn Judge> {
    Models::of([
        (Method::GET, "v1/namespaces/*", None, Some(whole::<Namespace>)),
        (Method::GET, "*/deployments", None, None),
        (Method::GET, "*/secrets", None, None),
        (Method::GET, "*/persistentvolumeclaims", None, None),
        (Method::GET, "*/pods", None, None),
        (Method::GET, "pods/*/log", None, None),
        (Method::GET, "pods/*/exec", None, None),
        (Method::GET, "deployments/*", None, Some(whole::<Deployment>)),
        (Method::GET, "secrets/*", None, Some(whole::<ApiSecret>)),
        (Method::GET, "services/*", None, Some(whole::<Service>)),
        (Method::GET, "persistentvolumeclaims/*", None, Some(whole::<Claim>)),
        (Method::POST, "*/deployments", Some(whole::<Deployment>), Some(whole::<Deployment>)),
        (Method::POST, "*/secrets", Some(whole::<ApiSecret>), Some(whole::<ApiSecret>)),
        (Method::POST, "*/services", Some(whole::<Service>), Some(whole::<Service>)),
        (Method::POST, "*/persistentvolumeclaims", Some(whole::<Claim>), Some(whole::<Claim>)),
        (Method::PUT, "secrets/*", Some(whole::<ApiSecret>), Some(whole::<ApiSecret>)),
        (Method::PATCH, "deployments/*", Some(whole::<Deployment>), Some(whole::<Deployment>)),
        (Method::DELETE, "deployments/*", None, Some(whole::<Deployment>)),
        (Method::DELETE, "secrets/*", None, Some(whole::<ApiSecret>)),
        (Method::DELETE, "persistentvolumeclaims/*", None, Some(whole::<Claim>)),
    ])
}

fn engine(cluster: &FakeKubernetes, clock: Arc<ManualClock>, mark: Mark) -> Kubernetes {
    let transport: Arc<dyn Transport> = Arc::new(cluster.fake().clone());
    Kubernetes::new(settings(HERE), mark, transport, clock)
}

fn cluster() -> (FakeKubernetes, Arc<ManualClock>) {
    let clock = clock();
    let cluster = FakeKubernetes::new(clock.clone());
    cluster.fake().judged_by(types());
    (cluster, clock)
}

const REFUSALS: &[Fault] = &[Fault::RateLimited, Fault::Unauthorised, Fault::Quota];

fn workers_with(
    engine: impl WorkerEngine + 'static,
    cluster: &FakeKubernetes,
    clock: Arc<ManualClock>,
) -> stage::Stage {
    let inventory = cluster.clone();
    stage::Stage {
        engine: Box::new(engine),
        fake: cluster.fake().clone(),
        clock,
        inventory: Box::new(move || inventory.inventory()),
        refusals: REFUSALS,
        looks_first: true,
    }
}

pub(crate) fn environments_with(
    engine: impl EnvironmentEngine + 'static,
    cluster: &FakeKubernetes,
    clock: Arc<ManualClock>,
) -> environment::Stage {
    let inventory = cluster.clone();
    environment::Stage {
        engine: Box::new(engine),
        fake: cluster.fake().clone(),
        clock,
        inventory: Box::new(move || inventory.inventory()),
        refusals: REFUSALS,
        kinds: ["deployment", "claim"],
    }
}

/// The same engine over a socket at this address.
pub(crate) fn at_address(
    cluster: &FakeKubernetes,
    clock: Arc<ManualClock>,
    base: &str,
) -> environment::Stage {
    let settings = settings(base);
    let transport = Arc::new(Https::to(&settings.base).unwrap());
    let engine = Kubernetes::new(settings, mark(), transport, clock.clone());
    environments_with(engine, cluster, clock)
}

fn open_workers() -> (FakeKubernetes, stage::Stage) {
    let (cluster, clock) = cluster();
    let stage = workers_with(engine(&cluster, clock.clone(), mark()), &cluster, clock);
    (cluster, stage)
}

fn open_environments() -> (FakeKubernetes, environment::Stage) {
    let (cluster, clock) = cluster();
    let stage = environments_with(engine(&cluster, clock.clone(), mark()), &cluster, clock);
    (cluster, stage)
}

mod workers {
    fn open() -> crate::stage::Stage {
        super::open_workers().1
    }

    worker_promises!(open);
}

mod environments {
    use super::environment_promises;

    fn open() -> crate::environment::Stage {
        super::open_environments().1
    }

    environment_promises!(open);
}

/// Whatever else the cluster shows of a thing but the secret itself.
fn shows(cluster: &FakeKubernetes, name: &str) -> String {
    let seen = ["deployments", "services"].map(|plural| cluster.object(plural, name));
    format!("{seen:?}")
}

#[tokio::test]
async fn secrets_are_pointed_at_and_nothing_else_shows_them() {
    let (cluster, stage) = open_environments();
    stage.live_until(Step::Stop).await;
    let name = place().key.label(0);
    let secret = ("GITHUB_TOKEN".to_owned(), CANARY.to_owned());
    assert!(cluster.environment(&name).contains(&secret), "the container has it");
    assert!(!shows(&cluster, &name).contains(CANARY));
    let pull = cluster.object("secrets", &name).unwrap();
    assert_eq!(pull["type"], "kubernetes.io/dockerconfigjson");
    let logs = stage.engine.logs(&place(), 100, &request()).await.unwrap();
    assert_eq!(logs, "ws-env-0123456789 is up\n");
}

#[tokio::test]
async fn a_worker_finds_its_secrets_and_its_port() {
    let (cluster, stage) = open_workers();
    stage.engine.create(&stage::order(1), &request()).await.unwrap();
    let name = stage::order(1).name;
    let has = cluster.environment(name.as_str());
    assert!(has.contains(&("MUSTER_JOIN_TOKEN".into(), CANARY.into())), "{has:?}");
    assert!(has.contains(&("PORT".into(), "8787".into())), "{has:?}");
    assert!(!shows(&cluster, name.as_str()).contains(CANARY));
}

#[tokio::test]
async fn a_stop_and_a_start_leave_secrets_and_storage_as_they_were() {
    let (cluster, stage) = open_environments();
    stage.live_until(Step::Stop).await;
    let (claim, name) = (place().key.share(), place().key.label(0));
    let before = (cluster.object("persistentvolumeclaims", &claim), cluster.environment(&name));
    for step in [Step::Stop, Step::Start] {
        stage.take(step).await.unwrap();
        stage.bring_to_its_end(step).await;
    }
    let after = (cluster.object("persistentvolumeclaims", &claim), cluster.environment(&name));
    assert_eq!(before, after);
}

#[tokio::test]
async fn nothing_is_left_of_what_is_gone() {
    let (cluster, stage) = open_environments();
    for step in LIFE {
        stage.take(step).await.unwrap();
        stage.clock.advance(environment::A_WHILE);
        stage.bring_to_its_end(step).await;
    }
    assert_eq!(cluster.belongings(), []);
    let (cluster, stage) = open_workers();
    let mut ledger = Ledger::new(&stage, 1);
    ledger.reach(Goal::Running).await;
    assert_eq!(cluster.belongings().len(), 2, "its secret and its service");
    ledger.reach(Goal::Gone).await;
    assert_eq!(cluster.belongings(), []);
}

#[tokio::test]
async fn what_a_refused_create_left_is_listed_and_can_be_deleted() {
    let (cluster, stage) = open_workers();
    let refused = Trouble::at(Fault::Quota, Timing::Before, Method::POST, "/deployments");
    stage.fake.trouble(refused);
    let error = stage.engine.create(&stage::order(1), &request()).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::Quota), "{error}");
    assert_eq!(cluster.inventory(), []);
    let left = stage.engine.list(&request()).await.unwrap();
    assert_eq!(left.len(), 1, "a sweep sees it");
    let handle = muster_providers::worker::Handle(left[0].handle.clone());
    stage.engine.delete(&handle, &request()).await.unwrap();
    stage.clock.advance(Duration::from_mins(1));
    assert_eq!(cluster.belongings(), []);
}

#[tokio::test]
async fn what_somebody_else_has_changed_meanwhile_is_not_overwritten() {
    let (cluster, stage) = open_environments();
    stage.live_until(Step::Stop).await;
    let name = place().key.label(0);
    // Somebody is quicker: it changes after it was looked at.
    let engine = engine(&cluster, stage.clock.clone(), mark());
    let raced = Arc::new(Raced { cluster: cluster.clone(), name: name.clone() });
    let slower = Kubernetes::new(settings(HERE), mark(), raced, stage.clock.clone());
    let error = EnvironmentEngine::stop(&slower, &place(), &request()).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::Conflict(Conflict::Busy)), "{error}");
    EnvironmentEngine::stop(&engine, &place(), &request()).await.unwrap();
}

/// A cluster in which somebody touches a deployment just before each patch.
#[derive(Debug)]
struct Raced {
    cluster: FakeKubernetes,
    name: String,
}

impl Transport for Raced {
    fn send(
        &self,
        request: http::Request<bytes::Bytes>,
    ) -> futures_util::future::BoxFuture<
        '_,
        Result<http::Response<bytes::Bytes>, muster_providers::http::Lost>,
    > {
        if request.method() == Method::PATCH {
            self.cluster.touch("deployments", &self.name);
        }
        self.cluster.fake().send(request)
    }
}

#[tokio::test]
async fn a_namespace_that_does_not_exist_is_no_absence() {
    let (cluster, clock) = cluster();
    let mistaken = KubernetesSettings { namespace: "taem".into(), ..settings(HERE) };
    let transport = Arc::new(cluster.fake().clone());
    let engine = Kubernetes::new(mistaken, mark(), transport, clock);
    let error = engine.look(&place(), &request()).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::BadRequest), "{error}");
    let error = engine.find(&stage::order(1).name, &request()).await.unwrap_err();
    assert!(!error.is_absence(), "{error}");
}

#[tokio::test]
async fn a_path_that_leads_nowhere_is_no_absence() {
    let (cluster, clock) = cluster();
    let transport = Arc::new(cluster.fake().clone());
    let engine =
        Kubernetes::new(settings("http://127.0.0.1:9/elsewhere"), mark(), transport, clock);
    assert!(engine.look(&place(), &request()).await.unwrap_err().is_unknown());
}

#[tokio::test]
async fn another_installation_with_the_same_key_is_left_alone() {
    let (cluster, theirs) = open_environments();
    theirs.live_until(Step::Stop).await;
    let engine = engine(&cluster, theirs.clock.clone(), Mark::from_random([77; 16]));
    let ours = environments_with(engine, &cluster, theirs.clock.clone());
    let not_ours = Outcome::Refused(Refusal::Conflict(Conflict::NotOurs));
    for step in [Step::KeepStorage, Step::Create, Step::Stop, Step::Delete, Step::DiscardStorage] {
        let error = ours.take(step).await.unwrap_err();
        assert_eq!(error.outcome, not_ours, "{step:?}");
    }
    assert_eq!(ours.engine.list(&request()).await.unwrap(), []);
    assert_eq!(cluster.inventory().len(), 2);
}

#[tokio::test]
async fn a_list_rebuilds_what_a_lost_database_knew() {
    let (_, stage) = open_environments();
    stage.live_until(Step::Stop).await;
    let found = stage.engine.list(&request()).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0].place, found[0].has_instance), (&place(), true));
    assert_eq!(found[0].tags, [("userId".to_owned(), "ada".to_owned())]);
}

#[tokio::test]
async fn a_list_that_is_too_old_to_be_read_on_is_no_list() {
    let (cluster, stage) = open_workers();
    for number in 0..=200 {
        stage.engine.create(&stage::order(number), &request()).await.unwrap();
    }
    cluster.lists_expire();
    let error = stage.engine.list(&request()).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::Conflict(Conflict::Busy)), "{error}");
}

#[tokio::test]
async fn a_rollout_that_makes_no_progress_says_why() {
    let (cluster, stage) = open_environments();
    stage.live_until(Step::Create).await;
    cluster.next_rollout_fails();
    stage.take(Step::Create).await.unwrap();
    stage.clock.advance(environment::A_WHILE);
    let seen = stage.engine.look(&place(), &request()).await.unwrap();
    let InstanceState::Failed(failure) = seen.instance.unwrap().state else { panic!("it failed") };
    assert_eq!(failure.code, "kubernetes_rollout_failed");
    assert_eq!(failure.said.as_deref(), Some("ReplicaSet has timed out progressing."));
}

#[tokio::test]
async fn a_balancers_address_is_told_and_a_worker_is_called_where_the_settings_say() {
    let (cluster, stage) = open_environments();
    stage.live_until(Step::Stop).await;
    let seen = stage.engine.look(&place(), &request()).await.unwrap();
    let connection = seen.instance.unwrap().connection.unwrap();
    assert_eq!(connection.host, "ws-env-0123456789.balancer.example");
    assert_eq!(connection.ports, [8080]);
    let engine = engine(&cluster, stage.clock.clone(), mark());
    let made = WorkerEngine::create(&engine, &stage::order(1), &request()).await.unwrap();
    let address = engine.address(&made.handle, &request()).await.unwrap();
    let expected = format!("https://{}.balancer.example/", stage::order(1).name);
    assert_eq!(address.url.reveal(), expected);
}

#[tokio::test]
async fn ones_own_machines_cost_nothing() {
    let (_, stage) = open_environments();
    let price = stage.engine.price(&environment::order()).unwrap();
    assert_eq!((price.per_hour.0, price.per_hour_stopped.0), (0, 0));
}

#[tokio::test]
async fn an_echo_of_a_request_tells_no_secret() {
    for ending in ["/secrets", "/deployments"] {
        let (_, stage) = open_environments();
        stage.live_until(Step::Create).await;
        stage.fake.trouble(Trouble::at(Fault::Echo, Timing::Before, Method::POST, ending));
        let said = stage.take(Step::Create).await.unwrap_err().said.unwrap();
        let encoded = ["Y2FuYXJ5", "cmVnaXN0cnkt"];
        assert!(!said.contains(CANARY), "{said}");
        assert!(!encoded.iter().any(|secret| said.contains(secret)), "{said}");
    }
}
