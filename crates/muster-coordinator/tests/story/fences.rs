//! Reports from the past: confirmed so that they stop, and without effect.

use crate::bench::{Bench, LEASE, shell};
use muster_api::{
    job::JobState,
    session::{ByeReason, Finished, FromWorker},
};
use muster_core::job::AttemptEnd;

#[tokio::test]
async fn a_late_finish_does_not_resurrect_a_job_that_was_granted_again() {
    let bench = Bench::start().await;
    let (first, second) = (bench.join("first", 1).await, bench.join("second", 1).await);
    let mut late = bench.come(&first, vec![]).await;
    let job = bench.submit(shell("true")).await;
    let stale = late.assignment().await.grant;
    late.say(FromWorker::Started { grant: stale }).await;
    bench.until(&job, |job| job.state == JobState::Running).await;

    // It takes nothing new and renews nothing: after a wait the job goes to the other worker.
    late.say(FromWorker::Bye { reason: ByeReason::Stop }).await;
    let mut other = bench.come(&second, vec![]).await;
    bench.clock.advance(LEASE);
    bench.until(&job, |job| job.state == JobState::RetryWait).await;
    bench.clock.advance(LEASE);
    let grant = other.assignment().await.grant;
    assert!(grant.fence > stale.fence, "fences only rise");
    other.say(FromWorker::Started { grant }).await;

    late.finish(stale, 0).await;
    let running = bench.until(&job, |job| job.state == JobState::Running).await;
    assert_eq!(running.attempt, 2, "the late report was confirmed and changed nothing");
    other.finish(grant, 3).await;
    let ended = bench.until(&job, |job| job.state.is_terminal()).await;
    assert_eq!((ended.state, ended.exit_code), (JobState::Failed, Some(3)));
}

#[tokio::test]
async fn a_report_whose_confirmation_was_lost_is_confirmed_again() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(shell("true")).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    session.finish(grant, 0).await;
    session.finish(grant, 0).await;
    let job = bench.client.get_job(job.id).await.unwrap();
    assert_eq!((job.state, job.attempt), (JobState::Succeeded, 1));
}

#[tokio::test]
async fn the_result_waits_for_the_end_of_the_log() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(shell("echo hello")).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    session.say(FromWorker::Finished(Finished::new(grant, AttemptEnd::exited(0), 6))).await;
    let wanted = session
        .hear_until(|frame| match frame {
            muster_api::session::FromCoordinator::LogStored { next, .. } => Some(next),
            _ => None,
        })
        .await;
    assert_eq!(wanted, 0, "the coordinator asks for what is missing");
    let job = bench.until(&job, |job| job.state != JobState::Leased).await;
    assert_eq!(job.state, JobState::Running, "nothing is acknowledged before it is stored");
}

#[tokio::test]
async fn heartbeats_keep_a_lease_and_name_the_grants_that_still_stand() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(shell("sleep")).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    for _ in 0..5 {
        bench.clock.advance(LEASE / 2);
        session.say(FromWorker::Heartbeat { grants: vec![grant] }).await;
        let renewed = session
            .hear_until(|frame| match frame {
                muster_api::session::FromCoordinator::Renewed { grants } => Some(grants),
                _ => None,
            })
            .await;
        assert_eq!(renewed, [grant]);
    }
    let job = bench.client.get_job(job.id).await.unwrap();
    assert_eq!((job.state, job.attempt), (JobState::Running, 1));
}
