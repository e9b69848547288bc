//! A crash at every step of every operation. Whoever starts anew on the same store goes on: nothing is made
//! twice, nothing is left behind, no share is lost.

use crate::stage::{Stage, TICK};
use muster_core::cloud::{OperationState, Status};
use muster_operations::Act;
use muster_providers::{ProviderKind, fake::Fake};
use std::time::Duration;

/// Each crash so many times in a long run, and each time another moment passes between two looks at the provider.
const TIMES: u64 = 20;
const WORKERS: [ProviderKind; 3] =
    [ProviderKind::Render, ProviderKind::Daytona, ProviderKind::Kubernetes];

/// How often something was asked for with this method at a path that ends so.
fn asked(fake: &Fake, method: &str, ending: &str) -> usize {
    let seen = fake.seen();
    seen.iter().filter(|it| it.method == method && it.path.ends_with(ending)).count()
}

async fn done(stage: &mut Stage, story: &str) {
    stage.settle().await;
    stage.assert_books(story).await;
    for operation in stage.operations_now().await {
        assert_eq!(operation.state, OperationState::Done, "{story}: {operation:#?}");
    }
}

async fn armed(mode: ProviderKind, passage: usize, tick: Duration) -> Stage {
    let mut stage = Stage::open(mode).await;
    stage.tick = tick;
    stage.cut.at(passage);
    stage
}

async fn worker_life(mode: ProviderKind, passage: usize, tick: Duration) -> bool {
    let story = format!("{mode}, looked at every {tick:?}: cut at passage {passage}");
    let mut stage = armed(mode, passage, tick).await;
    let id = stage.create_worker(1).await.resource.id;
    done(&mut stage, &story).await;
    for (act, status) in [(Act::Stop, Status::Stopped), (Act::Start, Status::Running)] {
        stage.act(&id, act).await;
        done(&mut stage, &story).await;
        assert_eq!(stage.status(&id).await, status, "{story}");
    }
    let path = match mode {
        ProviderKind::Render => "/services",
        ProviderKind::Daytona => "/sandbox",
        _ => "/deployments",
    };
    assert_eq!(asked(&stage.fake(mode), "POST", path), 1, "{story}: made once");
    stage.act(&id, Act::Delete { is_forced: true }).await;
    done(&mut stage, &story).await;
    assert_eq!(stage.inventory(), [], "{story}");
    assert_eq!(stage.restarts, usize::from(stage.cut.is_over()), "{story}");
    stage.cut.is_over()
}

/// Lives cut short at one passage after the other, until one is over before it comes to the next.
async fn each_passage(least: usize, life: impl AsyncFn(usize) -> bool) {
    let mut passage = 1;
    while life(passage).await {
        passage += 1;
    }
    assert!(passage > least, "{passage} places are too few to be all");
}

async fn every_worker(tick: Duration) {
    for mode in WORKERS {
        each_passage(30, async |passage| worker_life(mode, passage, tick).await).await;
    }
}

async fn environment_life(passage: usize, tick: Duration) -> bool {
    let story = format!("looked at every {tick:?}: cut at passage {passage}");
    let mut stage = armed(ProviderKind::Render, passage, tick).await;
    let id = stage.create_environment().await.resource.id;
    done(&mut stage, &story).await;
    let share = stage.azure.share_number("fs-env-0123456789");
    let secrets = stage.azure.secrets("aci-env-0123456789");
    assert_eq!(secrets.len(), 1, "{story}");
    for (act, status) in [(Act::Stop, Status::Stopped), (Act::Start, Status::Running)] {
        stage.act(&id, act).await;
        done(&mut stage, &story).await;
        assert_eq!(stage.status(&id).await, status, "{story}");
    }
    assert_eq!(stage.azure.share_number("fs-env-0123456789"), share, "{story}: the same share");
    assert_eq!(stage.azure.secrets("aci-env-0123456789"), secrets, "{story}");
    let fake = stage.azure.fake();
    assert_eq!(asked(fake, "PUT", "/aci-env-0123456789"), 1, "{story}: made once");
    assert_eq!(asked(fake, "PUT", "/fs-env-0123456789"), 1, "{story}: made once");
    stage.act(&id, Act::Delete { is_forced: true }).await;
    done(&mut stage, &story).await;
    assert_eq!(stage.inventory(), [], "{story}");
    stage.cut.is_over()
}

/// A create that fails is cleaned up after, whenever it is cut short.
async fn failed_life(passage: usize, tick: Duration) -> bool {
    let story = format!("looked at every {tick:?}: cut at passage {passage}");
    let mut stage = armed(ProviderKind::Daytona, passage, tick).await;
    stage.daytona.next_boot_fails("manifest unknown");
    let made = stage.create_worker(1).await;
    stage.settle().await;
    stage.assert_books(&story).await;
    assert_eq!(stage.inventory(), [], "{story}");
    assert_eq!(stage.operation(&made).await.state, OperationState::Failed, "{story}");
    let row = stage.resource(&made.resource.id).await;
    assert_eq!(row.status, Status::Failed, "{story}");
    assert_eq!(row.said.as_deref(), Some("manifest unknown"), "{story}");
    stage.cut.is_over()
}

#[tokio::test(start_paused = true)]
async fn a_worker_survives_a_crash_at_every_step_of_its_life() {
    every_worker(TICK).await;
}

#[tokio::test(start_paused = true)]
async fn an_environment_survives_a_crash_at_every_step_of_its_life() {
    each_passage(20, async |passage| environment_life(passage, TICK).await).await;
}

#[tokio::test(start_paused = true)]
async fn what_failed_is_removed_even_if_the_program_dies_over_it() {
    each_passage(8, async |passage| failed_life(passage, TICK).await).await;
}

#[tokio::test(start_paused = true)]
async fn long_twenty_crashes_at_every_step_of_every_life() {
    for tick in (1..=TIMES).map(Duration::from_secs) {
        every_worker(tick).await;
        each_passage(20, async |passage| environment_life(passage, tick).await).await;
        each_passage(8, async |passage| failed_life(passage, tick).await).await;
    }
}
