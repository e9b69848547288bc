//! A restart of the coordinator: workers come back with what they hold, and it still stands.

use crate::bench::{Bench, LEASE, shell};
use muster_api::{
    job::JobState,
    session::{FromCoordinator, FromWorker, Grant, KeptGrant},
};

async fn welcome(session: &mut crate::bench::Played) -> (Vec<KeptGrant>, Vec<Grant>) {
    session
        .hear_until(|frame| match frame {
            FromCoordinator::Welcome { kept, dropped, .. } => Some((kept, dropped)),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn a_worker_that_comes_back_keeps_its_job_and_reports_its_end() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(shell("true")).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    bench.until(&job, |job| job.state == JobState::Running).await;

    let bench = bench.restart().await;
    bench.clock.advance(LEASE);
    let mut session = bench.come(&who, vec![grant]).await;
    let (kept, dropped) = welcome(&mut session).await;
    assert_eq!((kept.len(), dropped.len()), (1, 0), "everybody gets one full extra lease");
    session.finish(grant, 0).await;
    let job = bench.client.get_job(job.id).await.unwrap();
    assert_eq!((job.state, job.attempt), (JobState::Succeeded, 1));
}

#[tokio::test]
async fn a_grant_that_the_worker_never_saw_goes_back_to_the_queue_at_no_cost() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(shell("true")).await;
    session.assignment().await;

    // The worker was wiped before it began: it comes back and knows of nothing.
    let bench = bench.restart().await;
    let mut session = bench.come(&who, vec![]).await;
    let grant = session.assignment().await.grant;
    assert_eq!((grant.job, grant.attempt), (job.id, 2));
    session.say(FromWorker::Started { grant }).await;
    session.finish(grant, 0).await;
    let job = bench.client.get_job(job.id).await.unwrap();
    assert_eq!(job.state, JobState::Succeeded, "one allowed attempt was enough: {job:?}");
}

#[tokio::test]
async fn what_a_worker_holds_and_we_do_not_know_is_dropped() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    bench.submit(shell("true")).await;
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    session.finish(grant, 0).await;
    let mut session = bench.come(&who, vec![grant]).await;
    let (kept, dropped) = welcome(&mut session).await;
    assert_eq!((kept, dropped), (vec![], vec![grant]));
}
