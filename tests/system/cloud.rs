//! Cloud workers and environments, with providers that this process plays on sockets of its own.
//!
//! The coordinator is a real one that was told their addresses; a worker at a provider is a real one behind a proxy
//! that plays the provider's edge.

use crate::{kill_points::armed, listening::Proxy};
use muster_api::{
    cloud::{EnvironmentRequest, ForceQuery},
    den::{StopWorkerRequest, WorkerOrder},
    job::JobState,
    provider::SettingsReread,
    worker::{Attached, JoinLine, WorkerIdentity, WorkerLiveness},
};
use muster_client::{Client, ClientError};
use muster_core::{Name, OperationId, Timestamp, WorkerId, worker::Destination};
use muster_providers::{
    ProviderKind,
    fake::{Fake, FakeAzure, FakeDaytona, FakeDocker, FakeKubernetes, FakeRender, Kept, serve},
};
use muster_seams::{Clock, ManualClock, Seams, SystemClock};
use muster_testkit::{
    JoinedWorker, Plan, Serve, WorkerPlan, ended, own_port, program, shell, until, whole_log,
};
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// Providers are asked every second, and a minute passes there meanwhile.
const THERE: Duration = Duration::from_secs(3);
const HERE: Duration = Duration::from_millis(50);
/// Many coordinators are asked side by side, none of them too often.
const ASK_EVERY: Duration = Duration::from_millis(200);
const SHARE: &str = "fs-env-system";

/// Render and Azure, and others on demand, where time passes fast.
pub(crate) struct Providers {
    render: FakeRender,
    azure: FakeAzure,
    daytona: FakeDaytona,
    kubernetes: FakeKubernetes,
    docker: FakeDocker,
    pub(crate) plan: Plan,
}

impl Providers {
    /// Workers answer at this address.
    pub(crate) async fn start(answering_at: String) -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(1_795_219_200_000)));
        let time: Arc<dyn Clock> = clock.clone();
        let (render, azure) = (FakeRender::new(time.clone()), FakeAzure::new(time.clone()));
        let (daytona, kubernetes) = (FakeDaytona::new(time.clone()), FakeKubernetes::new(time));
        render.answering_at(move |_| answering_at.clone());
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(HERE).await;
                clock.advance(THERE);
            }
        });
        let seams = Seams::real();
        let anywhere = "127.0.0.1:0".parse().unwrap();
        let at_render = serve(render.fake().clone(), &seams, anywhere).await.unwrap();
        let at_azure = serve(azure.fake().clone(), &seams, anywhere).await.unwrap();
        let azures = format!("http://{at_azure}");
        let said = [
            ("PROVISIONER_MODE", "render"),
            ("RENDER_API_BASE", &format!("http://{at_render}")),
            ("RENDER_API_KEY", FakeRender::KEY),
            ("RENDER_OWNER_ID", FakeRender::OWNER),
            ("RENDER_POLL_INTERVAL_MS", "1000"),
            ("AZURE_API_URL", &azures),
            ("AZURE_AUTHORITY_HOST", &azures),
            ("AZURE_SUBSCRIPTION_ID", FakeAzure::SUBSCRIPTION),
            ("AZURE_TENANT_ID", FakeAzure::TENANT),
            ("AZURE_CLIENT_ID", FakeAzure::CLIENT),
            ("AZURE_CLIENT_SECRET", FakeAzure::SECRET),
            ("AZURE_REGIONS", "eastus:eastus:true:rg-east:fakeeast"),
        ];
        let plan = Plan::default().without_local_worker().at_one_port();
        let plan = said.into_iter().fold(plan, |plan, (name, value)| plan.variable(name, value));
        Self { render, azure, daytona, kubernetes, docker: FakeDocker::new(), plan }
    }

    /// All that there are.
    pub(crate) async fn every_one(answering_at: &str) -> Self {
        let all = Self::start(answering_at.to_owned()).await;
        let (http, host) = (answering_at.to_owned(), answering_at.replace("http://", ""));
        all.daytona.answering_at(move |_| http.clone());
        all.kubernetes.answering_at(move |_| host.clone());
        let seams = Seams::real();
        let at = async |fake: &Fake| {
            serve(fake.clone(), &seams, "127.0.0.1:0".parse().unwrap()).await.unwrap()
        };
        let [daytona, cluster] = [
            format!("http://{}", at(all.daytona.fake()).await),
            format!("http://{}", at(all.kubernetes.fake()).await),
        ];
        let docker = format!("tcp://{}", at(all.docker.fake()).await);
        let said = [
            ("DAYTONA_API_URL", daytona.as_str()),
            ("DAYTONA_API_KEY", FakeDaytona::KEY),
            ("DAYTONA_POLL_INTERVAL_MS", "1000"),
            ("MUSTER_KUBE_API_URL", &cluster),
            ("MUSTER_KUBE_TOKEN", FakeKubernetes::TOKEN),
            ("MUSTER_KUBE_NAMESPACE", FakeKubernetes::NAMESPACE),
            ("MUSTER_KUBE_SERVICE_TYPE", "LoadBalancer"),
            ("MUSTER_KUBE_WORKER_ADDRESS", "http://{host}"),
            ("MUSTER_KUBE_POLL_SECONDS", "1"),
            ("DOCKER_HOST", &docker),
        ];
        let own = all.plan.clone();
        let plan = said.into_iter().fold(own, |plan, (name, value)| plan.variable(name, value));
        Self { plan, ..all }
    }

    pub(crate) fn fake(&self, kind: ProviderKind) -> &Fake {
        match kind {
            ProviderKind::Render => self.render.fake(),
            ProviderKind::Daytona => self.daytona.fake(),
            ProviderKind::Azure => self.azure.fake(),
            ProviderKind::Kubernetes => self.kubernetes.fake(),
            ProviderKind::Docker => self.docker.fake(),
        }
    }

    /// What the machine of a worker or an environment was given in secret, by the end of its name.
    pub(crate) fn given(&self, kind: ProviderKind, ending: &str) -> Vec<(String, String)> {
        let named = |all: Vec<Kept>| {
            let machines = all.into_iter().filter(|kept| kept.kind != "claim");
            let mut names = machines.map(|kept| kept.name);
            names.find(|name| name.ends_with(ending)).unwrap_or_default()
        };
        match kind {
            ProviderKind::Render => self.render.secret_files(&named(self.render.inventory())),
            ProviderKind::Azure => self.azure.secrets(&format!("aci-{ending}")),
            ProviderKind::Docker => self.docker.files(&format!("ws-{ending}")),
            ProviderKind::Kubernetes => {
                self.kubernetes.environment(&named(self.kubernetes.inventory()))
            }
            ProviderKind::Daytona => {
                let order =
                    self.daytona.order(&named(self.daytona.inventory())).unwrap_or_default();
                let env = order["env"].as_object().cloned().unwrap_or_default().into_iter();
                env.map(|(name, value)| (name, value.as_str().unwrap_or_default().to_owned()))
                    .collect()
            }
        }
    }

    /// What the one worker's machine was given to prove itself with.
    pub(crate) fn identity(&self) -> Option<String> {
        let name = self.render.inventory().into_iter().next()?.name;
        let files = self.render.secret_files(&name);
        let found = files.into_iter().find(|(name, _)| name == "MUSTER_WORKER_IDENTITY")?;
        Some(found.1)
    }

    /// What tells a share from one that was made anew.
    pub(crate) fn share_number(&self, share: &str) -> Option<u32> {
        self.azure.share_number(share)
    }

    pub(crate) fn kinds(&self) -> Vec<&'static str> {
        let all = self.render.inventory().into_iter().chain(self.azure.inventory());
        let mut kinds: Vec<_> = all.map(|kept| kept.kind).collect();
        kinds.sort_unstable();
        kinds
    }
}

fn order() -> WorkerOrder {
    WorkerOrder {
        name: "edge".to_owned(),
        description: None,
        destination: Destination::Cloud,
        workspace_path: None,
        sandbox_backend: None,
        image_version: None,
        provider: None,
    }
}

fn environment() -> EnvironmentRequest {
    EnvironmentRequest {
        id: Some("env-system".to_owned()),
        name: "mine".to_owned(),
        region: None,
        image: None,
        registry: None,
        cpu_cores: 1,
        memory_gb: 2,
        storage_gb: 20,
        env: [].into(),
        secrets: [("CODE_SERVER_PASSWORD".to_owned(), "given-by-its-owner".to_owned())].into(),
        stop_after_idle_minutes: None,
    }
}

#[tokio::test]
async fn a_worker_at_a_provider_is_called_runs_jobs_and_survives_its_edges_restart() {
    let [front, back] = [own_port(), own_port()].map(|port| format!("127.0.0.1:{port}"));
    let providers = Providers::start(format!("http://{front}")).await;
    let proxy = Proxy::start(&front, &back).await;
    let serve = providers.plan.start();
    let client = serve.client().await;
    let ordered = client.order_worker(&order(), None).await.unwrap();
    let id = ordered.worker.ours.id.clone();
    assert_eq!(ordered.instance.unwrap().status, "provisioning");
    until(async || providers.identity().is_some()).await;
    let attached = attached(&providers.identity().unwrap(), &back);
    let _worker = JoinedWorker::run_attached(&attached, &WorkerPlan::default());
    let is_online = async || {
        let shown = client.get_worker(&id).await.unwrap();
        shown.worker.status == "healthy" && shown.worker.ours.liveness == WorkerLiveness::Online
    };
    until(is_online).await;
    let job = client.submit_job(&shell("echo from afar"), None).await.unwrap();
    assert_eq!(ended(&client, job.id).await.state, JobState::Succeeded);
    assert_eq!(whole_log(&client, job.id).await, "from afar\n");

    let before = client.get_worker(&id).await.unwrap().worker.ours.liveness_since;
    let _proxy = proxy.restart().await;
    let is_back = async || {
        let ours = client.get_worker(&id).await.unwrap().worker.ours;
        ours.liveness_since != before && ours.liveness == WorkerLiveness::Online
    };
    until(is_back).await;
    let job = client.submit_job(&shell("echo again"), None).await.unwrap();
    assert_eq!(ended(&client, job.id).await.state, JobState::Succeeded);

    client.remove_worker(&id).await.unwrap();
    until(async || providers.kinds().is_empty()).await;
    assert!(client.list_workers().await.unwrap().items.is_empty());
}

#[test]
fn a_provider_that_is_not_set_up_ends_the_start_with_everything_that_is_missing() {
    let plan = Plan::default().variable("PROVISIONER_MODE", "render");
    let plan = plan.variable("AZURE_RESOURCE_GROUP", "rg");
    let daytona = Plan::default().variable("PROVISIONER_MODE", "daytona");
    let without_key = program::run(&mut daytona.command());
    assert_eq!(without_key.code, Some(78), "{}", without_key.stderr);
    assert!(without_key.stderr.contains("DAYTONA_API_KEY"), "{}", without_key.stderr);
    let said = program::run(&mut plan.command());
    assert_eq!(said.code, Some(78), "{}", said.stderr);
    let missing =
        ["RENDER_API_KEY", "RENDER_OWNER_ID", "AZURE_SUBSCRIPTION_ID", "AZURE_STORAGE_ACCOUNT"];
    for name in missing {
        assert!(said.stderr.contains(name), "{name}: {}", said.stderr);
    }
}

#[test]
fn a_variable_that_does_nothing_is_told_at_the_start() {
    let in_vain = [
        ("RENDER_WORKER_BRANCH", "dev"),
        ("RENDER_WORKER_OPENWORK_VERSION", "1.2.3"),
        ("DAYTONA_SANDBOX_CPU", "4"),
        ("DAYTONA_VOLUME_NAME_PREFIX", "den"),
        ("VERCEL_TOKEN", "hunter2"),
    ];
    let needed =
        [("RENDER_API_KEY", "key"), ("RENDER_OWNER_ID", "tea-1"), ("DAYTONA_API_KEY", "key")];
    let said = [("DAYTONA_SNAPSHOT", "builder"), ("RENDER_WORKER_PLAN", "pro")];
    let all = in_vain.into_iter().chain(needed).chain(said);
    let plan = all.fold(Plan::default().without_local_worker(), |plan, (name, value)| {
        plan.variable(name, value)
    });
    let log = plan.start().stop().1;
    let has_none =
        |name: &str| log.lines().any(|line| line.contains(name) && line.contains("has no effect"));
    for (name, value) in in_vain {
        assert!(has_none(name), "{name}: {log}");
        assert!(!log.contains(&format!("={value}")) && !log.contains("hunter2"), "{log}");
    }
    for (name, _) in needed.into_iter().chain(said) {
        assert!(!log.lines().any(|line| line.contains(&format!("{name} has no effect"))), "{log}");
    }
}

#[test]
fn a_gate_that_is_not_set_up_ends_the_start_with_everything_that_is_missing() {
    let plan = Plan::default().variable("POLAR_FEATURE_GATE_ENABLED", "true");
    let plan = plan.variable("STRIPE_SECRET_KEY", "sk_live_hunter2");
    let said = program::run(&mut plan.command());
    assert_eq!(said.code, Some(78), "{}", said.stderr);
    let missing = [
        "POLAR_ACCESS_TOKEN",
        "POLAR_PRODUCT_ID",
        "POLAR_BENEFIT_ID",
        "POLAR_SUCCESS_URL",
        "POLAR_RETURN_URL",
        "STRIPE_SECRET_KEY",
    ];
    for name in missing {
        assert!(said.stderr.contains(name), "{name}: {}", said.stderr);
    }
    assert!(!said.stderr.contains("hunter2"));
}

#[tokio::test]
async fn a_changed_snapshot_is_taken_by_a_reload_and_machines_that_are_there_stay_as_they_are() {
    let daytona = FakeDaytona::new(Arc::new(SystemClock));
    let anywhere = "127.0.0.1:0".parse().unwrap();
    let address = serve(daytona.fake().clone(), &Seams::real(), anywhere).await.unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    let say = |snapshot: &str| {
        let (key, mode) = (FakeDaytona::KEY, "PROVISIONER_MODE=daytona");
        let text = format!(
            "{mode}\nDAYTONA_API_URL=http://{address}\nDAYTONA_API_KEY={key}\nDAYTONA_SNAPSHOT={snapshot}\n"
        );
        std::fs::write(file.path(), text).unwrap();
    };
    say("first");
    let plan = Plan::default().without_local_worker().argument("--env-file");
    let serve = plan.argument(&file.path().to_string_lossy()).start();
    let client = serve.client().await;
    let snapshots = || {
        let names = daytona.inventory().into_iter().map(|kept| kept.name);
        let orders = names.map(|name| daytona.order(&name).unwrap()["snapshot"].clone());
        orders.map(|it| it.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    client.order_worker(&order(), None).await.unwrap();
    until(async || snapshots() == ["first"]).await;
    say("second");
    serve.signal("HUP");
    // Nobody is told when it has been heard: the next one that is made shows it.
    until(async || {
        let before = snapshots().len();
        client.order_worker(&order(), None).await.unwrap();
        until(async || snapshots().len() > before).await;
        snapshots().contains(&"second".to_owned())
    })
    .await;
    assert!(snapshots().contains(&"first".to_owned()));
}

#[tokio::test]
async fn a_reload_says_what_is_otherwise_and_what_needs_a_restart_and_takes_nothing_that_is_wrong()
{
    let file = tempfile::NamedTempFile::new().unwrap();
    let say = |text: &str| std::fs::write(file.path(), text).unwrap();
    let render = "RENDER_API_KEY=key\nRENDER_OWNER_ID=tea-1\n";
    say(render);
    let plan = Plan::default().without_local_worker().argument("--env-file");
    let serve = plan.argument(&file.path().to_string_lossy()).start();
    let client = serve.client().await;
    assert_eq!(client.reload_settings().await.unwrap(), SettingsReread::default());
    say(&format!(
        "{render}RENDER_WORKER_REGION=frankfurt\nMUSTER_SPEND_CEILING=2.5\nMUSTER_SIGNUP=open\n"
    ));
    let reread = client.reload_settings().await.unwrap();
    assert_eq!(reread.changed, ["RENDER_WORKER_REGION", "MUSTER_SPEND_CEILING"]);
    assert_eq!(reread.needs_restart, ["MUSTER_SIGNUP"]);
    assert_eq!(client.cloud().await.unwrap().ceiling_per_hour, Some(2_500_000));
    say(&format!("{render}RENDER_WORKER_REGION=moon\n"));
    let refused = client.reload_settings().await.unwrap_err();
    assert_eq!(refused.code(), "validation");
    assert_eq!(client.cloud().await.unwrap().ceiling_per_hour, Some(2_500_000), "nothing is taken");
}

#[test]
fn who_may_spend_the_environments_money_is_said_at_the_start() {
    let plan = Plan::default().without_local_worker().variable("MUSTER_SIGNUP", "open");
    let plan = plan.variable("RENDER_API_KEY", "key").variable("RENDER_OWNER_ID", "tea-1");
    let without = plan.start().stop().1;
    assert!(without.contains("Render") && without.contains("without any limit"), "{without}");
    let with = plan.variable("MUSTER_SPEND_CEILING", "2.50").start().stop().1;
    assert!(with.contains("up to $2.50 an hour"), "{with}");
}

/// What its machine would do with what it was given.
fn attached(identity: &str, listen: &str) -> Attached {
    let said: WorkerIdentity = identity.parse().unwrap();
    let line = format!("MUSTER_WORKER_IDENTITY={identity} muster worker run --listen {listen}");
    Attached {
        id: said.worker,
        name: said.name,
        identity: identity.to_owned(),
        lines: vec![JoinLine { os: "linux".to_owned(), line }],
    }
}

/// Something that says to everybody that it is well.
async fn answering() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let mut asked = [0; 1024];
            drop(near.read(&mut asked).await);
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
            drop(near.write_all(answer).await);
        }
    });
    format!("http://{address}")
}

/// A coordinator that dies now and then, and is started again.
struct Stage {
    providers: Providers,
    serve: Option<Serve>,
    client: Client,
    was_revived: bool,
}

impl Stage {
    async fn set() -> Self {
        let providers = Providers::start(answering().await).await;
        let serve = providers.plan.start();
        let client = serve.client().await;
        Self { providers, serve: Some(serve), client, was_revived: false }
    }

    /// Starts it so that it dies at a passage of a place.
    fn arm(&mut self, place: &str, passage: usize) {
        drop(self.serve.take());
        self.was_revived = false;
        // One that dies before it is ready is started again like one that dies later.
        self.serve = armed(&self.providers.plan, place, passage).try_start().ok();
    }

    /// Whether it never came to where it would have died.
    fn is_unharmed(&mut self) -> bool {
        !self.was_revived && !self.is_dead()
    }

    fn is_dead(&mut self) -> bool {
        self.serve.as_mut().is_none_or(Serve::has_ended)
    }

    async fn assert_rows(&mut self) {
        self.revive();
        let doctor = self.client.doctor().await.unwrap();
        let rows = doctor.checks.iter().find(|check| check.name == "rows").unwrap();
        assert_eq!(rows.verdict, muster_api::instance::Verdict::Good, "{rows:?}");
    }

    fn revive(&mut self) {
        if self.is_dead() {
            self.serve = Some(self.providers.plan.start());
            self.was_revived = true;
        }
    }

    /// Says it again until it is answered, whoever has died meanwhile.
    async fn said<T>(&mut self, say: impl AsyncFn(&Client) -> Result<T, ClientError>) -> T {
        loop {
            match say(&self.client).await {
                Ok(answer) => return answer,
                Err(error) => {
                    let may_pass = error.is_transient() || error.code() == "operation_under_way";
                    assert!(may_pass, "{error:?}");
                    self.revive();
                    tokio::time::sleep(ASK_EVERY).await;
                }
            }
        }
    }

    async fn done(&mut self, operation: &OperationId) {
        loop {
            let seen = self.said(async |client| client.get_operation(operation).await).await;
            match seen.state.as_str() {
                "open" => tokio::time::sleep(ASK_EVERY).await,
                "done" => return,
                _ => panic!("{seen:?}"),
            }
        }
    }

    /// A worker and an environment come, stop, start, and go again.
    async fn life(&mut self, round: usize) {
        let key = format!("worker-{round}");
        let worker = self.ordered(&key).await;
        let made = self.said(async |client| {
            client.create_environment(&environment(), Some(&format!("env-{round}"))).await
        });
        let made = made.await;
        self.done(&made.operation.id).await;
        self.is(&worker, "healthy").await;
        assert_eq!(self.providers.kinds(), ["group", "service", "share"]);
        let id: Name = made.environment.id;
        self.pause(&worker, &id).await;
        let force = ForceQuery { force: true };
        let gone = async |client: &Client| match client.delete_environment(&id, &force).await {
            Err(error) if error.code() == "environment_not_found" => Ok(()),
            other => other.map(drop),
        };
        self.said(gone).await;
        let left = async |client: &Client| match client.remove_worker(&worker).await {
            Err(error) if error.code() == "worker_not_found" => Ok(()),
            other => other,
        };
        self.said(left).await;
        while !self.providers.kinds().is_empty() || self.knows(&id).await {
            self.revive();
            tokio::time::sleep(ASK_EVERY).await;
        }
    }

    /// Both stop and start again, and the share of the environment is the same one.
    async fn pause(&mut self, worker: &WorkerId, environment: &Name) {
        let share = self.providers.share_number(SHARE);
        assert!(share.is_some(), "there is a share");
        let stopped = self.said(async |client| client.stop_environment(environment).await).await;
        let stop = StopWorkerRequest::default();
        self.said(async |client| client.stop_worker(worker, &stop).await).await;
        self.done(&stopped.operation.id).await;
        self.is(worker, "stopped").await;
        let started = self.said(async |client| client.start_environment(environment).await).await;
        self.said(async |client| client.wake_worker(worker).await).await;
        self.done(&started.operation.id).await;
        self.is(worker, "healthy").await;
        assert_eq!(self.providers.share_number(SHARE), share, "the same share");
    }

    /// Whether an environment is there by its coordinator's word. One that its provider has no more may be for a moment.
    async fn knows(&mut self, id: &Name) -> bool {
        let known = self.said(async |client| match client.get_environment(id).await {
            Err(error) if error.code() == "environment_not_found" => Ok(false),
            other => other.map(|_| true),
        });
        known.await
    }

    /// Its tokens are shown once, so a repeat after a lost answer finds that it was made.
    async fn ordered(&mut self, key: &str) -> WorkerId {
        let said = self.said(async |client| match client.order_worker(&order(), Some(key)).await {
            Err(error) if error.code() == "conflict" => Ok(None),
            other => other.map(|ordered| Some(ordered.worker.ours.id)),
        });
        if let Some(id) = said.await {
            return id;
        }
        let all = self.said(async |client| client.list_workers().await).await.items;
        assert_eq!(all.len(), 1, "it was made once");
        all.into_iter().next().unwrap().id
    }

    async fn is(&mut self, worker: &WorkerId, status: &str) {
        loop {
            let seen = self.said(async |client| client.get_worker(worker).await).await;
            assert_ne!(seen.worker.status, "failed", "{seen:?}");
            if seen.worker.status == status && seen.operation.is_none() {
                return;
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
    }
}

/// A coordinator that is killed at these passages of a place makes nothing twice and leaves nothing behind.
pub(crate) async fn survives(kills: impl IntoIterator<Item = (&'static str, usize)>) {
    let mut stage = Stage::set().await;
    for (round, (place, passage)) in kills.into_iter().enumerate() {
        stage.arm(place, passage);
        stage.life(round).await;
    }
    stage.assert_rows().await;
}

/// The same at every passage of a place, until a life is over before it comes to the next. Answers how many there were.
pub(crate) async fn survives_all(place: &'static str) -> usize {
    let mut stage = Stage::set().await;
    for round in 0.. {
        stage.arm(place, round + 1);
        stage.life(round).await;
        if stage.is_unharmed() {
            stage.assert_rows().await;
            return round;
        }
    }
    unreachable!("a life has an end")
}
