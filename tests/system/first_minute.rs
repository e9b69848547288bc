//! The first minute: start, run a job, watch its log live, see how it ended.

use muster_api::{
    job::{JobState, JobSubmission},
    log::LogQuery,
};
use muster_core::requirement::{LabelValue, Written};
use muster_testkit::{Serve, shell};

#[tokio::test]
async fn a_job_runs_on_this_machine_and_its_log_can_be_read() {
    let serve = Serve::start();
    let client = serve.client().await;
    let job = client.submit_job(&shell("echo out; echo err >&2; exit 3"), None).await.unwrap();
    let job = muster_testkit::ended(&client, job.id).await;
    assert_eq!((job.state, job.exit_code), (JobState::Failed, Some(3)));
    assert_eq!(job.reason.as_deref(), Some("exit code 3"));
    let log = client.read_log(job.id, &LogQuery::default()).await.unwrap();
    let mut lines: Vec<_> = log
        .chunks
        .iter()
        .map(|chunk| (format!("{:?}", chunk.stream), chunk.text.as_str()))
        .collect();
    lines.sort_unstable();
    assert_eq!(lines, [("Stderr".to_owned(), "err\n"), ("Stdout".to_owned(), "out\n")]);
    assert!(log.is_complete);
}

#[test]
fn run_streams_both_outputs_and_exits_with_the_remote_code() {
    let serve = Serve::start();
    let said = serve.cli(&["run", "--", "sh", "-c", "echo data; echo trouble >&2; exit 7"]);
    assert_eq!(said.code, Some(7), "{}", said.stderr);
    assert_eq!(said.stdout, "data\n");
    assert!(said.stderr.contains("trouble"), "{}", said.stderr);
}

#[test]
fn without_a_token_the_command_line_finds_and_proves_the_coordinator_of_the_data_directory() {
    let plan = muster_testkit::Plan::default().without_token();
    let serve = plan.start();
    let mut command = muster_testkit::program::command();
    command
        .args(["-o", "json", "job", "submit", "--data-dir"])
        .arg(serve.plan.data_dir())
        .args(["--", "echo", "hello"]);
    let said = muster_testkit::program::run(&mut command);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let job: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(job["id"], "job_1", "{job}");
}

#[tokio::test]
async fn a_queued_job_says_why_it_waits() {
    let serve = Serve::start();
    let client = serve.client().await;
    let needs_gpu = JobSubmission {
        requirements: Written::Labels([("gpu".to_owned(), LabelValue::Bool(true))].into()),
        ..shell("true")
    };
    let job = client.submit_job(&needs_gpu, None).await.unwrap();
    assert_eq!(job.state, JobState::Queued);
    assert_eq!(job.reason.as_deref(), Some("1 worker lacks `gpu`"));
    let cancelled =
        client.cancel_job(job.id, &muster_api::job::CancelRequest::default()).await.unwrap();
    assert_eq!(cancelled.state, JobState::Cancelled);
}

#[tokio::test]
async fn cancelling_a_running_job_ends_its_whole_process_group() {
    let serve = Serve::start();
    let client = serve.client().await;
    let job = client.submit_job(&shell("echo $$; sleep 1000 & sleep 1000"), None).await.unwrap();
    let group = muster_testkit::first_line(&client, job.id).await;
    client.cancel_job(job.id, &muster_api::job::CancelRequest::default()).await.unwrap();
    let job = muster_testkit::ended(&client, job.id).await;
    assert_eq!(job.state, JobState::Cancelled);
    let left = muster_testkit::processes_of_group(&group);
    assert!(left.is_empty(), "cancelled means gone: {left:?}");
}
