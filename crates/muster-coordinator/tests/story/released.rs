//! Workers whose jobs go to others because somebody said so.

use crate::bench::{Bench, Identity, Played, shell};
use muster_api::{
    ProblemKind,
    job::{Job, JobState},
    session::{Finished, FromCoordinator, FromWorker, Grant},
    worker_history::ReleaseJobsRequest,
};
use muster_core::{
    WorkerId,
    job::{AttemptEnd, FailureReason},
};
use muster_store::{audit_event, organisation};
use std::time::Duration;

/// A worker that runs a job, and how often it may be told of it.
async fn running(bench: &Bench, name: &str) -> (Identity, Played, Job, Grant) {
    let who = bench.join(name, 2).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(shell("long")).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    bench.until(&job, |job| job.state == JobState::Running).await;
    (who, session, job, grant)
}

async fn reasons(bench: &Bench, job: &Job) -> Vec<Option<FailureReason>> {
    let attempts = bench.client.list_attempts(job.id).await.unwrap();
    attempts.iter().map(|one| one.reason).collect()
}

async fn until_it_is_away(bench: &Bench) {
    let waiting = async {
        while bench.client.overview().await.unwrap().workers.online > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.unwrap();
}

#[tokio::test]
async fn who_is_here_gives_its_jobs_back_at_no_cost_and_gets_nothing_new() {
    let bench = Bench::start().await;
    let (laptop, mut session, job, grant) = running(&bench, "laptop").await;
    let request =
        ReleaseJobsRequest { reason: Some("off to the train".to_owned()), may_lose: false };
    let released = bench.client.release_jobs(&laptop.id, &request).await.unwrap();
    assert_eq!((released.asked, released.lost, released.worker.held_jobs), (1, 0, 1));
    let pause = released.worker.pause.unwrap();
    assert_eq!((&*pause.by, &*pause.reason, pause.until), ("operator", "off to the train", None));
    let asked = session.hear_until(|frame| match frame {
        FromCoordinator::TakeBack { grant } => Some(grant),
        _ => None,
    });
    assert_eq!(asked.await, grant);
    let end = AttemptEnd::because(FailureReason::TakenBack);
    session.say(FromWorker::Finished(Finished::new(grant, end, 0))).await;
    bench.until(&job, |job| job.state == JobState::Queued).await;

    let other = bench.join("other", 1).await;
    let mut other = bench.come(&other, vec![]).await;
    let again = other.assignment().await.grant;
    assert_eq!((again.job, again.attempt), (job.id, 2), "and not to the same again");
    other.finish(again, 0).await;
    let ended = bench.until(&job, |job| job.state == JobState::Succeeded).await;
    assert_eq!(ended.max_attempts, 1, "it had one attempt to fail, and has it still");
    assert_eq!(reasons(&bench, &job).await, [Some(FailureReason::TakenBack), None]);
}

#[tokio::test]
async fn who_cannot_be_asked_has_lost_its_jobs_and_is_told_when_it_is_back() {
    let bench = Bench::start().await;
    let (laptop, session, job, grant) = running(&bench, "laptop").await;
    drop(session);
    until_it_is_away(&bench).await;
    let refused = bench.client.release_jobs(&laptop.id, &ReleaseJobsRequest::default()).await;
    assert!(refused.unwrap_err().is(ProblemKind::WorkerRuntimeUnavailable), "nobody said so");
    let kept = bench.client.get_job(job.id).await.unwrap();
    assert_eq!(kept.state, JobState::Running, "and nothing was done");
    let request = ReleaseJobsRequest { may_lose: true, ..Default::default() };
    let released = bench.client.release_jobs(&laptop.id, &request).await.unwrap();
    assert_eq!((released.asked, released.lost, released.worker.held_jobs), (0, 1, 0));
    let lost = bench.until(&job, |job| job.state == JobState::RetryWait).await;
    assert_eq!(reasons(&bench, &lost).await, [Some(FailureReason::WorkerLost)]);
    let mut session = bench.come(&laptop, vec![grant]).await;
    let dropped = session.hear_until(|frame| match frame {
        FromCoordinator::Welcome { dropped, .. } => Some(dropped),
        _ => None,
    });
    assert_eq!(dropped.await, [grant], "it ends what it still runs");
}

#[tokio::test]
async fn what_was_given_to_somebody_who_is_away_and_had_not_begun_costs_nothing() {
    let bench = Bench::start().await;
    let laptop = bench.join("laptop", 1).await;
    let mut session = bench.come(&laptop, vec![]).await;
    let job = bench.submit(shell("long")).await;
    session.assignment().await;
    drop(session);
    until_it_is_away(&bench).await;
    let request = ReleaseJobsRequest { may_lose: true, ..Default::default() };
    bench.client.release_jobs(&laptop.id, &request).await.unwrap();
    bench.until(&job, |job| job.state == JobState::Queued).await;
    assert_eq!(reasons(&bench, &job).await, [Some(FailureReason::LostUnclaimed)]);
}

#[tokio::test]
async fn it_is_written_down_with_numbers_and_a_pause_before_it_keeps_its_words() {
    let bench = Bench::start().await;
    let (laptop, _session, _, _) = running(&bench, "laptop").await;
    let pause = muster_api::worker::PauseWorkerRequest {
        reason: "a new disk".to_owned(),
        resume_after_seconds: Some(3600),
        ..Default::default()
    };
    let until = bench.client.pause_worker(&laptop.id, &pause).await.unwrap().pause.unwrap().until;
    for _ in 0..2 {
        let request = ReleaseJobsRequest::default();
        let released = bench.client.release_jobs(&laptop.id, &request).await.unwrap();
        let pause = released.worker.pause.unwrap();
        assert_eq!((&*pause.reason, pause.until), ("a new disk", until));
        assert!(pause.take_back_at.is_some());
    }
    let events = bench.store.read(|tx| {
        let own = organisation::all(tx)?.remove(0);
        audit_event::page(tx, &own, None, 100)
    });
    let entries = events.await.unwrap().into_iter().map(|event| event.entry);
    let told: Vec<_> = entries.filter(|entry| entry.action == "worker.release_jobs").collect();
    assert_eq!(told.len(), 2, "each time that somebody did it");
    let detail: serde_json::Value = serde_json::from_str(&told[0].detail).unwrap();
    assert_eq!(detail, serde_json::json!({ "reason": "its jobs go elsewhere", "jobs": 1 }));

    let (stranger, request) = (WorkerId::from_random([9; 16]), ReleaseJobsRequest::default());
    let refused = bench.client.release_jobs(&stranger, &request);
    assert!(refused.await.unwrap_err().is(ProblemKind::WorkerNotFound));
    let request = ReleaseJobsRequest { reason: Some("two\nlines".to_owned()), may_lose: false };
    let refused = bench.client.release_jobs(&laptop.id, &request).await.unwrap_err();
    assert!(refused.is(ProblemKind::Validation));
}
