//! A worker that cannot prove its lease does what the job says, by its own clock.

use crate::stage::{Session, Stage, SteppingClock, grant, group, shell, stands_still, until};
use muster_api::session::{Assignment, FromCoordinator, FromWorker};
use muster_core::job::{FailureReason, OnDisconnect};
use muster_seams::Seams;
use muster_session::WorkerFrame;
use std::{sync::Arc, time::Duration};

/// As long as the lease that the stage's coordinator promises.
pub(crate) const LEASE: Duration = Duration::from_mins(1);
const TICKING: &str = "echo $$; while :; do echo tick; sleep 0.01; done";

/// A job with this policy that has begun, under a coordinator that has not said a word since.
async fn begin(on_disconnect: OnDisconnect) -> (Stage, Session, Arc<SteppingClock>, u32) {
    begin_line(on_disconnect, TICKING).await
}

async fn begin_line(
    on_disconnect: OnDisconnect,
    line: &str,
) -> (Stage, Session, Arc<SteppingClock>, u32) {
    let clock = Arc::new(SteppingClock::default());
    let mut stage = Stage::with(Seams { clock: clock.clone(), ..Seams::real() }, |_| {});
    let mut session = stage.session().await;
    session.welcome_with_beat(Duration::from_millis(50), &[], &[]).await;
    session.renews = false;
    session.assign(Assignment { on_disconnect, ..shell(grant(1), line) }).await;
    session.started(grant(1)).await;
    let text = session.log_with(grant(1), "tick").await.text();
    let leader = text.lines().next().unwrap().parse().unwrap();
    (stage, session, clock, leader)
}

/// Answers the next question, whatever else is said before it.
pub(crate) async fn renew(session: &mut Session) {
    loop {
        match session.hear().await.expect("the session should go on") {
            WorkerFrame::Control(FromWorker::Heartbeat { grants }) => {
                return session.say(FromCoordinator::Renewed { grants }).await;
            }
            WorkerFrame::Log(head, bytes) => {
                session.keep(&head, &bytes);
            }
            WorkerFrame::Control(_) => {}
        }
    }
}

#[tokio::test]
async fn a_job_that_may_be_replaced_stands_still_at_the_end_of_its_lease_until_it_is_renewed() {
    let (_stage, mut session, clock, leader) = begin(OnDisconnect::Replace).await;
    clock.pass(LEASE);
    until(|| stands_still(leader)).await;
    // The first answers are to questions from before, which prove nothing any more.
    while stands_still(leader) {
        renew(&mut session).await;
    }
    session.say(FromCoordinator::Stop { grant: grant(1) }).await;
    let end = session.finished(grant(1)).await;
    assert_eq!(end.reason, Some(FailureReason::Cancelled));
}

#[tokio::test]
async fn a_job_that_stands_still_is_ended_without_a_moment_in_which_it_runs() {
    let home = tempfile::tempdir().unwrap();
    let word = home.path().join("ran");
    let line = format!("trap 'touch {}' TERM; {TICKING}", word.display());
    let (_stage, mut session, clock, leader) = begin_line(OnDisconnect::Replace, &line).await;
    clock.pass(LEASE);
    until(|| stands_still(leader)).await;
    session.say(FromCoordinator::Stop { grant: grant(1) }).await;
    let end = session.finished(grant(1)).await;
    assert_eq!(end.reason, Some(FailureReason::Cancelled));
    assert!(!word.exists(), "another attempt may run elsewhere by now");
}

#[tokio::test]
async fn a_job_that_was_under_way_for_longer_than_its_lease_begins_when_it_is_known_to_count() {
    let clock = Arc::new(SteppingClock::default());
    let mut stage = Stage::with(Seams { clock: clock.clone(), ..Seams::real() }, |_| {});
    let mut session = stage.session().await;
    session.welcome_with_beat(Duration::from_millis(50), &[], &[]).await;
    session.renews = false;
    clock.pass(LEASE);
    session.assign(shell(grant(1), TICKING)).await;
    let mut beats = 0;
    loop {
        match session.hear().await.expect("the session should go on") {
            WorkerFrame::Control(FromWorker::Heartbeat { grants }) => {
                beats += u32::from(grants.contains(&grant(1)));
                if beats > 3 {
                    session.say(FromCoordinator::Renewed { grants }).await;
                }
            }
            WorkerFrame::Control(FromWorker::Started { .. }) => break,
            WorkerFrame::Control(_) | WorkerFrame::Log(..) => {}
        }
    }
    assert!(beats > 3, "it began although another worker may run it");
}

#[tokio::test]
async fn an_answer_that_was_under_way_when_the_agent_was_stopped_proves_nothing() {
    let (_stage, mut session, clock, leader) = begin(OnDisconnect::Stop).await;
    // The question was asked before, and the answer comes when the lease is over.
    let question = loop {
        if let Some(WorkerFrame::Control(FromWorker::Heartbeat { grants })) = session.hear().await {
            break grants;
        }
    };
    clock.pass(LEASE);
    session.say(FromCoordinator::Renewed { grants: question }).await;
    let end = session.finished(grant(1)).await;
    assert_eq!(end.reason, Some(FailureReason::WorkerLost));
    assert_eq!(group(leader), [0; 0], "nothing of the tree may be left");
}

#[tokio::test]
async fn a_job_that_is_kept_runs_on_until_it_has_been_lost_for_too_long() {
    let (_stage, mut session, clock, leader) = begin(OnDisconnect::Keep).await;
    clock.pass(LEASE * 2);
    let before = session.logs[&grant(1)].size;
    while session.logs[&grant(1)].size < before + 500 {
        if let Some(WorkerFrame::Log(head, bytes)) = session.hear().await {
            session.keep(&head, &bytes);
        }
    }
    assert!(!stands_still(leader));
    clock.pass(LEASE * 3);
    let end = session.finished(grant(1)).await;
    assert_eq!(end.reason, Some(FailureReason::WorkerLost));
    assert_eq!(group(leader), [0; 0]);
}

#[tokio::test]
async fn a_job_that_waits_for_a_slot_when_its_lease_ends_does_not_begin() {
    let clock = Arc::new(SteppingClock::default());
    let seams = Seams { clock: clock.clone(), ..Seams::real() };
    let mut stage = Stage::with(seams, |options| options.slots = 1);
    let mut session = stage.welcome().await;
    session.assign(shell(grant(1), "echo ready; sleep 1000")).await;
    session.started(grant(1)).await;
    let on_disconnect = OnDisconnect::Stop;
    session.assign(Assignment { on_disconnect, ..shell(grant(2), "echo never") }).await;
    stage.become_such(|status| matches!(status, muster_worker::AgentStatus::Running(1))).await;
    clock.pass(LEASE);
    let end = session.finished(grant(2)).await;
    assert_eq!((end.exit_code, end.reason), (None, Some(FailureReason::WorkerLost)));
    session.say(FromCoordinator::Stop { grant: grant(1) }).await;
    session.finished(grant(1)).await;
}
