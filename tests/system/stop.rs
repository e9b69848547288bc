//! Stopping in good order: within five seconds, with nothing lost, while workers go on.

use muster_api::job::JobState;
use muster_testkit::{Plan, Serve, shell};
use std::time::{Duration, Instant};

const LONGEST_STOP: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_coordinator_stops_in_time_a_hundred_times_and_keeps_what_it_accepted() {
    let mut plan = Plan::default().without_local_worker();
    let mut slowest = Duration::ZERO;
    for round in 1..=100_u64 {
        let serve = plan.start();
        let client = serve.client().await;
        client.submit_job(&shell("true"), None).await.unwrap();
        // A page that watches must not hold the stop up.
        let mut live = client.stream(&[muster_client::Topic::Jobs]).await.unwrap();
        live.next().await.unwrap();
        let asked = Instant::now();
        let (next, pid) = (serve.plan.clone(), serve.pid);
        let (status, said) = serve.stop();
        slowest = slowest.max(asked.elapsed());
        assert!(status.success(), "round {round}, process {pid}: {status}: {said}");
        plan = next;
    }
    assert!(slowest < LONGEST_STOP, "the slowest of 100 stops took {slowest:?}");
    let serve = plan.start();
    let page = serve.client().await.list_jobs(&muster_api::job::JobQuery::default()).await.unwrap();
    assert_eq!(page.total, 100);
    println!("slowest of 100 stops: {slowest:?}");
}

#[tokio::test]
async fn a_job_on_another_worker_goes_on_while_the_coordinator_restarts() {
    let serve = Plan::default().without_local_worker().listen("127.0.0.1:0").start();
    let worker = muster_testkit::JoinedWorker::join(&serve, "other").await;
    let job = serve
        .client()
        .await
        .submit_job(&shell("echo begun; sleep 2; echo still here"), None)
        .await
        .unwrap();
    assert_eq!(muster_testkit::first_line(&serve.client().await, job.id).await, "begun");
    let address = crate::http::authority(&serve.url).to_owned();
    let plan = serve.plan.clone().listen(&address);
    let (status, said) = serve.stop();
    assert!(status.success(), "{said}");
    let serve = plan.start();
    let job = muster_testkit::ended(&serve.client().await, job.id).await;
    assert_eq!(
        (job.state, job.attempt),
        (JobState::Succeeded, 1),
        "one attempt was enough: {job:?}"
    );
    let log = muster_testkit::whole_log(&serve.client().await, job.id).await;
    assert_eq!(log, "begun\nstill here\n", "nothing of the log is lost or doubled");
    drop(worker);
}

#[tokio::test]
async fn a_job_on_this_machine_goes_back_to_the_queue_when_the_coordinator_stops() {
    let serve = Serve::start();
    let job =
        serve.client().await.submit_job(&shell("echo begun; sleep 1000"), None).await.unwrap();
    muster_testkit::first_line(&serve.client().await, job.id).await;
    let plan = serve.plan.clone().without_local_worker();
    let (status, said) = serve.stop();
    assert!(status.success(), "{said}");
    let serve = plan.start();
    let job = serve.client().await.get_job(job.id).await.unwrap();
    assert_eq!(job.state, JobState::Queued, "{job:?}");
}
