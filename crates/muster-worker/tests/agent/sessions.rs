//! The agent looks for its coordinator, comes back when it is lost, and says how it stands.

use crate::stage::{Stage, SteppingClock, grant, kept, shell, stands_still, until};
use muster_api::session::{FromCoordinator, FromWorker};
use muster_seams::{Clock, Seams, SystemClock};
use muster_session::{KeyPair, WorkerFrame};
use muster_worker::{AgentStatus, News};
use std::{sync::Arc, time::Duration};

#[tokio::test]
async fn the_status_follows_what_the_agent_does() {
    let mut stage = Stage::begin();
    assert_eq!(*stage.heard_at.borrow(), None);
    let mut session = stage.welcome().await;
    stage.become_such(|status| *status == AgentStatus::Idle).await;
    assert!(stage.heard_at.borrow_and_update().is_some(), "it was welcome");
    session.say(FromCoordinator::Renewed { grants: vec![] }).await;
    stage.heard_at.changed().await.unwrap();
    session.assign(shell(grant(1), "sleep 1000")).await;
    stage.become_such(|status| *status == AgentStatus::Running(1)).await;
    drop(session);
    stage.become_such(|status| *status == AgentStatus::Connecting).await;
    let mut session = stage.session().await;
    session.welcome(&[kept(grant(1), 0)], &[]).await;
    stage.become_such(|status| *status == AgentStatus::Running(1)).await;
    session.say(FromCoordinator::Stop { grant: grant(1) }).await;
    stage.become_such(|status| *status == AgentStatus::Idle).await;
}

#[tokio::test]
async fn a_coordinator_with_another_key_is_not_served() {
    let stranger = KeyPair::generate().unwrap().public();
    let mut stage = Stage::with(Seams::real(), |options| options.coordinator_key = stranger);
    let io = stage.connection().await;
    let wire = tokio_tungstenite::accept_async(io).await.unwrap();
    let greeting = muster_session::receive_hello(wire).await.unwrap();
    let key = KeyPair::generate().unwrap();
    let worker = stage.options.key.public();
    let proved = greeting.prove_coordinator(&key, &worker, &*stage.seams.rng).await;
    assert!(proved.is_err(), "the worker must not prove itself to a stranger");
    stage
        .become_such(
            |status| matches!(status, AgentStatus::Refused { error, .. } if error == "unauthorized"),
        )
        .await;
}

#[tokio::test]
async fn a_worker_that_is_refused_says_so_and_keeps_trying() {
    let mut stage = Stage::begin();
    let mut session = stage.session().await;
    let (error, detail) = ("worker_not_found".to_owned(), "this worker was removed".to_owned());
    let expected = AgentStatus::Refused { error: error.clone(), detail: detail.clone() };
    session.say(FromCoordinator::Refused { error, detail }).await;
    stage.become_such(|status| *status == expected).await;
    let _session = stage.welcome().await;
    stage.become_such(|status| *status == AgentStatus::Idle).await;
}

#[tokio::test]
async fn a_worker_of_another_age_keeps_what_it_runs_and_says_what_is_to_be_updated() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    session.assign(shell(grant(1), "sleep 1000")).await;
    session.started(grant(1)).await;
    drop(session);
    let mut session = stage.session().await;
    let (error, detail) = ("version_too_old".to_owned(), "update muster".to_owned());
    let expected = AgentStatus::Refused { error: error.clone(), detail: detail.clone() };
    session.say(FromCoordinator::Refused { error, detail }).await;
    stage.become_such(|status| *status == expected).await;
    // It would come back by itself, but not while a test waits.
    stage.tell(News::Network).await;
    let session = stage.session().await;
    assert_eq!(session.hello.grants, [grant(1)], "it still runs");
}

#[tokio::test]
async fn an_agent_comes_back_when_the_coordinator_said_it_would_be_there_again() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    let begun = SystemClock.boot();
    session.say(FromCoordinator::Bye { retry_ms: 300 }).await;
    assert!(session.hear().await.is_none(), "the agent goes at once");
    stage.welcome().await;
    assert!(SystemClock.boot().since(begun) >= Duration::from_millis(300));
}

#[tokio::test]
async fn two_agents_do_not_share_a_directory() {
    let mut stage = Stage::begin();
    stage.welcome().await;
    let mut twin = stage.twin();
    let path = stage.options.state_dir.display();
    let expected = format!("use {path}: another worker is running with it");
    assert_eq!(twin.outcome().await, Err(expected));
}

#[tokio::test]
async fn a_frame_of_a_newer_coordinator_is_passed_over() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    session.say(FromCoordinator::Unknown).await;
    session.say(FromCoordinator::LogStored { grant: grant(99), next: 7 }).await;
    session.say(FromCoordinator::Stop { grant: grant(99) }).await;
    session.say(FromCoordinator::FinishStored { grant: grant(99) }).await;
    assert!(session.complete(shell(grant(1), "true")).await.is_success());
}

#[tokio::test]
async fn after_its_machine_slept_a_job_stands_still_until_it_is_known_to_count() {
    let clock = Arc::new(SteppingClock::default());
    let mut stage = Stage::with(Seams { clock: clock.clone(), ..Seams::real() }, |_| {});
    let mut session = stage.welcome().await;
    session.assign(shell(grant(1), "echo $$; while :; do sleep 0.01; done")).await;
    session.started(grant(1)).await;
    let text = session.log_with(grant(1), "\n").await.text();
    let leader = text.trim().parse().unwrap();

    clock.sleep(Duration::from_hours(1));
    let question = loop {
        if let Some(WorkerFrame::Control(FromWorker::Heartbeat { grants })) = session.hear().await {
            break grants;
        }
    };
    assert_eq!(question, [grant(1)], "it asks without waiting for the next beat");
    until(|| stands_still(leader)).await;
    // A beat of its own may have asked just before it slept; an answer without a question is passed over.
    for _ in 0..2 {
        session.say(FromCoordinator::Renewed { grants: question.clone() }).await;
    }
    until(|| !stands_still(leader)).await;

    session.say(FromCoordinator::Stop { grant: grant(1) }).await;
    session.finished(grant(1)).await;
}

#[tokio::test]
async fn the_last_bookmark_is_brought_to_every_session_even_after_a_restart() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    assert_eq!(session.hello.bookmark, None);
    for bookmark in ["4.first", "5.second"] {
        session.say(FromCoordinator::Bookmark { bookmark: bookmark.to_owned() }).await;
    }
    // What comes after it is not begun before it is kept.
    assert!(session.complete(shell(grant(1), "true")).await.is_success());
    drop(session);
    let mut session = stage.welcome().await;
    assert_eq!(session.hello.bookmark.as_deref(), Some("5.second"));
    session.say(FromCoordinator::Bookmark { bookmark: "6.third".to_owned() }).await;
    assert!(session.complete(shell(grant(2), "true")).await.is_success());

    let mut stage = stage.restart().await;
    let session = stage.welcome().await;
    assert_eq!(session.hello.bookmark.as_deref(), Some("6.third"));
}
