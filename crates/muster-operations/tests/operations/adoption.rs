//! A database that was lost is rebuilt from what providers have.

use crate::stage::{CANARY, Stage, scope};
use muster_core::cloud::{Account, Status};
use muster_operations::{Act, EnvironmentSpecification};
use muster_providers::ProviderKind;

/// The same providers, and a store in which nothing is.
pub(crate) async fn with_a_lost_database(stage: Stage) -> Stage {
    Stage::beside(&stage).await
}

#[tokio::test(start_paused = true)]
async fn an_environment_is_adopted_started_and_has_its_files_and_secrets() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    let id = stage.create_environment().await.resource.id;
    stage.settle().await;
    stage.act(&id, Act::Stop).await;
    stage.settle().await;
    let share = stage.azure.share_number("fs-env-0123456789");

    let mut stage = with_a_lost_database(stage).await;
    assert_eq!(stage.operations.adopt(&scope(), Account::ALL).await.unwrap().len(), 1);
    stage.settle().await;
    let row = stage.resource(&id).await;
    assert_eq!((row.title.as_str(), row.status), ("My environment", Status::Stopped));
    let specification = EnvironmentSpecification::of(&row).unwrap();
    assert_eq!((specification.cpu_cores, specification.storage_gb), (2, 20));
    assert!(specification.tags.contains(&("userId".to_owned(), "ada".to_owned())));
    stage.assert_books("adopted").await;
    stage.act(&id, Act::Start).await;
    stage.settle().await;
    assert_eq!(stage.status(&id).await, Status::Running);
    assert_eq!(stage.azure.share_number("fs-env-0123456789"), share, "it finds its files");
    let secrets = stage.azure.secrets("aci-env-0123456789");
    assert_eq!(secrets, [("GITHUB_TOKEN".to_owned(), CANARY.to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn a_share_without_a_container_is_adopted_and_gets_one() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    stage.azure.next_group_fails();
    let id = stage.create_environment().await.resource.id;
    stage.settle().await;
    let share = stage.azure.share_number("fs-env-0123456789");
    let mut stage = with_a_lost_database(stage).await;
    stage.operations.adopt(&scope(), Account::ALL).await.unwrap();
    stage.settle().await;
    assert_eq!(stage.status(&id).await, Status::Stopped);
    stage.act(&id, Act::Start).await;
    stage.settle().await;
    assert_eq!(stage.status(&id).await, Status::Running);
    assert_eq!(stage.azure.share_number("fs-env-0123456789"), share);
}

#[tokio::test(start_paused = true)]
async fn workers_are_adopted_once_and_what_is_known_is_left_alone() {
    let mut stage = Stage::open(ProviderKind::Daytona).await;
    let running = stage.create_worker(1).await.resource.id;
    let stopped = stage.create_worker(2).await.resource.id;
    stage.settle().await;
    stage.act(&stopped, Act::Stop).await;
    stage.settle().await;
    assert_eq!(
        stage.operations.adopt(&scope(), Account::ALL).await.unwrap().len(),
        0,
        "nothing is unknown"
    );
    let mut stage = with_a_lost_database(stage).await;
    assert_eq!(stage.operations.adopt(&scope(), Account::ALL).await.unwrap().len(), 2);
    assert_eq!(stage.operations.adopt(&scope(), Account::ALL).await.unwrap().len(), 0);
    stage.settle().await;
    assert_eq!(stage.status(&running).await, Status::Running);
    assert_eq!(stage.status(&stopped).await, Status::Stopped);
    stage.assert_books("adopted").await;
}
