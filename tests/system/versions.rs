//! Programs of different ages: a fleet in which a kept build and this one are mixed.
//!
//! The kept build is the program as it was when protocol 1 was settled. It is built from the history of the
//! repository, once.

use muster_api::{
    job::{Job, JobState},
    worker::Worker,
};
use muster_client::Client;
use muster_core::JobId;
use muster_testkit::{JoinedWorker, Plan, Serve, WorkerPlan, program, shell};
use std::{fs, path::Path};

/// The last commit whose program speaks protocol 1 without knowing that there could be others.
const KEPT: &str = "d9c622d957120cc47b330628c84da5d0407989de";
/// More than the fleet runs at a time, several times over.
const JOBS: usize = 120;

fn old_worker() -> WorkerPlan {
    WorkerPlan::default().program(program::kept(KEPT))
}

/// Submits jobs that note in a file that they ran.
async fn submit(client: &Client, ledger: &Path) -> Vec<JobId> {
    let line = format!("echo $MUSTER_JOB_ID >> {}; sleep 0.3", ledger.display());
    let mut ids = Vec::new();
    for _ in 0..JOBS {
        ids.push(client.submit_job(&shell(&line), None).await.unwrap().id);
    }
    ids
}

/// Every job has succeeded at its first attempt, and ran exactly once.
async fn each_ran_once(client: &Client, ids: &[JobId], ledger: &Path) -> Vec<Job> {
    let mut ended = Vec::new();
    for id in ids {
        let job = muster_testkit::ended(client, *id).await;
        assert_eq!((job.state, job.attempt), (JobState::Succeeded, 1), "{job:?}");
        ended.push(job);
    }
    let mut ran: Vec<_> = fs::read_to_string(ledger).unwrap().lines().map(str::to_owned).collect();
    let mut expected: Vec<_> = ids.iter().map(ToString::to_string).collect();
    ran.sort();
    expected.sort();
    assert_eq!(ran, expected, "each job ran exactly once");
    ended
}

fn has_run(jobs: &[Job], worker: &str) -> bool {
    jobs.iter().any(|job| job.worker.as_ref().is_some_and(|one| one.name == worker))
}

/// What a person does on a machine whose muster is to be replaced.
async fn update(serve: &Serve, worker: &mut JoinedWorker, name: &str) {
    let said = serve.cli(&["worker", "drain", name, "--reason", "a new version"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    worker.signal("TERM");
    muster_testkit::until(async || worker.has_ended()).await;
    worker.run_again_as(&WorkerPlan::default());
    let is_back = |all: &[Worker]| {
        let found = all.iter().find(|one| one.name == name);
        found.is_some_and(|one| one.evidence == "its session is open")
    };
    muster_testkit::until_workers(&serve.client().await, is_back).await;
    let said = serve.cli(&["worker", "resume", name]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn long_a_mixed_fleet_is_updated_machine_by_machine_without_a_lost_job() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger");
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let mut first = JoinedWorker::join_as(&serve, "first", &old_worker()).await;
    let mut second = JoinedWorker::join_as(&serve, "second", &old_worker()).await;
    let _third = JoinedWorker::join(&serve, "third").await;

    let ids = submit(&client, &ledger).await;
    update(&serve, &mut first, "first").await;
    update(&serve, &mut second, "second").await;
    let jobs = each_ran_once(&client, &ids, &ledger).await;
    for worker in ["first", "second", "third"] {
        assert!(has_run(&jobs, worker), "{worker} took part");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn long_a_newer_worker_and_client_work_for_the_coordinator_before_them_and_for_its_successor()
{
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger");
    let plan = Plan::default().without_local_worker().at_one_port();
    let serve = plan.clone().program(program::kept(KEPT)).start();
    let client = serve.client().await;
    let _new = JoinedWorker::join(&serve, "new").await;
    let _old = JoinedWorker::join_as(&serve, "old", &old_worker()).await;
    let said = serve.cli(&["worker", "list"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);

    let ids = submit(&client, &ledger).await;
    muster_testkit::ended(&client, ids[0]).await;
    let (status, said) = serve.stop();
    assert!(status.success(), "{said}");
    let serve = plan.start();
    let jobs = each_ran_once(&serve.client().await, &ids, &ledger).await;
    for worker in ["new", "old"] {
        assert!(has_run(&jobs, worker), "{worker} took part");
    }
}
