//! A cable that is pulled, and an address that changes, while a job runs elsewhere.

use crate::{kill_points::side_by_side, namespaces::Elsewhere};
use muster_api::{
    job::{Job, JobState, JobSubmission},
    worker::WorkerLiveness,
};
use muster_client::Client;
use muster_core::{JobId, Timestamp, job::OnDisconnect};
use muster_testkit::{JoinedWorker, Plan, Serve, WorkerPlan, own_port, shell, until_within};
use std::{path::PathBuf, time::Duration};

/// Silence, a lease and the longest wait before a worker comes back.
const LONG_PATIENCE: Duration = Duration::from_mins(5);
/// A new address is noticed by itself; silence alone would take 25 s to tell.
const BACK_WITHIN: Duration = Duration::from_secs(15);

/// A coordinator here, and a worker at the other end of a cable with a job that counts.
struct Stage {
    cable: Elsewhere,
    _serve: Serve,
    client: Client,
    _worker: JoinedWorker,
    job: JobId,
    go: PathBuf,
}

impl Stage {
    async fn set(job: JobSubmission) -> Option<Self> {
        let cable = Elsewhere::new()?;
        let port = own_port();
        let far_url = format!("http://{}:{port}", cable.address(1));
        let plan = Plan::default().without_local_worker().listen(&format!("127.0.0.1:{port}"));
        let go = plan.data_dir().join("go");
        let serve = plan.argument("--listen").argument(&far_url["http://".len()..]).start();
        let client = muster_testkit::client(
            &format!("http://127.0.0.1:{port}"),
            Some(muster_testkit::TOKEN),
        )
        .await;
        let wrapper = cable.wrapper();
        let wrapper: Vec<&str> = wrapper.iter().map(String::as_str).collect();
        let plan = WorkerPlan::default().at(&far_url).under(&wrapper);
        let worker = JoinedWorker::join_as(&serve, "far", &plan).await;
        let line = format!(
            "i=0; until [ -e '{0}' ]; do echo $i; i=$((i+1)); sleep 0.1; [ -e '{1}' ] || exit 9; done; echo end",
            go.display(),
            go.parent().unwrap().display()
        );
        let job = client.submit_job(&shell_with(&line, job), None).await.unwrap().id;
        muster_testkit::first_line(&client, job).await;
        Some(Self { cable, _serve: serve, client, _worker: worker, job, go })
    }

    /// When the session began that the worker has, if it has one.
    async fn here_since(&self) -> Option<Timestamp> {
        let workers = self.client.list_workers().await.unwrap().items;
        let online = workers.iter().find(|one| one.liveness == WorkerLiveness::Online);
        online.map(|worker| worker.liveness_since)
    }

    /// Waits until more of the log has arrived.
    async fn until_log_grows(&self) {
        let before = muster_testkit::whole_log(&self.client, self.job).await.len();
        until_within(LONG_PATIENCE, async || {
            muster_testkit::whole_log(&self.client, self.job).await.len() > before
        })
        .await;
    }

    async fn cut(&self, span: Duration) {
        self.cable.pull_out();
        tokio::time::sleep(span).await;
        self.cable.plug_in();
    }

    /// Lets the job end, and answers how it did.
    async fn end(&self) -> Job {
        std::fs::write(&self.go, "").unwrap();
        let mut job = None;
        until_within(LONG_PATIENCE, async || {
            job = self.client.get_job(self.job).await.ok().filter(|job| job.state.is_terminal());
            job.is_some()
        })
        .await;
        job.unwrap()
    }

    /// The job goes on as if nothing had been, and every line of it has arrived.
    async fn end_in_one_attempt(&self) {
        let job = self.end().await;
        assert_eq!((job.state, job.attempt), (JobState::Succeeded, 1), "{job:?}");
        let log = muster_testkit::whole_log(&self.client, self.job).await;
        let lines: Vec<&str> = log.lines().collect();
        let counted: Vec<String> = (0..lines.len() - 1).map(|line| line.to_string()).collect();
        assert_eq!(
            lines.split_last(),
            Some((&"end", &counted.iter().map(String::as_str).collect::<Vec<_>>()[..]))
        );
    }
}

fn shell_with(line: &str, job: JobSubmission) -> JobSubmission {
    JobSubmission { command: shell(line).command, ..job }
}

fn policy(on_disconnect: OnDisconnect) -> JobSubmission {
    JobSubmission { on_disconnect: Some(on_disconnect), ..JobSubmission::default() }
}

#[tokio::test]
async fn a_job_goes_on_over_five_seconds_without_a_network() {
    let Some(stage) = Stage::set(JobSubmission::default()).await else { return };
    stage.cut(Duration::from_secs(5)).await;
    stage.until_log_grows().await;
    stage.end_in_one_attempt().await;
}

async fn long_cut(seconds: u64, on_disconnect: OnDisconnect) -> Option<(Stage, Job)> {
    let stage = Stage::set(policy(on_disconnect)).await?;
    stage.cut(Duration::from_secs(seconds)).await;
    let is_told = async || {
        let job = stage.client.get_job(stage.job).await.unwrap();
        job.state == JobState::Running || job.state.is_terminal()
    };
    until_within(LONG_PATIENCE, is_told).await;
    let job = stage.end().await;
    Some((stage, job))
}

#[tokio::test]
async fn long_half_a_minute_without_a_network_ends_no_job_whatever_it_says() {
    for on_disconnect in [OnDisconnect::Keep, OnDisconnect::Replace, OnDisconnect::Stop] {
        let Some(stage) = Stage::set(policy(on_disconnect)).await else { return };
        stage.cut(Duration::from_secs(30)).await;
        stage.until_log_grows().await;
        stage.end_in_one_attempt().await;
    }
}

#[tokio::test]
async fn long_a_job_that_is_kept_goes_on_after_a_minute_and_a_half() {
    let Some((_stage, job)) = long_cut(90, OnDisconnect::Keep).await else { return };
    assert_eq!((job.state, job.attempt), (JobState::Succeeded, 1), "{job:?}");
}

#[tokio::test]
async fn long_a_job_that_is_replaced_or_stopped_runs_again_after_a_minute_and_a_half() {
    for on_disconnect in [OnDisconnect::Replace, OnDisconnect::Stop] {
        let Some((_stage, job)) = long_cut(90, on_disconnect).await else { return };
        assert_eq!(
            (job.state, job.attempt),
            (JobState::Succeeded, 2),
            "{on_disconnect:?}: {job:?}"
        );
    }
}

/// Each change leaves the open connection without an end; the job and its log must not notice.
async fn addresses(changes: u32) {
    let Some(stage) = Stage::set(JobSubmission::default()).await else { return };
    let mut slowest = Duration::ZERO;
    for change in 0..changes {
        let before = stage.here_since().await;
        stage.cable.move_to(3 + change % 10);
        let moved = std::time::Instant::now();
        until_within(BACK_WITHIN, async || stage.here_since().await > before).await;
        slowest = slowest.max(moved.elapsed());
        stage.until_log_grows().await;
    }
    println!("slowest of {changes} returns: {slowest:?}");
    stage.end_in_one_attempt().await;
}

#[test]
fn three_workers_come_back_from_other_addresses() {
    side_by_side(3, |_| addresses(1));
}

#[test]
fn long_workers_come_back_from_a_hundred_other_addresses() {
    side_by_side(4, |_| addresses(25));
}
