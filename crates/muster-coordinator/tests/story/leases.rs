//! Leases: who keeps a job, for how long, and what everybody can see of it.

use crate::bench::{Bench, LEASE, shell};
use muster_api::{
    instance::Verdict,
    job::{Job, JobState, JobSubmission},
    overview::Need,
    session::{ByeReason, FromCoordinator, FromWorker, Grant},
    worker::WorkerLiveness,
};
use muster_core::job::OnDisconnect;
use std::time::Duration;

async fn attempts(bench: &Bench, job: &Job) -> Vec<String> {
    let list = bench.client.list_attempts(job.id).await.unwrap();
    let reason = |reason: muster_core::job::FailureReason| reason.as_str().to_owned();
    list.into_iter().map(|one| one.reason.map_or("-".to_owned(), reason)).collect()
}

#[tokio::test]
async fn a_job_that_is_kept_waits_for_its_worker_as_long_as_it_says() {
    let bench = Bench::start().await;
    let who = bench.join("laptop", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let kept = JobSubmission {
        on_disconnect: Some(OnDisconnect::Keep),
        lost_after_seconds: Some(600),
        ..shell("sleep 100")
    };
    let job = bench.submit(kept).await;
    let assignment = session.assignment().await;
    assert_eq!(assignment.lost_after_ms, 600_000, "the worker knows how long");
    let grant = assignment.grant;
    session.say(FromWorker::Started { grant }).await;
    bench.until(&job, |job| job.state == JobState::Running).await;
    drop(session);

    bench.clock.advance(LEASE * 9);
    let mut session = bench.come(&who, vec![grant]).await;
    let stands = session.hear_until(welcome).await;
    assert_eq!(stands, [grant], "nine minutes later it is still its own");
    drop(session);
    bench.clock.advance(Duration::from_secs(620));
    let lost = bench.until(&job, |job| job.state == JobState::RetryWait).await;
    assert_eq!((lost.attempt, attempts(&bench, &lost).await), (1, vec!["worker_lost".to_owned()]));
}

fn welcome(frame: FromCoordinator) -> Option<Vec<Grant>> {
    match frame {
        FromCoordinator::Welcome { kept, .. } => Some(kept.iter().map(|one| one.grant).collect()),
        _ => None,
    }
}

#[tokio::test]
async fn a_grant_that_no_worker_claimed_costs_the_job_nothing() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(shell("true")).await;
    session.assignment().await;
    drop(session);
    let mut back = bench.come(&who, vec![]).await;
    let again = back.assignment().await.grant;
    assert_eq!(again.attempt, 2);
    back.say(FromWorker::Started { grant: again }).await;
    back.finish(again, 0).await;
    let job = bench.until(&job, |job| job.state.is_terminal()).await;
    assert_eq!(job.state, JobState::Succeeded);
    assert_eq!(attempts(&bench, &job).await, ["lost_unclaimed", "-"]);
}

#[tokio::test]
async fn every_word_for_a_worker_comes_with_its_evidence() {
    let bench = Bench::start().await;
    let who = bench.join("laptop", 1).await;
    let seen = async |wanted: WorkerLiveness| {
        let waiting = async {
            loop {
                let worker = bench.client.list_workers().await.unwrap().items.remove(0);
                if worker.liveness == wanted {
                    return worker.evidence;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), waiting).await.expect("it becomes so")
    };
    let never = "it joined and has never come: start it there with `muster worker run`";
    assert_eq!(seen(WorkerLiveness::Disconnected).await, never);
    let session = bench.come(&who, vec![]).await;
    assert_eq!(seen(WorkerLiveness::Online).await, "its session is open");
    drop(session);
    assert_eq!(seen(WorkerLiveness::Disconnected).await, "its session is gone without a word");
    bench.clock.advance(Duration::from_mins(5));
    assert_eq!(seen(WorkerLiveness::Lost).await, "nothing was heard of it for 5 minutes");
    let mut session = bench.come(&who, vec![]).await;
    seen(WorkerLiveness::Online).await;
    session.say(FromWorker::Bye { reason: ByeReason::Sleep }).await;
    drop(session);
    assert_eq!(seen(WorkerLiveness::Asleep).await, "it said that it goes to sleep");
    bench.clock.advance(Duration::from_hours(8));
    assert_eq!(seen(WorkerLiveness::Asleep).await, "it said that it goes to sleep");
}

#[tokio::test]
async fn the_overview_counts_slots_that_are_there_and_tells_of_jobs_that_there_are() {
    let bench = Bench::start().await;
    let (idle, busy) = (bench.join("idle", 2).await, bench.join("busy", 4).await);
    let mut session = bench.come(&busy, vec![]).await;
    let job = bench.submit(JobSubmission { slots: Some(3), ..shell("sleep 100") }).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    bench.until(&job, |job| job.state == JobState::Running).await;
    let idle = bench.come(&idle, vec![]).await;
    let overview = async |online: u32| {
        loop {
            let seen = bench.client.overview().await.unwrap();
            if seen.workers.online == online {
                return seen;
            }
            tokio::task::yield_now().await;
        }
    };
    let both = overview(2).await;
    assert_eq!((both.busy_slots, both.slots), (3, 6));
    drop(session);
    let one = overview(1).await;
    assert_eq!((one.busy_slots, one.slots), (0, 2), "what is away takes nothing that is there");
    drop(idle);
    let none = overview(0).await;
    let mut away: Vec<_> = none.needs_you.iter().map(told).collect();
    away.sort();
    let expected = [
        "busy: disconnected a moment ago; its jobs are kept for now",
        "idle: disconnected a moment ago",
    ];
    assert_eq!(away, expected);
}

fn told(need: &Need) -> String {
    match need {
        Need::WorkerAway { label, reason, .. } => format!("{label}: {reason}"),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn the_doctor_asks_what_must_be_true_of_the_rows() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(shell("true")).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    session.finish(grant, 0).await;
    bench.until(&job, |job| job.state.is_terminal()).await;
    let report = bench.client.doctor().await.unwrap();
    let rows = report.checks.iter().find(|check| check.name == "rows").unwrap();
    assert_eq!((rows.verdict, &*rows.finding), (Verdict::Good, "jobs, attempts and usage agree"));
}
