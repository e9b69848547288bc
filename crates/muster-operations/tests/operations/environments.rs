//! The life of a dev environment.

use crate::stage::{CANARY, KEY, Stage, scope};
use muster_core::cloud::{Ask, OperationState, Reason, Status};
use muster_operations::{Act, NotAccepted};
use muster_providers::{
    ProviderKind,
    fake::{Fault, Timing, Trouble},
};
use std::sync::atomic::Ordering::Relaxed;

const DELETE: Act = Act::Delete { is_forced: false };
const GROUP: &str = "aci-env-0123456789";
const SHARE: &str = "fs-env-0123456789";

async fn open() -> Stage {
    Stage::open(ProviderKind::Render).await
}

#[tokio::test(start_paused = true)]
async fn an_environment_is_made_stopped_started_and_deleted_storage_first_and_last() {
    let mut stage = open().await;
    let made = stage.create_environment().await;
    let id = made.resource.id.clone();
    stage.settle().await;
    let asks = |operation: &muster_store::operation::OperationRow| {
        operation.steps.iter().map(|step| step.ask).collect::<Vec<_>>()
    };
    let asked = asks(&stage.operation(&made).await);
    assert_eq!(asked, [Ask::Look, Ask::KeepStorage, Ask::Create]);
    let row = stage.resource(&id).await;
    assert_eq!(row.status, Status::Running);
    assert_eq!(row.address.unwrap().url, "ws-env-0123456789.eastus.azurecontainer.io");
    for (act, status) in [(Act::Stop, Status::Stopped), (Act::Start, Status::Running)] {
        stage.act(&id, act).await;
        stage.settle().await;
        assert_eq!(stage.status(&id).await, status);
        stage.assert_books("after each act").await;
    }
    stage.act(&id, Act::Stop).await;
    stage.settle().await;
    let delete = stage.act(&id, DELETE).await;
    stage.settle().await;
    let asked = asks(&stage.operation(&delete).await);
    assert_eq!(asked, [Ask::Look, Ask::Delete, Ask::DiscardStorage]);
    assert_eq!((stage.status(&id).await, stage.inventory()), (Status::Gone, vec![]));
}

#[tokio::test(start_paused = true)]
async fn a_stop_and_a_start_leave_secrets_and_share_as_they_were() {
    let mut stage = open().await;
    let id = stage.create_environment().await.resource.id;
    stage.settle().await;
    let number = stage.azure.share_number(SHARE);
    let secrets = [("GITHUB_TOKEN".to_owned(), CANARY.to_owned())];
    for act in [Act::Stop, Act::Start] {
        stage.act(&id, act).await;
        stage.settle().await;
        assert_eq!(stage.azure.secrets(GROUP), secrets);
        assert_eq!(stage.azure.share_number(SHARE), number, "it is the same share");
    }
}

#[tokio::test(start_paused = true)]
async fn a_container_that_was_lost_is_made_again_with_its_secrets_on_its_share() {
    let mut stage = open().await;
    let id = stage.create_environment().await.resource.id;
    stage.settle().await;
    let number = stage.azure.share_number(SHARE);
    lose_the_container(&stage).await;
    stage.operations.sweep().await.unwrap();
    assert_eq!(stage.status(&id).await, Status::Stopped, "its files are there");
    stage.act(&id, Act::Start).await;
    stage.settle().await;
    assert_eq!(stage.status(&id).await, Status::Running);
    assert_eq!(stage.azure.secrets(GROUP), [("GITHUB_TOKEN".to_owned(), CANARY.to_owned())]);
    assert_eq!(stage.azure.share_number(SHARE), number, "it is the same share");
}

/// Somebody deletes it past us.
async fn lose_the_container(stage: &Stage) {
    let engine = stage.providers().environments[0].engine.clone();
    let place =
        muster_providers::environment::Place { key: KEY.parse().unwrap(), region: "east".into() };
    let force = muster_providers::environment::Force::Yes;
    engine.delete(&place, force, &scope().request_id).await.unwrap();
    stage.clock.advance(std::time::Duration::from_mins(1));
}

#[tokio::test(start_paused = true)]
async fn what_runs_is_deleted_by_force_only() {
    let mut stage = open().await;
    let id = stage.create_environment().await.resource.id;
    let refused = async |stage: &Stage| {
        let error = stage.operations.act(&scope(), &id, DELETE).await.unwrap_err();
        assert!(matches!(error, NotAccepted::Running), "{error}");
    };
    stage.settle().await;
    refused(&stage).await;
    assert_eq!(stage.inventory().len(), 2);
    let delete = stage.act(&id, Act::Delete { is_forced: true }).await;
    assert_eq!(
        stage.act(&id, Act::Delete { is_forced: true }).await.operation.id,
        delete.operation.id
    );
    stage.settle().await;
    assert_eq!((stage.status(&id).await, stage.inventory()), (Status::Gone, vec![]));
}

#[tokio::test(start_paused = true)]
async fn what_somebody_started_past_us_is_not_deleted_without_force() {
    let mut stage = open().await;
    let id = stage.create_environment().await.resource.id;
    stage.settle().await;
    stage.act(&id, Act::Stop).await;
    stage.settle().await;
    let engine = stage.providers().environments[0].engine.clone();
    let place =
        muster_providers::environment::Place { key: KEY.parse().unwrap(), region: "east".into() };
    engine.start(&place, &scope().request_id).await.unwrap();
    stage.clock.advance(std::time::Duration::from_mins(1));
    let delete = stage.act(&id, DELETE).await;
    stage.settle().await;
    let failed = stage.operation(&delete).await;
    assert_eq!((failed.state, failed.reason), (OperationState::Failed, Some(Reason::StillRunning)));
    assert_eq!(stage.status(&id).await, Status::Running);
    assert_eq!(stage.inventory().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_container_that_does_not_come_up_is_removed_its_share_stays_and_a_start_tries_again() {
    let mut stage = open().await;
    stage.azure.next_group_fails();
    let made = stage.create_environment().await;
    stage.settle().await;
    let row = stage.resource(&made.resource.id).await;
    assert_eq!((row.status, row.reason), (Status::Failed, Some(Reason::AzureProvisioningFailed)));
    assert!(row.said.unwrap().starts_with("FailedMount: cannot mount"));
    let kinds: Vec<_> = stage.inventory().iter().map(|kept| kept.kind).collect();
    assert_eq!(kinds, ["share"]);
    stage.assert_books("after a failure").await;
    stage.act(&made.resource.id, Act::Start).await;
    stage.settle().await;
    assert_eq!(stage.status(&made.resource.id).await, Status::Running);
}

#[tokio::test(start_paused = true)]
async fn a_taken_host_name_is_passed_over() {
    let mut stage = open().await;
    for label in ["ws-env-0123456789", "ws-env-0123456789-1"] {
        stage.azure.take_label(label);
    }
    let id = stage.create_environment().await.resource.id;
    stage.settle().await;
    let row = stage.resource(&id).await;
    assert_eq!(row.address.unwrap().url, "ws-env-0123456789-2.eastus.azurecontainer.io");
}

#[tokio::test(start_paused = true)]
async fn a_read_that_is_throttled_deletes_no_share_and_reports_nothing_as_stopped() {
    let mut stage = open().await;
    let id = stage.create_environment().await.resource.id;
    stage.settle().await;
    for fault in [Fault::RateLimited, Fault::Page(404), Fault::ServerError, Fault::Silence] {
        for requests in 0..4 {
            stage.azure.fake().trouble(Trouble::after(requests, fault, Timing::Before));
            stage.operations.sweep().await.unwrap();
            stage.azure.fake().script().clear();
            assert_eq!(stage.status(&id).await, Status::Running, "{fault:?} after {requests}");
        }
    }
    assert_eq!(stage.inventory().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_key_is_free_again_once_its_environment_is_gone() {
    let mut stage = open().await;
    let id = stage.create_environment().await.resource.id;
    stage.settle().await;
    let again = stage.operations.create_environment(&scope(), &crate::stage::environment()).await;
    assert!(matches!(again, Err(NotAccepted::Exists)), "{again:?}");
    stage.act(&id, Act::Delete { is_forced: true }).await;
    stage.settle().await;
    let gone = stage.resource(&id).await;
    assert!(!gone.specification.to_string().contains("GITHUB_TOKEN"), "{gone:?}");
    stage.create_environment().await;
    stage.settle().await;
    assert_eq!(stage.status(&id).await, Status::Running);
    stage.assert_books("made anew").await;
}

#[tokio::test(start_paused = true)]
async fn two_environments_have_each_their_own_secrets() {
    let mut stage = open().await;
    stage.create_environment().await;
    let mut other = crate::stage::environment();
    other.key = Some("env-9876543210".into());
    other.secrets = vec![("GITHUB_TOKEN".into(), muster_core::Secret::new("another"))];
    stage.operations.create_environment(&scope(), &other).await.unwrap();
    stage.settle().await;
    let token = |value: &str| vec![("GITHUB_TOKEN".to_owned(), value.to_owned())];
    assert_eq!(stage.azure.secrets(GROUP), token(CANARY));
    assert_eq!(stage.azure.secrets("aci-env-9876543210"), token("another"));
    assert!(!stage.vault.is_locked.load(Relaxed));
}

#[tokio::test(start_paused = true)]
async fn what_another_installation_has_under_the_same_key_is_left_alone_and_the_order_fails() {
    let mut stage = open().await;
    let theirs = stage.create_environment().await.resource.id;
    stage.settle().await;
    let inventory = stage.inventory();
    let mut ours = crate::adoption::with_a_lost_database(stage).await;
    let mark = muster_providers::Mark::from_random([77; 16]);
    ours.operations.reload(ours.providers_of(mark));
    let made = ours.create_environment().await;
    ours.settle().await;
    let failed = ours.operation(&made).await;
    assert_eq!((failed.state, failed.reason), (OperationState::Failed, Some(Reason::NotOurs)));
    ours.act(&theirs, DELETE).await;
    ours.settle().await;
    assert_eq!(ours.status(&theirs).await, Status::Gone, "of ours there is nothing");
    assert_eq!(ours.inventory(), inventory, "of theirs everything");
}

#[tokio::test(start_paused = true)]
async fn whoever_chooses_a_key_does_not_get_the_files_that_somebody_left_under_it() {
    let mut stage = open().await;
    stage.create_environment().await;
    stage.settle().await;
    let inventory = stage.inventory();
    let mut anew = crate::adoption::with_a_lost_database(stage).await;
    let made = anew.create_environment().await;
    anew.settle().await;
    let failed = anew.operation(&made).await;
    assert_eq!((failed.state, failed.reason), (OperationState::Failed, Some(Reason::NameTaken)));
    anew.act(&made.resource.id, DELETE).await;
    anew.settle().await;
    assert_eq!(anew.inventory(), inventory, "it is left alone");
}
