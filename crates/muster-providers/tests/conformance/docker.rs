//! Docker keeps the promises, and some of its own.

use crate::{
    environment::{Stage, Step, environment_promises, order, place},
    models::{Models, whole},
    stage::{CANARY, clock, mark, request},
};
use bollard::models::{
    ContainerCreateBody, ContainerCreateResponse, ContainerInspectResponse, ContainerSummary,
    ExecConfig, ExecStartConfig, IdResponse, ImageInspect, SystemVersion, Volume,
    VolumeCreateRequest, VolumeListResponse,
};
use http::Method;
use muster_providers::{
    Conflict, Mark, Outcome, Refusal, Secret,
    docker::{Docker, DockerSettings},
    environment::Registry,
    fake::{FakeDocker, Fault, Judge, Timing, Trouble},
    http::{Base, Https, Transport},
    worker::InstanceState,
};
use muster_seams::ManualClock;
use std::sync::Arc;

fn settings(base: Base) -> DockerSettings {
    DockerSettings { base, region: "east".into() }
}

fn socket() -> Base {
    Base::socket("/var/run/docker.sock".into()).unwrap()
}

/// What the official models know.
fn models() -> Arc<dyn Judge> {
    Models::of([
        (Method::GET, "v1.44/version", None, Some(whole::<SystemVersion>)),
        (Method::POST, "images/create", None, None),
        (Method::GET, "images/*/*/json", None, Some(whole::<ImageInspect>)),
        (Method::GET, "images/*/*/*/json", None, Some(whole::<ImageInspect>)),
        (Method::GET, "v1.44/volumes", None, Some(whole::<VolumeListResponse>)),
        (Method::POST, "volumes/create", Some(whole::<VolumeCreateRequest>), Some(whole::<Volume>)),
        (Method::GET, "volumes/*", None, Some(whole::<Volume>)),
        (Method::DELETE, "volumes/*", None, None),
        (
            Method::POST,
            "containers/create",
            Some(whole::<ContainerCreateBody>),
            Some(whole::<ContainerCreateResponse>),
        ),
        (Method::GET, "containers/json", None, Some(whole::<Vec<ContainerSummary>>)),
        (Method::GET, "containers/*/json", None, Some(whole::<ContainerInspectResponse>)),
        (Method::POST, "containers/*/start", None, None),
        (Method::POST, "containers/*/stop", None, None),
        (Method::GET, "containers/*/logs", None, None),
        (Method::POST, "containers/*/exec", Some(whole::<ExecConfig>), Some(whole::<IdResponse>)),
        (Method::POST, "exec/*/start", Some(whole::<ExecStartConfig>), None),
        (Method::POST, "exec/*/resize", None, None),
        (Method::GET, "containers/*/archive", None, None),
        (Method::PUT, "containers/*/archive", None, None),
        (Method::DELETE, "containers/*", None, None),
    ])
}

pub(crate) fn stage_over(
    transport: Arc<dyn Transport>,
    base: Base,
    docker: &FakeDocker,
    clock: Arc<ManualClock>,
    mark: Mark,
) -> Stage {
    let inventory = docker.clone();
    Stage {
        engine: Box::new(Docker::new(settings(base), mark, transport, clock.clone())),
        fake: docker.fake().clone(),
        clock,
        inventory: Box::new(move || inventory.inventory()),
        refusals: &[Fault::Unauthorised],
        kinds: ["container", "volume"],
    }
}

/// The same engine over a socket.
pub(crate) fn at_address(docker: &FakeDocker, base: &Base) -> Stage {
    let https = Arc::new(Https::to(base).unwrap());
    stage_over(https, base.clone(), docker, clock(), mark())
}

fn open_with() -> (FakeDocker, Stage) {
    let docker = FakeDocker::new();
    docker.fake().judged_by(models());
    let transport = Arc::new(docker.fake().clone());
    let stage = stage_over(transport, socket(), &docker, clock(), mark());
    (docker, stage)
}

fn open() -> Stage {
    open_with().1
}

environment_promises!(open);

fn name() -> String {
    place().key.label(0)
}

#[tokio::test]
async fn secrets_are_files_in_memory_and_nothing_else_shows_them() {
    let (docker, stage) = open_with();
    stage.live_until(Step::Stop).await;
    let expected =
        [("GITHUB_TOKEN".to_owned(), CANARY.to_owned()), (".ready".into(), String::new())];
    assert_eq!(docker.files(&name()), expected);
    let shown = docker.inspect(&name()).unwrap();
    assert!(!shown.to_string().contains(CANARY));
    let memory = &shown["HostConfig"]["Mounts"][1];
    assert_eq!(memory["Target"], "/run/muster");
    assert_eq!(memory["VolumeOptions"]["DriverConfig"]["Options"]["type"], "tmpfs");
    let logs = stage.engine.logs(&place(), 100, &request()).await.unwrap();
    assert_eq!(logs, "ws-env-0123456789 is up\n");
}

#[tokio::test]
async fn a_container_that_was_down_is_made_anew_with_its_secrets() {
    let (docker, stage) = open_with();
    stage.live_until(Step::Stop).await;
    stage.take(Step::Stop).await.unwrap();
    assert_eq!(docker.files(&name()), [], "memory does not outlive the program");
    let error = stage.engine.start(&place(), &request()).await.unwrap_err();
    assert!(error.is_absence(), "it is to be made anew: {error}");
    stage.engine.create(&order(), &request()).await.unwrap();
    assert_eq!(docker.files(&name())[0].1, CANARY);
}

#[tokio::test]
async fn a_container_that_never_got_its_secrets_does_not_count_as_running() {
    let (_, stage) = open_with();
    stage.live_until(Step::Create).await;
    stage.fake.trouble(Trouble::at(Fault::Cut, Timing::Before, Method::PUT, "/archive"));
    assert!(stage.take(Step::Create).await.unwrap_err().is_unknown());
    let seen = stage.engine.look(&place(), &request()).await.unwrap();
    assert_eq!(seen.instance.unwrap().state, InstanceState::Stopped);
    stage.bring_to_its_end(Step::Create).await;
}

#[tokio::test]
async fn a_program_that_ends_by_itself_has_failed_and_says_how() {
    let (docker, stage) = open_with();
    stage.live_until(Step::Stop).await;
    docker.ends(&name(), 1);
    let seen = stage.engine.look(&place(), &request()).await.unwrap();
    let InstanceState::Failed(failure) = seen.instance.unwrap().state else { panic!("it failed") };
    assert_eq!(failure.code, "docker_container_failed");
    assert_eq!(failure.said.as_deref(), Some("it ended with 1"));
    docker.ends(&name(), 143);
    let seen = stage.engine.look(&place(), &request()).await.unwrap();
    assert_eq!(seen.instance.unwrap().state, InstanceState::Stopped);
}

#[tokio::test]
async fn an_image_is_pulled_once_and_a_private_one_with_its_password() {
    let (docker, stage) = open_with();
    stage.take(Step::KeepStorage).await.unwrap();
    let mut private = order();
    private.image = FakeDocker::PRIVATE.0.into();
    let error = stage.engine.create(&private, &request()).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Refused(Refusal::BadRequest), "{error}");
    assert!(error.said.unwrap().contains("pull access denied"));
    private.registry = Some(Registry {
        server: "registry.example".into(),
        username: "ada".into(),
        password: Secret::new(FakeDocker::PRIVATE.1),
    });
    stage.engine.create(&private, &request()).await.unwrap();
    assert_eq!(docker.images(), [FakeDocker::PRIVATE.0]);
    let pulls = stage.fake.seen().iter().filter(|it| it.path.ends_with("/create")).count();
    stage
        .engine
        .delete(&place(), muster_providers::environment::Force::Yes, &request())
        .await
        .unwrap();
    stage.engine.create(&private, &request()).await.unwrap();
    let after = stage.fake.seen().iter().filter(|it| it.path.ends_with("/create")).count();
    assert_eq!(after, pulls + 1, "a container, and no image");
}

#[tokio::test]
async fn what_is_published_is_told_with_its_port_and_is_of_this_machine_alone() {
    let (docker, stage) = open_with();
    stage.live_until(Step::Stop).await;
    let seen = stage.engine.look(&place(), &request()).await.unwrap();
    let connection = seen.instance.unwrap().connection.unwrap();
    assert_eq!(connection.host, format!("127.0.0.1:{}", connection.ports[0]));
    let bound = &docker.inspect(&name()).unwrap()["HostConfig"]["PortBindings"]["8080/tcp"][0];
    assert_eq!(bound["HostIp"], "127.0.0.1");
}

#[tokio::test]
async fn another_installation_with_the_same_key_is_left_alone() {
    let (docker, theirs) = open_with();
    theirs.live_until(Step::Stop).await;
    let transport = Arc::new(docker.fake().clone());
    let mark = Mark::from_random([77; 16]);
    let ours = stage_over(transport, socket(), &docker, theirs.clock.clone(), mark);
    let not_ours = Outcome::Refused(Refusal::Conflict(Conflict::NotOurs));
    for step in [Step::KeepStorage, Step::Create, Step::Stop, Step::Delete, Step::DiscardStorage] {
        let error = ours.take(step).await.unwrap_err();
        assert_eq!(error.outcome, not_ours, "{step:?}");
    }
    assert_eq!(ours.engine.list(&request()).await.unwrap(), []);
    assert_eq!(docker.inventory().len(), 2);
}

#[tokio::test]
async fn a_list_rebuilds_what_a_lost_database_knew() {
    let stage = open();
    stage.live_until(Step::Stop).await;
    let found = stage.engine.list(&request()).await.unwrap();
    assert_eq!(
        (&found[0].place, found[0].has_instance, found[0].has_storage),
        (&place(), true, true)
    );
    assert_eq!(found[0].tags, [("userId".to_owned(), "ada".to_owned())]);
}

#[tokio::test]
async fn an_echo_of_a_request_tells_no_secret() {
    for (method, ending) in [(Method::POST, "containers/create"), (Method::PUT, "/archive")] {
        let stage = open();
        stage.live_until(Step::Create).await;
        stage.fake.trouble(Trouble::at(Fault::Echo, Timing::Before, method, ending));
        let error = stage.take(Step::Create).await.unwrap_err();
        assert!(!format!("{error:?}").contains(CANARY), "{error:?}");
    }
}

#[tokio::test]
async fn ones_own_machine_costs_nothing() {
    let price = open().engine.price(&order()).unwrap();
    assert_eq!((price.per_hour.0, price.per_hour_stopped.0), (0, 0));
}
