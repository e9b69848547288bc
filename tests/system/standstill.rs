//! A worker whose process stood still for longer than its lease comes back to a world that went on.

use muster_api::job::{CancelRequest, JobState};
use muster_core::job::FailureReason;
use muster_testkit::{JoinedWorker, Plan, processes_of_group, shell};
use std::time::Duration;

/// Longer than a lease.
const STANDSTILL: Duration = Duration::from_mins(2);
/// What was promised of the time after.
const LONGEST_END: Duration = Duration::from_secs(10);

#[tokio::test]
async fn long_the_report_of_a_worker_that_stood_still_is_refused_and_its_tree_is_gone() {
    let plan = Plan::default().without_local_worker();
    let marker = plan.data_dir().join("first attempt");
    let serve = plan.start();
    let client = serve.client().await;
    let worker = JoinedWorker::join(&serve, "still").await;
    // The command itself ends during the standstill; what it has started does not.
    let line = format!(
        "if [ -e '{0}' ]; then echo again; sleep 1000; else touch '{0}'; echo $$; \
         sleep 1000 & sleep 90; fi",
        marker.display()
    );
    let job = client.submit_job(&shell(&line), None).await.unwrap();
    let group = muster_testkit::first_line(&client, job.id).await;
    worker.signal("STOP");
    let _other = JoinedWorker::join(&serve, "other").await;
    tokio::time::sleep(STANDSTILL).await;
    assert!(!processes_of_group(&group).is_empty(), "nobody could end it yet");

    worker.signal("CONT");
    let gone = muster_testkit::until(async || processes_of_group(&group).is_empty());
    assert!(tokio::time::timeout(LONGEST_END, gone).await.is_ok(), "its tree is gone in time");
    let job = client.get_job(job.id).await.unwrap();
    assert_eq!((job.state, job.attempt), (JobState::Running, 2), "the other attempt stands");
    assert_eq!(job.worker.unwrap().name, "other");
    let attempts = client.list_attempts(job.id).await.unwrap();
    assert_eq!(attempts[0].reason, Some(FailureReason::WorkerLost), "its report is refused");

    // Workers that a test ends leave their commands running.
    client.cancel_job(job.id, &CancelRequest::default()).await.unwrap();
    muster_testkit::ended(&client, job.id).await;
}
