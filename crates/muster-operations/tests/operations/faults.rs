//! Every fault of a provider, at every request of every step of a life. After each the inventory and the store
//! say the same, and in the end nothing is left.

use crate::stage::Stage;
use muster_core::{
    Name,
    cloud::{OperationState, Status},
};
use muster_operations::{Accepted, Act};
use muster_providers::{
    ProviderKind,
    fake::{Fault, Timing, Trouble},
};

pub(crate) const FAULTS: &[(Fault, Timing)] = &[
    (Fault::RateLimited, Timing::Before),
    (Fault::Unauthorised, Timing::Before),
    (Fault::Quota, Timing::Before),
    (Fault::Spend, Timing::Before),
    (Fault::Echo, Timing::Before),
    (Fault::ServerError, Timing::Before),
    (Fault::Page(200), Timing::Before),
    (Fault::Page(302), Timing::Before),
    (Fault::Page(404), Timing::Before),
    (Fault::Page(502), Timing::Before),
    (Fault::Silence, Timing::Before),
    (Fault::Cut, Timing::Before),
    (Fault::ServerError, Timing::After),
    (Fault::Page(200), Timing::After),
    (Fault::Page(404), Timing::After),
    (Fault::Page(502), Timing::After),
    (Fault::Silence, Timing::After),
    (Fault::Cut, Timing::After),
    (Fault::Garbled, Timing::After),
    (Fault::StrangeWord, Timing::After),
];

/// Lives until the end; whatever a fault makes fail is failed with a reason, and gone in the end all the same.
async fn life(stage: &mut Stage, made: Accepted, story: &str) {
    let id = made.resource.id.clone();
    ended(stage, &made, story).await;
    for act in [Act::Stop, Act::Start] {
        let acted = stage.act(&id, act).await;
        ended(stage, &acted, story).await;
    }
    let deleted = stage.act(&id, Act::Delete { is_forced: true }).await;
    ended(stage, &deleted, story).await;
    delete_again_if_it_failed(stage, &id, story).await;
    assert_eq!(stage.inventory(), [], "{story}: nothing is left");
}

async fn ended(stage: &mut Stage, accepted: &Accepted, story: &str) {
    stage.settle().await;
    stage.assert_books(story).await;
    let operation = stage.operation(accepted).await;
    let is_told = operation.state == OperationState::Done || operation.reason.is_some();
    assert!(is_told, "{story}: a failure has a reason: {operation:#?}");
}

async fn delete_again_if_it_failed(stage: &mut Stage, id: &Name, story: &str) {
    if stage.status(id).await != Status::Gone {
        let again = stage.act(id, Act::Delete { is_forced: true }).await;
        ended(stage, &again, story).await;
    }
    assert_eq!(stage.status(id).await, Status::Gone, "{story}");
}

/// Lives with one fault after so many requests. False if there were not so many.
async fn worker_with(
    mode: ProviderKind,
    requests: usize,
    (fault, timing): (Fault, Timing),
) -> bool {
    let story = format!("{mode}: {timing:?} {fault:?} after {requests} requests");
    let mut stage = Stage::open(mode).await;
    stage.fake(mode).trouble(Trouble::after(requests, fault, timing));
    let made = stage.create_worker(1).await;
    life(&mut stage, made, &story).await;
    stage.fake(mode).script().is_over()
}

async fn environment_with(requests: usize, (fault, timing): (Fault, Timing)) -> bool {
    let story = format!("{timing:?} {fault:?} after {requests} requests");
    let mut stage = Stage::open(ProviderKind::Render).await;
    stage.azure.fake().trouble(Trouble::after(requests, fault, timing));
    let made = stage.create_environment().await;
    life(&mut stage, made, &story).await;
    stage.azure.fake().script().is_over()
}

#[tokio::test(start_paused = true)]
async fn the_books_of_workers_on_render_agree_after_every_fault() {
    for fault in FAULTS {
        let mut requests = 0;
        while worker_with(ProviderKind::Render, requests, *fault).await {
            requests += 1;
        }
        assert!(requests > 10, "{fault:?}: {requests} requests are too few to be all");
    }
}

#[tokio::test(start_paused = true)]
async fn the_books_of_workers_on_daytona_agree_after_every_fault() {
    for fault in FAULTS {
        let mut requests = 0;
        while worker_with(ProviderKind::Daytona, requests, *fault).await {
            requests += 1;
        }
        assert!(requests > 10, "{fault:?}: {requests} requests are too few to be all");
    }
}

#[tokio::test(start_paused = true)]
async fn the_books_of_workers_on_kubernetes_agree_after_every_fault() {
    for fault in FAULTS {
        let mut requests = 0;
        while worker_with(ProviderKind::Kubernetes, requests, *fault).await {
            requests += 1;
        }
        assert!(requests > 10, "{fault:?}: {requests} requests are too few to be all");
    }
}

#[tokio::test(start_paused = true)]
async fn the_books_of_environments_agree_after_every_fault() {
    for fault in FAULTS {
        let mut requests = 0;
        while environment_with(requests, *fault).await {
            requests += 1;
        }
        assert!(requests > 20, "{fault:?}: {requests} requests are too few to be all");
    }
}
