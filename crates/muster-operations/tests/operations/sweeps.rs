//! What providers have, compared with what the store says.

use crate::stage::{Stage, scope, worker};
use muster_core::cloud::{Account, Reason, Status};
use muster_operations::Act;
use muster_providers::{
    ProviderKind, WorkerName, WorkerOrder,
    fake::{Fault, Timing, Trouble},
};
use std::time::Duration;

/// Somebody makes something past us, under a name that is ours.
async fn make_a_stray(stage: &Stage, number: u8) -> String {
    let providers = stage.providers();
    let provider = &providers.workers[0];
    let name = WorkerName::of(&provider.prefix, &providers.mark, &worker(number).id);
    let order = WorkerOrder { name: name.clone(), variables: Vec::new(), secrets: Vec::new() };
    provider.engine.create(&order, &scope().request_id).await.unwrap();
    name.to_string()
}

#[tokio::test(start_paused = true)]
async fn a_stray_is_shown_with_its_time_and_left_alone() {
    let stage = Stage::open(ProviderKind::Render).await;
    let name = make_a_stray(&stage, 7).await;
    let first = stage.operations.sweep().await.unwrap();
    let names: Vec<_> = first.strays.iter().map(|it| it.name.clone()).collect();
    assert_eq!(names, [name]);
    stage.clock.advance(Duration::from_hours(1));
    let second = stage.operations.sweep().await.unwrap();
    assert_eq!(second.strays, first.strays, "it is known since the first time");
    stage.render.fake().trouble(Trouble::next(Fault::ServerError, Timing::Before));
    let third = stage.operations.sweep().await.unwrap();
    let render = ("render".to_owned(), None);
    assert_eq!((third.strays, third.unanswered), (first.strays, vec![render.clone()]));
    assert_eq!(stage.operations.swept().unwrap().unanswered, [render]);
    assert_eq!(stage.inventory().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_ghost_is_certain_before_it_is_called_one() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    let id = stage.create_worker(1).await.resource.id;
    stage.settle().await;
    let engine = stage.providers().workers[0].engine.clone();
    let handle = stage.resource(&id).await.life.handle.unwrap();
    engine.delete(&muster_providers::worker::Handle(handle), &scope().request_id).await.unwrap();
    for fault in [Fault::Page(404), Fault::ServerError, Fault::Silence, Fault::RateLimited] {
        stage.render.fake().trouble(Trouble::after(1, fault, Timing::Before));
        let swept = stage.operations.sweep().await.unwrap();
        assert_eq!(swept.ghosts, [], "{fault:?} is no word of the provider's");
        assert_eq!(stage.status(&id).await, Status::Running, "{fault:?}");
    }
    let swept = stage.operations.sweep().await.unwrap();
    assert_eq!(swept.ghosts, [(scope().organisation, id.clone())]);
    let row = stage.resource(&id).await;
    assert_eq!((row.status, row.reason), (Status::Failed, Some(Reason::InstanceGone)));
    assert_eq!(stage.operations.sweep().await.unwrap().ghosts, [], "it is told once");
    stage.assert_books("a ghost is not on the books").await;
    stage.act(&id, Act::Delete { is_forced: false }).await;
    stage.settle().await;
    assert_eq!(stage.status(&id).await, Status::Gone);
}

#[tokio::test(start_paused = true)]
async fn what_its_provider_stopped_by_itself_is_shown_as_stopped() {
    let mut stage = Stage::open(ProviderKind::Daytona).await;
    let id = stage.create_worker(1).await.resource.id;
    stage.settle().await;
    let handle = muster_providers::worker::Handle(stage.resource(&id).await.life.handle.unwrap());
    let daytona = stage.providers().workers[1].engine.clone();
    daytona.stop(&handle, &scope().request_id).await.unwrap();
    stage.clock.advance(Duration::from_mins(1));
    stage.operations.sweep().await.unwrap();
    assert_eq!(stage.status(&id).await, Status::Stopped);
    stage.act(&id, Act::Start).await;
    stage.settle().await;
    assert_eq!(stage.status(&id).await, Status::Running);
}

#[tokio::test(start_paused = true)]
async fn what_was_deleted_and_is_there_again_is_deleted_anew() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    let id = stage.create_worker(1).await.resource.id;
    stage.settle().await;
    stage.act(&id, Act::Delete { is_forced: false }).await;
    stage.settle().await;
    make_a_stray(&stage, 1).await;
    assert_eq!(stage.operations.sweep().await.unwrap().returned, [], "a list may lag");
    stage.clock.advance(Duration::from_mins(15));
    let swept = stage.operations.sweep().await.unwrap();
    assert_eq!((swept.returned, swept.strays), (vec![id.clone()], vec![]));
    assert_eq!(stage.status(&id).await, Status::Deleting);
    stage.settle().await;
    assert_eq!((stage.status(&id).await, stage.inventory()), (Status::Gone, vec![]));
}

#[tokio::test(start_paused = true)]
async fn an_environment_under_a_key_that_was_deleted_is_a_stray_and_nobody_deletes_its_files() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    let id = stage.create_environment().await.resource.id;
    stage.settle().await;
    stage.act(&id, Act::Delete { is_forced: true }).await;
    stage.settle().await;
    // In a store that was lost its key was given again.
    let mut lost = Stage::beside(&stage).await;
    lost.create_environment().await;
    lost.settle().await;
    stage.clock.advance(Duration::from_mins(15));
    let swept = stage.operations.sweep().await.unwrap();
    let names: Vec<_> = swept.strays.iter().map(|it| it.name.as_str()).collect();
    assert_eq!((names, swept.returned), (vec![id.as_str()], vec![]));
    stage.settle().await;
    assert_eq!(stage.inventory().len(), 2, "container and files are there");
    assert_eq!(stage.operations.adopt(&scope(), Account::ALL).await.unwrap().len(), 1);
    stage.settle().await;
    assert_eq!(stage.status(&id).await, Status::Running);
    stage.assert_books("adopted").await;
}
