//! More at once than a provider takes.

use crate::stage::{Stage, TICK};
use muster_core::cloud::{OperationState, Reason, Status};
use muster_providers::ProviderKind;
use muster_seams::Clock;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn what_a_provider_has_no_room_for_waits_with_a_reason_and_a_time_and_none_fails() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    stage.render.creates_an_hour(8);
    for number in 1..=20 {
        stage.create_worker(number).await;
    }
    for _ in 0..60 {
        stage.pass().await;
        stage.clock.advance(TICK);
    }
    let waiting = stage.open_operations().await;
    assert_eq!(waiting.len(), 12, "the first eight are done");
    let now = stage.clock.now();
    for operation in &waiting {
        assert_eq!(operation.reason, Some(Reason::RateLimited));
        let wait = operation.next_at.since(now);
        assert!(wait > Duration::from_mins(50) && wait <= Duration::from_hours(1), "{wait:?}");
        assert!(operation.deadline > operation.next_at, "it is not given up before its turn");
    }
    let asked = stage.render.fake().seen().len();
    let late = stage.create_worker(21).await;
    stage.pass().await;
    assert_eq!(stage.render.fake().seen().len(), asked, "nobody is asked before the time");
    let late = stage.operation(&late).await;
    assert_eq!(late.reason, Some(Reason::RateLimited), "nor for one that came later");
    assert!(late.next_at > now);

    stage.settle().await;
    for operation in stage.operations_now().await {
        assert_eq!(operation.state, OperationState::Done, "{operation:#?}");
    }
    let rows = stage.resources().await;
    assert!(rows.len() == 21 && rows.iter().all(|row| row.status == Status::Running));
    stage.assert_books("all of them").await;
}

#[tokio::test(start_paused = true)]
async fn twenty_at_once_are_made_side_by_side_where_there_is_room() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    for number in 1..=20 {
        stage.create_worker(number).await;
    }
    let begin = stage.clock.now();
    stage.settle().await;
    assert!(stage.clock.now().since(begin) < Duration::from_mins(2));
    assert_eq!(stage.inventory().len(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_queue_survives_a_restart() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    stage.render.creates_an_hour(2);
    for number in 1..=3 {
        stage.create_worker(number).await;
    }
    stage.pass().await;
    stage.start();
    stage.settle().await;
    assert_eq!(stage.inventory().len(), 3);
    stage.assert_books("after a restart").await;
}
