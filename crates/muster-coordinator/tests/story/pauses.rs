//! Workers that somebody paused.

use crate::bench::{Bench, Identity, Played, shell};
use muster_api::{
    job::{CancelRequest, Job, JobState},
    session::{Finished, FromCoordinator, FromWorker, Grant},
    worker::{PauseWorkerRequest, Worker, WorkerChange},
};
use muster_client::ClientError;
use muster_core::job::{AttemptEnd, AttemptState, FailureReason};
use muster_seams::Clock;
use muster_store::{audit_event, organisation};
use std::time::Duration;

fn because(reason: &str) -> PauseWorkerRequest {
    PauseWorkerRequest { reason: reason.to_owned(), ..PauseWorkerRequest::default() }
}

async fn pause(bench: &Bench, who: &Identity, request: PauseWorkerRequest) -> Worker {
    bench.client.pause_worker(&who.id, &request).await.unwrap()
}

async fn only_worker(bench: &Bench) -> Worker {
    bench.client.list_workers().await.unwrap().items.remove(0)
}

/// What the audit log says was done to a worker, first things first.
async fn audited(bench: &Bench, who: &Identity) -> Vec<String> {
    let events = bench.store.read(|tx| {
        let own = organisation::all(tx)?.remove(0);
        audit_event::page(tx, &own, None, 100)
    });
    let entries = events.await.unwrap().into_iter().rev().map(|event| event.entry);
    let own = entries.filter(|entry| entry.target == who.id.to_string());
    own.map(|entry| entry.action).collect()
}

/// Waits until a worker is not paused any more.
async fn until_it_goes_on(bench: &Bench) {
    let waiting = async {
        while only_worker(bench).await.pause.is_some() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.unwrap();
}

#[tokio::test]
async fn a_paused_worker_gets_nothing_new_and_says_why_until_somebody_resumes_it() {
    let bench = Bench::start().await;
    let laptop = bench.join("laptop", 2).await;
    let mut session = bench.come(&laptop, vec![]).await;
    bench.submit(shell("before")).await;
    let before = session.assignment().await.grant;

    let paused = pause(&bench, &laptop, because("a new disk")).await;
    let told = paused.pause.unwrap();
    assert_eq!((&*told.by, &*told.reason, told.until), ("operator", "a new disk", None));
    let job = bench.submit(shell("after")).await;
    bench.until(&job, |job| job.reason.as_deref() == Some("1 paused")).await;
    let groups = bench.client.explain_job(job.id).await.unwrap().groups;
    assert_eq!(groups[0].helps, "Resume `laptop`");
    session.finish(before, 0).await;
    assert_eq!(only_worker(&bench).await.busy_slots, 0, "what ran went on to its end");

    let resumed = bench.client.resume_worker(&laptop.id).await.unwrap();
    assert_eq!(resumed.pause, None);
    assert_eq!(session.assignment().await.grant.job, job.id);
}

#[tokio::test]
async fn a_pause_outlives_the_coordinator_and_the_session_and_ends_when_it_was_said() {
    let bench = Bench::start().await;
    let laptop = bench.join("laptop", 1).await;
    let request =
        PauseWorkerRequest { resume_after_seconds: Some(3600), ..because("out for lunch") };
    let until = pause(&bench, &laptop, request).await.pause.unwrap().until.unwrap();
    assert_eq!(until, bench.clock.now().after(Duration::from_hours(1)));

    let bench = bench.restart().await;
    let mut session = bench.come(&laptop, vec![]).await;
    let job = bench.submit(shell("waits")).await;
    bench.until(&job, |job| job.reason.as_deref() == Some("1 paused")).await;
    // The clock of a coordinator that starts again begins where it began.
    bench.clock.advance(Duration::from_hours(1));
    until_it_goes_on(&bench).await;
    assert_eq!(session.assignment().await.grant.job, job.id);
    assert_eq!(audited(&bench, &laptop).await, ["worker.join", "worker.pause", "worker.resume"]);
}

/// Waits until the worker is told to let its command go.
async fn taken_back(session: &mut Played) -> Grant {
    session
        .hear_until(|frame| match frame {
            FromCoordinator::TakeBack { grant } => Some(grant),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn what_does_not_end_in_time_is_taken_back_and_goes_to_another_worker_at_no_cost() {
    let bench = Bench::start().await;
    let (_leaving, mut session, job, grant) = running_on_loan(&bench, "long").await;
    bench.clock.advance(Duration::from_secs(30));
    assert_eq!(taken_back(&mut session).await, grant);
    let other = bench.join("other", 1).await;
    let mut other = bench.come(&other, vec![]).await;
    let end = AttemptEnd::because(FailureReason::TakenBack);
    session.say(FromWorker::Finished(Finished::new(grant, end, 0))).await;

    let again = other.assignment().await.grant;
    assert_eq!((again.job, again.attempt), (job.id, 2));
    other.finish(again, 0).await;
    let ended = bench.until(&job, |job| job.state == JobState::Succeeded).await;
    assert_eq!(ended.max_attempts, 1, "it had one attempt to fail, and has it still");
    let attempts = bench.client.list_attempts(job.id).await.unwrap();
    assert_eq!(attempts[0].state, AttemptState::Ended);
    assert_eq!(attempts[0].reason, Some(FailureReason::TakenBack));
}

/// A worker of one slot that runs this job, and is to be without it in half a minute.
async fn running_on_loan(bench: &Bench, line: &str) -> (Identity, Played, Job, Grant) {
    let leaving = bench.join("leaving", 1).await;
    let mut session = bench.come(&leaving, vec![]).await;
    let job = bench.submit(shell(line)).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    bench.until(&job, |job| job.state == JobState::Running).await;
    let request = PauseWorkerRequest { take_back_after_seconds: Some(30), ..because("a trip") };
    pause(bench, &leaving, request).await;
    (leaving, session, job, grant)
}

#[tokio::test]
async fn what_is_taken_back_while_somebody_cancels_it_is_cancelled() {
    let bench = Bench::start().await;
    let (_leaving, mut session, job, grant) = running_on_loan(&bench, "long").await;
    bench.clock.advance(Duration::from_secs(30));
    assert_eq!(taken_back(&mut session).await, grant);
    bench.client.cancel_job(job.id, &CancelRequest::default()).await.unwrap();
    let end = AttemptEnd::because(FailureReason::TakenBack);
    session.say(FromWorker::Finished(Finished::new(grant, end, 0))).await;
    bench.until(&job, |job| job.state == JobState::Cancelled).await;
}

#[tokio::test]
async fn what_is_to_be_taken_back_is_so_after_a_restart_too() {
    let bench = Bench::start().await;
    let (leaving, session, _, grant) = running_on_loan(&bench, "long").await;
    drop(session);
    let bench = bench.restart().await;
    let mut session = bench.come(&leaving, vec![grant]).await;
    bench.clock.advance(Duration::from_secs(30));
    assert_eq!(taken_back(&mut session).await, grant);
}

#[tokio::test]
async fn a_worker_is_renamed_and_nonsense_is_refused() {
    let bench = Bench::start().await;
    let laptop = bench.join("laptop", 1).await;
    let _session = bench.come(&laptop, vec![]).await;
    let name = Some("anna's laptop".to_owned());
    let change = WorkerChange { name, ..WorkerChange::default() };
    bench.client.change_worker(&laptop.id, &change).await.unwrap();
    let bench = bench.restart().await;
    assert_eq!(only_worker(&bench).await.name, "anna's laptop");

    let field = |refused: ClientError| match refused {
        ClientError::Problem(problem) => problem.field.unwrap(),
        other => panic!("not a refusal: {other:?}"),
    };
    for name in ["two\nlines", "  "] {
        let name = Some(name.to_owned());
        let change = WorkerChange { name, ..WorkerChange::default() };
        let refused = bench.client.change_worker(&laptop.id, &change).await.unwrap_err();
        assert_eq!(field(refused), "name");
    }
    let refused = bench.client.pause_worker(&laptop.id, &because(" ")).await.unwrap_err();
    assert_eq!(field(refused), "reason");
    let never = PauseWorkerRequest {
        resume_after_seconds: Some(60),
        take_back_after_seconds: Some(60),
        ..because("a trip")
    };
    let refused = bench.client.pause_worker(&laptop.id, &never).await.unwrap_err();
    assert_eq!(field(refused), "take_back_after_seconds");
    for seconds in [0, u64::MAX] {
        let request = PauseWorkerRequest { resume_after_seconds: Some(seconds), ..because("ever") };
        let refused = bench.client.pause_worker(&laptop.id, &request).await.unwrap_err();
        assert_eq!(field(refused), "resume_after_seconds", "{seconds}");
    }
}
