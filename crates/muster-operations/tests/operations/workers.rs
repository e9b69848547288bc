//! The life of a cloud worker.

use crate::stage::{CANARY, Stage, TICK, organisation_id, worker};
use muster_core::cloud::{Ask, OperationState, Reason, Status};
use muster_operations::{Act, NotAccepted};
use muster_providers::{
    ProviderKind,
    fake::{Fault, Timing, Trouble},
};
use muster_seams::Clock;
use std::{sync::atomic::Ordering::Relaxed, time::Duration};

const ALL: [ProviderKind; 3] =
    [ProviderKind::Render, ProviderKind::Daytona, ProviderKind::Kubernetes];

#[tokio::test(start_paused = true)]
async fn a_worker_is_made_stopped_woken_and_deleted() {
    for mode in ALL {
        let mut stage = Stage::open(mode).await;
        let made = stage.create_worker(1).await;
        let id = made.resource.id.clone();
        assert_eq!(
            made.resource.status,
            Status::Creating,
            "{mode}: at once, before anybody is asked"
        );
        assert_eq!(stage.inventory(), [], "{mode}");
        for (act, status) in [
            (None, Status::Running),
            (Some(Act::Stop), Status::Stopped),
            (Some(Act::Start), Status::Running),
        ] {
            if let Some(act) = act {
                stage.act(&id, act).await;
            }
            stage.settle().await;
            assert_eq!(stage.status(&id).await, status, "{mode}");
            stage.assert_books(&format!("{mode} {status:?}")).await;
        }
        stage.act(&id, Act::Delete { is_forced: false }).await;
        stage.settle().await;
        assert_eq!(stage.status(&id).await, Status::Gone, "{mode}");
        assert_eq!(stage.inventory(), [], "{mode}");
        let states: Vec<_> =
            stage.operations_now().await.iter().map(|it| (it.state, it.reason)).collect();
        assert_eq!(states, [(OperationState::Done, None); 4], "{mode}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_step_is_shown_with_its_times() {
    let mut stage = Stage::open(ProviderKind::Daytona).await;
    let made = stage.create_worker(1).await;
    stage.settle().await;
    let done = stage.operation(&made).await;
    let asks: Vec<_> = done.steps.iter().map(|step| step.ask).collect();
    assert_eq!(asks, [Ask::Create, Ask::Look, Ask::Address, Ask::Health]);
    assert!(done.steps.iter().all(|step| step.ended_at.is_some_and(|end| end >= step.began_at)));
    assert!(done.steps[1].tries > 1, "it was looked at until it was up");
}

#[tokio::test(start_paused = true)]
async fn a_worker_is_reached_at_its_address_and_a_signed_one_is_kept_sealed_and_renewed() {
    let mut stage = Stage::open(ProviderKind::Daytona).await;
    let id = stage.create_worker(1).await.resource.id;
    stage.settle().await;
    let row = stage.resource(&id).await;
    let kept = row.address.clone().unwrap();
    assert!(kept.is_sealed && !kept.url.contains("https://"), "{kept:?}");
    let address = async |stage: &Stage| {
        stage.operations.address(&organisation_id(1), &id).await.unwrap().unwrap()
    };
    assert!(address(&stage).await.reveal().starts_with("https://8787-"));
    assert_eq!(stage.resource(&id).await.version, row.version, "it is still good");
    stage.clock.advance(Duration::from_hours(24));
    address(&stage).await;
    let renewed = stage.resource(&id).await.address.unwrap();
    assert!(renewed.expires > kept.expires);
    stage.act(&id, Act::Stop).await;
    stage.settle().await;
    stage.clock.advance(Duration::from_hours(48));
    stage.act(&id, Act::Start).await;
    stage.settle().await;
    let woken = stage.resource(&id).await.address.unwrap();
    assert!(woken.expires > Some(stage.clock.now()), "it is well at an address that is good");
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_cannot_come_up_says_why_and_costs_nothing() {
    let failed = async |stage: &mut Stage| {
        let id = stage.create_worker(1).await.resource.id;
        stage.settle().await;
        stage.assert_books("nothing of it is left").await;
        assert_eq!(stage.inventory(), [], "what failed is removed");
        let row = stage.resource(&id).await;
        assert_eq!(row.status, Status::Failed);
        (row.reason.unwrap(), row.said)
    };
    let mut stage = Stage::open(ProviderKind::Render).await;
    stage.render.next_deploy_fails();
    let said = Some("the deploy ended as build_failed".to_owned());
    assert_eq!(failed(&mut stage).await, (Reason::RenderDeployFailed, said));

    let mut stage = Stage::open(ProviderKind::Daytona).await;
    stage.daytona.next_boot_fails(&format!("bad token {CANARY} in the manifest"));
    let said = Some("bad token *** in the manifest".to_owned());
    assert_eq!(failed(&mut stage).await, (Reason::DaytonaBootFailed, said));

    let mut stage = Stage::open(ProviderKind::Daytona).await;
    stage.probe.is_down.store(true, Relaxed);
    assert_eq!(failed(&mut stage).await.0, Reason::HealthTimeout);
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_does_not_wake_well_is_not_deleted() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    let id = stage.create_worker(1).await.resource.id;
    stage.settle().await;
    stage.act(&id, Act::Stop).await;
    stage.settle().await;
    stage.probe.is_down.store(true, Relaxed);
    let wake = stage.act(&id, Act::Start).await;
    stage.settle().await;
    assert_eq!(stage.operation(&wake).await.reason, Some(Reason::HealthTimeout));
    let row = stage.resource(&id).await;
    assert_eq!((row.status, row.reason), (Status::Failed, Some(Reason::HealthTimeout)));
    assert_eq!(stage.inventory().len(), 1, "its disk is still there");
    stage.probe.is_down.store(false, Relaxed);
    stage.act(&id, Act::Start).await;
    stage.settle().await;
    assert_eq!(stage.status(&id).await, Status::Running);
}

#[tokio::test(start_paused = true)]
async fn a_delete_takes_over_from_whatever_is_under_way() {
    for ticks in 0..6 {
        let mut stage = Stage::open(ProviderKind::Daytona).await;
        let made = stage.create_worker(1).await;
        for _ in 0..ticks {
            stage.pass().await;
            stage.clock.advance(TICK);
        }
        let id = made.resource.id.clone();
        stage.act(&id, Act::Delete { is_forced: false }).await;
        let state = stage.operation(&made).await.state;
        assert!(matches!(state, OperationState::Superseded | OperationState::Done), "{state:?}");
        stage.settle().await;
        assert_eq!(stage.status(&id).await, Status::Gone, "after {ticks} ticks");
        assert_eq!(stage.inventory(), [], "after {ticks} ticks");
    }
}

#[tokio::test(start_paused = true)]
async fn a_repeat_is_the_same_operation_and_another_wish_has_to_wait() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    let made = stage.create_worker(1).await;
    let id = made.resource.id.clone();
    let busy = stage.operations.act(&crate::stage::scope(), &id, Act::Stop).await.unwrap_err();
    assert!(matches!(&busy, NotAccepted::Busy(by) if *by == made.operation.id), "{busy}");
    stage.settle().await;
    let first = stage.act(&id, Act::Stop).await;
    let second = stage.act(&id, Act::Stop).await;
    assert_eq!(first.operation.id, second.operation.id);
    stage.settle().await;
    let again = stage.act(&id, Act::Stop).await;
    stage.settle().await;
    assert_eq!(stage.operation(&again).await.state, OperationState::Done, "it is stopped already");
}

#[tokio::test(start_paused = true)]
async fn what_stops_at_once_takes_the_place_of_what_brings_it_up_wherever_that_is() {
    for passes in 0..8 {
        let mut stage = Stage::open(ProviderKind::Render).await;
        let made = stage.create_worker(1).await;
        for _ in 0..passes {
            stage.pass().await;
            stage.clock.advance(TICK);
        }
        let id = made.resource.id.clone();
        let stop = stage.act(&id, Act::StopAtOnce).await;
        stage.settle().await;
        let create = stage.operation(&made).await.state;
        assert!(matches!(create, OperationState::Superseded | OperationState::Done), "{create:?}");
        let stopped = stage.operation(&stop).await;
        let is_there = !stage.inventory().is_empty();
        let expected = if is_there { OperationState::Done } else { OperationState::Failed };
        assert_eq!(stopped.state, expected, "after {passes} passes: {stopped:?}");
        assert!(stage.inventory().iter().all(|it| !stage.render.is_up(&it.name)), "{passes}");
        stage.assert_books("stopped on its way up").await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_has_failed_and_is_being_removed_is_not_stopped_instead() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    stage.render.next_deploy_fails();
    let made = stage.create_worker(1).await;
    while stage.operation(&made).await.failure.is_none() {
        stage.pass().await;
        stage.clock.advance(TICK);
    }
    let id = made.resource.id.clone();
    let stop = stage.operations.act(&crate::stage::scope(), &id, Act::StopAtOnce).await;
    assert!(matches!(stop.unwrap_err(), NotAccepted::Busy(_)));
    stage.settle().await;
    assert!(stage.inventory().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_is_switched_or_reloaded_leaves_what_is_there_alone() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    let first = stage.create_worker(1).await.resource.id;
    stage.settle().await;
    stage.variables.insert("PROVISIONER_MODE".into(), "daytona".into());
    stage.variables.insert("DAYTONA_SNAPSHOT".into(), "snapshot-of-today".into());
    let before = stage.render.fake().seen().len();
    stage.operations.reload(stage.providers());
    let second = stage.create_worker(2).await.resource;
    stage.settle().await;
    assert_eq!(stage.render.fake().seen().len(), before, "nobody touched the first");
    let made = stage.daytona.order(&second.provider_name).unwrap();
    assert_eq!(made["snapshot"], "snapshot-of-today");
    stage.act(&first, Act::Delete { is_forced: false }).await;
    stage.settle().await;
    assert_eq!(stage.status(&first).await, Status::Gone, "it is deleted where it was made");
    stage.assert_books("two providers").await;
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_deleted_stays_a_tombstone_and_is_tried_until_it_is_gone() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    let id = stage.create_worker(1).await.resource.id;
    stage.settle().await;
    for _ in 0..12 {
        stage.render.fake().trouble(Trouble::next(Fault::ServerError, Timing::Before));
    }
    let delete = stage.act(&id, Act::Delete { is_forced: false }).await;
    for _ in 0..200 {
        stage.pass().await;
        stage.clock.advance(TICK);
    }
    let open = stage.operation(&delete).await;
    assert!(open.is_overdue(stage.clock.now()));
    assert_eq!((open.state, open.reason), (OperationState::Open, Some(Reason::Unanswered)));
    assert_eq!(stage.status(&id).await, Status::Deleting);
    stage.settle().await;
    assert_eq!(stage.status(&id).await, Status::Gone);
    assert_eq!(stage.inventory(), []);
}

#[tokio::test(start_paused = true)]
async fn nobody_of_another_organisation_sees_or_changes_it() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    let id = stage.create_worker(1).await.resource.id;
    stage.settle().await;
    let others = crate::stage::foreign_scope();
    assert_eq!(stage.operations.resource(&others.organisation, &id).await.unwrap(), None);
    for act in [Act::Start, Act::Stop, Act::Delete { is_forced: true }] {
        let error = stage.operations.act(&others, &id, act).await.unwrap_err();
        assert!(matches!(error, NotAccepted::NotFound), "{error}");
    }
    let error = stage.operations.create_worker(&others, &worker(1)).await.unwrap_err();
    assert!(matches!(error, NotAccepted::Exists), "{error}");
}

#[tokio::test(start_paused = true)]
async fn while_the_vault_is_locked_a_create_waits_and_says_so() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    let made = stage.create_worker(1).await;
    stage.vault.is_locked.store(true, Relaxed);
    stage.pass().await;
    assert_eq!(stage.operation(&made).await.reason, Some(Reason::SecretsLocked));
    assert_eq!(stage.render.fake().seen(), [], "nobody was asked");
    stage.vault.is_locked.store(false, Relaxed);
    stage.settle().await;
    assert_eq!(stage.status(&made.resource.id).await, Status::Running);
    let token = ("MUSTER_JOIN_TOKEN".to_owned(), CANARY.to_owned());
    assert!(stage.render.secret_files(&made.resource.provider_name).contains(&token));
}

#[tokio::test(start_paused = true)]
async fn a_create_whose_answer_was_lost_is_found_even_if_searches_lag() {
    // Longer than the engine counts on: then its name is refused as taken, and it is found still later.
    for lag in [90, 180] {
        let mut stage = Stage::open(ProviderKind::Render).await;
        stage.render.lag(Duration::from_secs(lag));
        stage.render.fake().trouble(Trouble::next(Fault::Silence, Timing::After));
        let id = stage.create_worker(1).await.resource.id;
        stage.settle().await;
        assert_eq!(stage.status(&id).await, Status::Running, "{lag} s");
        stage.assert_books(&format!("{lag} s")).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_given_up_in_doubt_is_deleted_even_if_searches_lag() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    stage.render.lag(Duration::from_secs(90));
    stage.render.fake().trouble(Trouble::next(Fault::Silence, Timing::After));
    let id = stage.create_worker(1).await.resource.id;
    stage.pass().await;
    assert_eq!(stage.inventory().len(), 1, "it was made, and nobody knows");
    stage.act(&id, Act::Delete { is_forced: false }).await;
    stage.settle().await;
    assert_eq!((stage.status(&id).await, stage.inventory()), (Status::Gone, vec![]));
}

#[tokio::test(start_paused = true)]
async fn time_in_which_nobody_looked_is_not_counted() {
    for ticks in 0..5 {
        let mut stage = Stage::open(ProviderKind::Render).await;
        let id = stage.create_worker(1).await.resource.id;
        for _ in 0..ticks {
            stage.pass().await;
            stage.clock.advance(TICK);
        }
        stage.clock.advance(Duration::from_hours(10));
        stage.start();
        stage.settle().await;
        assert_eq!(stage.status(&id).await, Status::Running, "asleep after {ticks} ticks");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_create_made_is_known_though_a_delete_took_over_while_it_was_asked() {
    let mut stage = Stage::open(ProviderKind::Render).await;
    stage.render.fake().script().delay(Duration::from_secs(10));
    let made = stage.create_worker(1).await;
    let id = made.resource.id.clone();
    let (passed, _) = tokio::join!(biased;
        stage.operations.pass(),
        stage.act(&id, Act::Delete { is_forced: false }),
    );
    passed.unwrap();
    assert_eq!(stage.operation(&made).await.state, OperationState::Superseded);
    let row = stage.resource(&id).await;
    assert_eq!(row.status, Status::Deleting);
    assert!(row.life.handle.is_some(), "its answer counts all the same");
    stage.settle().await;
    assert_eq!((stage.status(&id).await, stage.inventory()), (Status::Gone, vec![]));
}
