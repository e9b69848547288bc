//! Leases by real clocks: a dead worker's job is taken up again, a live worker's never.

use crate::{kill_points::side_by_side, namespaces};
use muster_api::job::{Attempt, Job, JobState};
use muster_client::Client;
use muster_core::JobId;
use muster_testkit::{JoinedWorker, Plan, Serve, WorkerPlan, shell, until, until_within};
use std::{collections::BTreeMap, time::Duration};

/// How soon a job runs again after the last word of its dead worker.
const TAKEN_UP_WITHIN: Duration = Duration::from_secs(75);
/// Only a failing test waits so long: twice a lease.
const LONG_PATIENCE: Duration = Duration::from_secs(150);

/// A job that runs until the test is over, also if nobody is left to end it.
fn runs_on(plan: &Plan) -> muster_api::job::JobSubmission {
    shell(&format!("while [ -e '{}' ]; do sleep 1; done", plan.data_dir().display()))
}

async fn until_running(client: &Client, jobs: &[JobId]) {
    for id in jobs {
        until(async || client.get_job(*id).await.unwrap().state == JobState::Running).await;
    }
}

/// Kills so many workers with a job each, and answers how long after its worker's last word the
/// slowest of the jobs was leased again.
async fn slowest_new_lease(count: u32) -> Duration {
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let mut workers = Vec::new();
    for number in 0..count {
        let plan = WorkerPlan::default().slots(1);
        workers.push(JoinedWorker::join_as(&serve, &format!("dying {number}"), &plan).await);
    }
    let mut jobs = Vec::new();
    for _ in 0..count {
        jobs.push(client.submit_job(&runs_on(&serve.plan), None).await.unwrap().id);
    }
    until_running(&client, &jobs).await;
    let heard: BTreeMap<_, _> = client
        .list_workers()
        .await
        .unwrap()
        .items
        .into_iter()
        .map(|worker| (worker.id, worker.last_seen_at))
        .collect();
    workers.iter_mut().for_each(JoinedWorker::kill);
    let _heir = JoinedWorker::join_as(&serve, "heir", &WorkerPlan::default().slots(count)).await;
    let mut slowest = Duration::ZERO;
    for id in jobs {
        let attempts = second_attempt(&client, id).await;
        let silent = attempts[1].leased_at.since(heard[&attempts[0].worker.id]);
        assert!(silent <= TAKEN_UP_WITHIN, "{id} waited for {silent:?}: {attempts:?}");
        slowest = slowest.max(silent);
    }
    slowest
}

async fn second_attempt(client: &Client, id: JobId) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    until_within(LONG_PATIENCE, async || {
        attempts = client.list_attempts(id).await.unwrap();
        attempts.len() > 1
    })
    .await;
    attempts
}

#[tokio::test]
async fn the_jobs_of_five_dead_workers_are_leased_again_in_time() {
    println!("slowest of 5 new leases: {:?}", slowest_new_lease(5).await);
}

#[tokio::test]
async fn long_the_jobs_of_two_hundred_dead_workers_are_leased_again_in_time() {
    println!("slowest of 200 new leases: {:?}", slowest_new_lease(200).await);
}

/// Two jobs on another worker, which end when they are told to.
struct Running {
    /// Away while it is down.
    serve: Option<Serve>,
    plan: Plan,
    client: Client,
    jobs: Vec<JobId>,
    _worker: JoinedWorker,
}

impl Running {
    async fn begin(worker: &WorkerPlan) -> Self {
        let plan = Plan::default().without_local_worker().at_one_port();
        let serve = plan.start();
        let client = serve.client().await;
        let worker = JoinedWorker::join_as(&serve, "steady", worker).await;
        let word = plan.data_dir().join("go");
        let line = format!(
            "echo begun; until [ -e '{}' ]; do sleep 0.1; [ -e '{}' ] || exit 9; done; echo done",
            word.display(),
            plan.data_dir().display()
        );
        let mut jobs = Vec::new();
        for _ in 0..2 {
            jobs.push(client.submit_job(&shell(&line), None).await.unwrap().id);
        }
        until_running(&client, &jobs).await;
        Self { serve: Some(serve), plan, client, jobs, _worker: worker }
    }

    /// The coordinator goes, every second time without a word, and comes back as it is told to.
    async fn restart(&mut self, round: u32, wrapper: &[&str]) {
        match self.serve.take() {
            Some(serve) if round.is_multiple_of(2) => drop(serve.kill()),
            Some(serve) => drop(serve.stop()),
            None => {}
        }
        self.serve = Some(self.plan.clone().under(wrapper).start());
        self.until_online().await;
    }

    async fn until_online(&self) {
        let is_online = async || {
            let workers = self.client.list_workers().await.unwrap().items;
            workers
                .iter()
                .all(|worker| worker.liveness == muster_api::worker::WorkerLiveness::Online)
        };
        until(is_online).await;
    }

    /// Lets the jobs end: each in its first attempt, with all that it said.
    async fn end(self) {
        std::fs::write(self.plan.data_dir().join("go"), "").unwrap();
        for id in &self.jobs {
            let Job { state, attempt, .. } = muster_testkit::ended(&self.client, *id).await;
            assert_eq!((state, attempt), (JobState::Succeeded, 1), "{id} was never lost");
            assert_eq!(muster_testkit::whole_log(&self.client, *id).await, "begun\ndone\n");
        }
    }
}

async fn restarts(count: u32) {
    let mut running = Running::begin(&WorkerPlan::default()).await;
    for round in 0..count {
        running.restart(round, &[]).await;
    }
    running.end().await;
}

#[tokio::test]
async fn a_live_worker_keeps_its_jobs_over_five_restarts_of_the_coordinator() {
    restarts(5).await;
}

/// Four at a time: after every loss a worker waits longer before it comes back.
#[test]
fn long_live_workers_keep_their_jobs_over_a_hundred_restarts() {
    side_by_side(4, |_| restarts(25));
}

/// Each start of the coordinator finds that its machine has slept for another day.
async fn sleeps(count: u32) {
    let Some(slept) = namespaces::slept() else { return };
    let mut running = Running::begin(&WorkerPlan::default().under(&words(&slept(40_000)))).await;
    for round in 0..count {
        running.restart(round, &words(&slept(u64::from(round + 1) * 86_400))).await;
    }
    running.end().await;
}

fn words(wrapper: &[String]) -> Vec<&str> {
    wrapper.iter().map(String::as_str).collect()
}

#[tokio::test]
async fn a_live_worker_keeps_its_jobs_when_its_coordinator_comes_back_days_later() {
    sleeps(3).await;
}

#[test]
fn long_live_workers_keep_their_jobs_over_a_hundred_sleeps_of_the_coordinator() {
    side_by_side(4, |_| sleeps(25));
}

/// Longer than a lease, with nobody told of it.
const STANDSTILL: Duration = Duration::from_secs(100);

#[tokio::test]
async fn long_a_coordinator_that_stood_still_for_longer_than_a_lease_robs_nobody() {
    let running = Running::begin(&WorkerPlan::default()).await;
    let serve = running.serve.as_ref().unwrap();
    serve.signal("STOP");
    tokio::time::sleep(STANDSTILL).await;
    serve.signal("CONT");
    running.until_online().await;
    running.end().await;
}
