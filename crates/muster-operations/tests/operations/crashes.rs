//! A crash at every step of every operation. Whoever starts anew on the same store goes on: nothing is made
//! twice, nothing is left behind, no share is lost.

use crate::stage::Stage;
use muster_core::cloud::{OperationState, Status};
use muster_operations::Act;
use muster_providers::{ProviderKind, fake::Fake};

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

async fn worker_life(mode: ProviderKind, passage: usize) -> bool {
    let story = format!("{mode}: cut at passage {passage}");
    let mut stage = Stage::open(mode).await;
    stage.cut.at(passage);
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

#[tokio::test(start_paused = true)]
async fn a_worker_survives_a_crash_at_every_step_of_its_life() {
    for mode in [ProviderKind::Render, ProviderKind::Daytona, ProviderKind::Kubernetes] {
        let mut passage = 1;
        while worker_life(mode, passage).await {
            passage += 1;
        }
        assert!(passage > 30, "{mode}: {passage} places are too few to be all");
    }
}

async fn environment_life(passage: usize) -> bool {
    let story = format!("cut at passage {passage}");
    let mut stage = Stage::open(ProviderKind::Render).await;
    stage.cut.at(passage);
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

#[tokio::test(start_paused = true)]
async fn an_environment_survives_a_crash_at_every_step_of_its_life() {
    let mut passage = 1;
    while environment_life(passage).await {
        passage += 1;
    }
    assert!(passage > 20, "{passage} places are too few to be all");
}

/// A create that fails is cleaned up after, whenever it is cut short.
async fn failed_life(passage: usize) -> bool {
    let story = format!("cut at passage {passage}");
    let mut stage = Stage::open(ProviderKind::Daytona).await;
    stage.cut.at(passage);
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
async fn what_failed_is_removed_even_if_the_program_dies_over_it() {
    let mut passage = 1;
    while failed_life(passage).await {
        passage += 1;
    }
    assert!(passage > 8, "{passage} places are too few to be all");
}
