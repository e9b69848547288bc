//! The same engines over real sockets, where connections really break.

use crate::{
    azure, daytona,
    environment::{A_WHILE, LIFE},
    ledger::{Goal, Ledger},
    render,
    stage::{Stage, clock, request},
};
#[cfg(feature = "kubernetes")]
use muster_providers::fake::FakeKubernetes;
use muster_providers::{
    Doubt, Outcome,
    fake::{Fake, FakeAzure, FakeDaytona, FakeRender, Fault, Timing, Trouble, serve},
    http::{Base, Https},
};
#[cfg(all(feature = "docker", unix))]
use muster_providers::{
    fake::{FakeDocker, serve_at_file},
    http::OwnTls,
};
use muster_seams::Seams;
use std::time::Duration;

async fn served(fake: &Fake, seams: &Seams) -> String {
    let at = serve(fake.clone(), seams, ([127, 0, 0, 1], 0).into()).await.unwrap();
    format!("http://{at}")
}

fn https(base: &str) -> Https {
    Https::to(&Base::parse(base).unwrap()).unwrap()
}

async fn render(seams: &Seams) -> Stage {
    let clock = clock();
    let fake = FakeRender::new(clock.clone());
    let base = served(fake.fake(), seams).await;
    Stage {
        engine: render::engine(&base, https(&base), clock.clone()),
        fake: fake.fake().clone(),
        clock,
        inventory: Box::new(move || fake.inventory()),
        refusals: &[],
        looks_first: false,
    }
}

async fn daytona(seams: &Seams) -> Stage {
    let clock = clock();
    let fake = FakeDaytona::new(clock.clone());
    let base = served(fake.fake(), seams).await;
    Stage {
        engine: daytona::engine(daytona::settings(&base), https(&base), clock.clone()),
        fake: fake.fake().clone(),
        clock,
        inventory: Box::new(move || fake.inventory()),
        refusals: &[],
        looks_first: false,
    }
}

async fn stop(seams: Seams) {
    assert!(seams.tasks.stop_within(Duration::from_secs(5)).await, "every task ends");
}

async fn live(stage: &Stage) {
    let mut ledger = Ledger::new(stage, 1);
    for goal in [Goal::Running, Goal::Stopped, Goal::Running, Goal::Gone] {
        ledger.reach(goal).await;
        ledger.assert_true("over a socket");
    }
}

#[tokio::test]
async fn a_workers_whole_life_over_a_socket() {
    let seams = Seams::real();
    live(&render(&seams).await).await;
    live(&daytona(&seams).await).await;
    stop(seams).await;
}

#[tokio::test]
async fn an_environments_whole_life_over_a_socket() {
    let (seams, clock) = (Seams::real(), clock());
    let fake = FakeAzure::new(clock.clone());
    let base = served(fake.fake(), &seams).await;
    let stage = azure::at_address(&fake, clock, &base);
    for step in LIFE {
        stage.take(step).await.unwrap();
        stage.clock.advance(A_WHILE);
        stage.bring_to_its_end(step).await;
    }
    assert_eq!(fake.inventory(), []);
    stop(seams).await;
}

#[cfg(all(feature = "docker", unix))]
#[tokio::test]
async fn an_environments_whole_life_over_a_tcp_socket_and_one_that_is_a_file() {
    let (seams, docker) = (Seams::real(), FakeDocker::new());
    let tcp = Base::own(&served(docker.fake(), &seams).await, OwnTls::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("docker.sock");
    serve_at_file(docker.fake().clone(), &seams, &path).unwrap();
    for base in [tcp, Base::socket(path).unwrap()] {
        let stage = crate::docker::at_address(&docker, &base);
        for step in LIFE {
            stage.take(step).await.unwrap();
            stage.bring_to_its_end(step).await;
        }
        assert_eq!(docker.inventory(), []);
    }
    stop(seams).await;
}

#[cfg(feature = "kubernetes")]
#[tokio::test]
async fn an_environments_whole_life_in_a_cluster_over_a_socket() {
    let (seams, clock) = (Seams::real(), clock());
    let cluster = FakeKubernetes::new(clock.clone());
    let base = served(cluster.fake(), &seams).await;
    let stage = crate::kubernetes::at_address(&cluster, clock, &base);
    for step in LIFE {
        stage.take(step).await.unwrap();
        stage.clock.advance(A_WHILE);
        stage.bring_to_its_end(step).await;
    }
    assert_eq!(cluster.inventory(), []);
    stop(seams).await;
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_create_leaves_one_instance() {
    let seams = Seams::real();
    let stage = render(&seams).await;
    stage.fake.trouble(Trouble::next(Fault::Cut, Timing::After));
    let mut ledger = Ledger::new(&stage, 1);
    ledger.pass(Goal::Running).await;
    assert_eq!(ledger.errors[0].outcome, Outcome::Unknown(Doubt::Cut));
    ledger.reach(Goal::Running).await;
    ledger.assert_true("after a broken connection");
    stop(seams).await;
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let seams = Seams::real();
    let stage = render(&seams).await;
    stop(seams).await;
    let error = stage.engine.check(&request()).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Unsent, "{error:?}");
}
