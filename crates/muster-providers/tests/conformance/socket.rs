//! The same engines over real sockets, where connections really break.

use crate::{
    ledger::{Goal, Ledger},
    render,
    stage::{Stage, clock, request},
};
use muster_providers::{
    Doubt, Outcome,
    fake::{FakeRender, Fault, Timing, Trouble, serve},
    http::{Base, Https},
};
use muster_seams::Seams;
use std::time::Duration;

async fn open() -> (Seams, Stage) {
    let (seams, clock) = (Seams::real(), clock());
    let fake = FakeRender::new(clock.clone());
    let at = serve(fake.fake().clone(), &seams, ([127, 0, 0, 1], 0).into()).await.unwrap();
    let base = format!("http://{at}");
    let https = Https::to(&Base::parse(&base).unwrap()).unwrap();
    let stage = Stage {
        engine: render::engine(&base, https, clock.clone()),
        fake: fake.fake().clone(),
        clock,
        inventory: Box::new(move || fake.inventory()),
        refusals: &[],
    };
    (seams, stage)
}

#[tokio::test]
async fn a_whole_life_over_a_socket() {
    let (seams, stage) = open().await;
    let mut ledger = Ledger::new(&stage, 1);
    for goal in [Goal::Running, Goal::Stopped, Goal::Running, Goal::Gone] {
        ledger.reach(goal).await;
        ledger.assert_true("over a socket");
    }
    assert!(seams.tasks.stop_within(Duration::from_secs(5)).await);
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_create_leaves_one_instance() {
    let (seams, stage) = open().await;
    stage.fake.trouble(Trouble::next(Fault::Cut, Timing::After));
    let mut ledger = Ledger::new(&stage, 1);
    ledger.pass(Goal::Running).await;
    assert_eq!(ledger.errors[0].outcome, Outcome::Unknown(Doubt::Cut));
    ledger.reach(Goal::Running).await;
    ledger.assert_true("after a broken connection");
    assert!(seams.tasks.stop_within(Duration::from_secs(5)).await);
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let (seams, stage) = open().await;
    assert!(seams.tasks.stop_within(Duration::from_secs(5)).await);
    let error = stage.engine.check(&request()).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Unsent, "{error:?}");
}
