//! Jobs through the API: made once, listed, explained, cancelled, run again.

use crate::bench::{Bench, conditions, shell};
use muster_api::{
    job::{CancelRequest, JobQuery, JobState, JobSubmission},
    session::{Finished, FromCoordinator, FromWorker},
};
use muster_client::{ClientError, Topic};
use muster_core::job::{AttemptEnd, FailureReason};

fn code(error: &ClientError) -> &str {
    match error {
        ClientError::Problem(problem) => problem.error.as_str(),
        other => panic!("not a refusal: {other:?}"),
    }
}

#[tokio::test]
async fn the_same_key_makes_one_job_however_often_it_is_sent() {
    let bench = Bench::start().await;
    let first = bench.client.submit_job(&shell("true"), Some("nightly-1")).await.unwrap();
    let again = bench.client.submit_job(&shell("true"), Some("nightly-1")).await.unwrap();
    assert_eq!(first, again);
    let other = bench.client.submit_job(&shell("false"), Some("nightly-1")).await.unwrap_err();
    assert_eq!(code(&other), "idempotency_mismatch");
    let race = shell("true");
    let racers = (0..50).map(|_| bench.client.submit_job(&race, Some("race")));
    let made = futures_util::future::join_all(racers).await;
    let mut ids: Vec<_> = made.into_iter().map(|job| job.unwrap().id).collect();
    ids.dedup();
    assert_eq!(ids.len(), 1, "fifty at the same time make one job");
    assert_eq!(bench.client.list_jobs(&JobQuery::default()).await.unwrap().total, 2);
}

#[tokio::test]
async fn a_list_is_read_in_pages_and_filtered() {
    let bench = Bench::start().await;
    for number in 1..=7 {
        bench.submit(shell(&format!("echo {number}"))).await;
    }
    let mut query = JobQuery { limit: Some(3), ..JobQuery::default() };
    let mut seen = Vec::new();
    loop {
        let page = bench.client.list_jobs(&query).await.unwrap();
        assert_eq!(page.total, 7);
        seen.extend(page.items.iter().map(|job| job.id.number()));
        match page.next_cursor {
            Some(cursor) => query.cursor = Some(cursor),
            None => break,
        }
    }
    assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1], "newest first, each once");
    let search = JobQuery { search: Some("echo 3".to_owned()), ..JobQuery::default() };
    assert_eq!(bench.client.list_jobs(&search).await.unwrap().items[0].command, "echo 3");
    let none = JobQuery { state: Some("failed,succeeded".to_owned()), ..JobQuery::default() };
    assert_eq!(bench.client.list_jobs(&none).await.unwrap().total, 0);
}

#[tokio::test]
async fn a_cancel_reaches_the_worker_after_the_job_did() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(shell("sleep")).await;
    bench.until(&job, |job| job.state == JobState::Leased).await;
    let asked = bench.client.cancel_job(job.id, &CancelRequest::default()).await.unwrap();
    assert!(
        asked.is_cancel_requested && !asked.state.is_terminal(),
        "not cancelled before the worker says so"
    );
    let grant = session.assignment().await.grant;
    session.hear_until(|frame| (frame == FromCoordinator::Stop { grant }).then_some(())).await;
    let end = AttemptEnd::because(FailureReason::Cancelled);
    session.say(FromWorker::Finished(Finished::new(grant, end, 0))).await;
    bench.until(&job, |job| job.state == JobState::Cancelled).await;
    let again = bench.client.cancel_job(job.id, &CancelRequest::default()).await.unwrap_err();
    assert_eq!(code(&again), "already_terminal");
}

#[tokio::test]
async fn a_rerun_is_a_new_job_and_the_old_one_stays() {
    let bench = Bench::start().await;
    let old = bench.submit(shell("make test")).await;
    bench.client.cancel_job(old.id, &CancelRequest::default()).await.unwrap();
    let new = bench
        .client
        .rerun_job(old.id, &muster_api::job::RerunRequest::default(), None)
        .await
        .unwrap();
    assert_eq!((new.command.as_str(), new.state), ("make test", JobState::Queued));
    assert_eq!(bench.client.get_job(old.id).await.unwrap().state, JobState::Cancelled);
}

#[tokio::test]
async fn a_worker_with_one_slot_gets_one_job_at_a_time_oldest_first() {
    let bench = Bench::start().await;
    let (first, second) = (bench.submit(shell("one")).await, bench.submit(shell("two")).await);
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let grant = session.assignment().await.grant;
    assert_eq!(grant.job, first.id);
    session.say(FromWorker::Started { grant }).await;
    let waiting = bench.client.get_job(second.id).await.unwrap();
    assert_eq!((waiting.state, waiting.reason.as_deref()), (JobState::Queued, Some("1 busy")));
    session.finish(grant, 0).await;
    assert_eq!(session.assignment().await.grant.job, second.id);
}

#[tokio::test]
async fn the_stream_tells_every_change_and_the_log_from_an_offset() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let mut live = bench.client.stream(&[Topic::Jobs]).await.unwrap();
    let job = bench.submit(shell("true")).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    session.finish(grant, 0).await;
    let mut last = None;
    while last != Some(JobState::Succeeded) {
        let event = live.next().await.unwrap().expect("the stream goes on");
        if let muster_api::stream::StreamEvent::Jobs { items } = event {
            last = items.iter().find(|item| item.id == job.id).map(|item| item.state).or(last);
        }
    }
}

#[tokio::test]
async fn a_cancel_while_the_worker_was_away_reaches_it_when_it_comes_back() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(shell("sleep")).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    bench.until(&job, |job| job.state == JobState::Running).await;
    drop(session);
    bench.client.cancel_job(job.id, &CancelRequest::default()).await.unwrap();
    let mut session = bench.come(&who, vec![grant]).await;
    session.hear_until(|frame| (frame == FromCoordinator::Stop { grant }).then_some(())).await;
}

#[tokio::test]
async fn a_cancel_at_whatever_moment_of_its_workers_return_reaches_it() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    for moment in 0..60 {
        let mut session = bench.come(&who, vec![]).await;
        let job = bench.submit(shell("sleep")).await;
        let grant = session.assignment().await.grant;
        session.say(FromWorker::Started { grant }).await;
        bench.until(&job, |job| job.state == JobState::Running).await;
        drop(session);
        let cancel = async {
            for _ in 0..moment {
                tokio::task::yield_now().await;
            }
            bench.client.cancel_job(job.id, &CancelRequest::default()).await.unwrap();
        };
        let (mut session, ()) = tokio::join!(bench.come(&who, vec![grant]), cancel);
        session.hear_until(|frame| (frame == FromCoordinator::Stop { grant }).then_some(())).await;
        let end = AttemptEnd::because(FailureReason::Cancelled);
        session.say(FromWorker::Finished(Finished::new(grant, end, 0))).await;
        bench.until(&job, |job| job.state == JobState::Cancelled).await;
    }
}

#[tokio::test]
async fn a_queue_full_of_jobs_that_nobody_can_run_holds_up_nobody_else() {
    let bench = Bench::start().await;
    let unfit = JobSubmission { requirements: conditions(&["gpu"]), ..shell("train") };
    let submissions = (0..4200).map(|_| bench.client.submit_job(&unfit, None));
    futures_util::future::join_all(submissions).await;
    let fit = bench.submit(shell("echo me")).await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    assert_eq!(session.assignment().await.grant.job, fit.id);
}
