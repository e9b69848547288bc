//! A worker's machine sleeps, and says so before.

use crate::logind::Logind;
use muster_api::{
    job::{Job, JobState, JobSubmission},
    worker::{Worker, WorkerLiveness},
};
use muster_client::Client;
use muster_core::{JobId, job::OnDisconnect};
use muster_testkit::{JoinedWorker, Plan, Serve, WorkerPlan, until_within, until_workers};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

/// How long a lid stays closed in the longest of these tests.
const AN_HOUR: Duration = Duration::from_hours(1);
/// How often somebody looks at the list meanwhile.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// A lease, and time to notice that it is over.
const LONG_PATIENCE: Duration = Duration::from_secs(150);

/// A coordinator, and a worker on a machine that says when it sleeps.
struct Stage {
    logind: Logind,
    serve: Serve,
    client: Client,
    worker: JoinedWorker,
    go: PathBuf,
}

impl Stage {
    async fn set() -> Option<Self> {
        let logind = Logind::start().await?;
        let serve = Plan::default().without_local_worker().start();
        let plan = WorkerPlan::default().variable("DBUS_SYSTEM_BUS_ADDRESS", &logind.bus.address);
        let worker = JoinedWorker::join_as(&serve, "laptop", &plan).await;
        logind.until_delayed().await;
        let (client, go) = (serve.client().await, serve.plan.data_dir().join("go"));
        Some(Self { logind, serve, client, worker, go })
    }

    /// A job that runs until it is told to end.
    async fn begin(&self, on_disconnect: OnDisconnect) -> JobId {
        self.begin_kept_for(on_disconnect, None).await
    }

    /// The same, kept for so long while its worker is out of reach.
    async fn begin_kept_for(&self, on_disconnect: OnDisconnect, kept: Option<Duration>) -> JobId {
        let go = self.go.display();
        let line = format!("echo begun; until [ -e '{go}' ]; do sleep 0.1; done; echo end");
        let shell = muster_testkit::shell(&line);
        let lost_after_seconds = kept.map(|kept| kept.as_secs());
        let job = JobSubmission { on_disconnect: Some(on_disconnect), lost_after_seconds, ..shell };
        let id = self.client.submit_job(&job, None).await.unwrap().id;
        assert_eq!(muster_testkit::first_line(&self.client, id).await, "begun");
        id
    }

    /// The machine goes to sleep, and it is known that it does.
    async fn sleep(&self) {
        assert!(self.logind.go_to_sleep().await, "nobody kept the machine awake for too long");
        until_workers(&self.client, |workers| laptop(workers).0 != WorkerLiveness::Online).await;
        let workers = self.client.list_workers().await.unwrap().items;
        let told = (WorkerLiveness::Asleep, "it said that it goes to sleep");
        assert_eq!(laptop(&workers), told);
    }

    async fn wake(&self) {
        self.logind.wake().await;
        until_workers(&self.client, |workers| laptop(workers).0 == WorkerLiveness::Online).await;
        self.logind.until_delayed().await;
    }

    async fn end(&self, id: JobId) -> Job {
        std::fs::write(&self.go, "").unwrap();
        muster_testkit::ended(&self.client, id).await
    }
}

fn laptop(workers: &[Worker]) -> (WorkerLiveness, &str) {
    let laptop = workers.iter().find(|worker| worker.name == "laptop").unwrap();
    (laptop.liveness, &laptop.evidence)
}

#[tokio::test]
async fn a_worker_whose_machine_sleeps_is_asleep_and_its_job_goes_on_afterwards() {
    let Some(stage) = Stage::set().await else { return };
    let id = stage.begin(OnDisconnect::Replace).await;
    // The second time shows that it was asked again to be waited for.
    for _ in 0..2 {
        stage.sleep().await;
        let listed = stage.serve.cli(&["worker", "list"]).stdout;
        assert!(listed.contains("asleep"), "{listed}");
        stage.wake().await;
    }
    let job = stage.end(id).await;
    assert_eq!((job.state, job.attempt), (JobState::Succeeded, 1), "{job:?}");
}

#[tokio::test]
async fn long_a_job_whose_worker_sleeps_for_longer_than_a_lease_goes_by_its_policy() {
    let Some(stage) = Stage::set().await else { return };
    let kept = stage.begin(OnDisconnect::Keep).await;
    let replaced = stage.begin(OnDisconnect::Replace).await;
    stage.sleep().await;
    let _other = JoinedWorker::join(&stage.serve, "other").await;
    until_within(LONG_PATIENCE, async || {
        let workers = stage.client.list_workers().await.unwrap().items;
        assert_eq!(laptop(&workers).0, WorkerLiveness::Asleep, "throughout");
        stage.client.get_job(replaced).await.unwrap().attempt == 2
    })
    .await;
    stage.wake().await;
    let (kept, replaced) = (stage.end(kept).await, stage.end(replaced).await);
    assert_eq!((kept.state, kept.attempt), (JobState::Succeeded, 1), "{kept:?}");
    assert_eq!((replaced.state, replaced.attempt), (JobState::Succeeded, 2), "{replaced:?}");
    assert_eq!(replaced.worker.unwrap().name, "other");
}

#[tokio::test]
async fn long_a_lid_that_is_closed_for_an_hour_leaves_its_jobs_kept_or_moved_by_their_policy() {
    let Some(stage) = Stage::set().await else { return };
    let kept = stage.begin_kept_for(OnDisconnect::Keep, Some(AN_HOUR * 2)).await;
    let moved = stage.begin(OnDisconnect::Keep).await;
    stage.sleep().await;
    // Its jobs stand still already.
    stage.worker.signal("STOP");
    let _other = JoinedWorker::join(&stage.serve, "other").await;
    let (closed, mut looks) = (Instant::now(), 0);
    while closed.elapsed() < AN_HOUR {
        let workers = stage.client.list_workers().await.unwrap().items;
        assert_eq!(laptop(&workers).0, WorkerLiveness::Asleep, "throughout");
        tokio::time::sleep(LOOK_EVERY).await;
        looks += 1;
    }
    stage.worker.signal("CONT");
    stage.wake().await;
    let (kept, moved) = (stage.end(kept).await, stage.end(moved).await);
    println!("the row said *asleep* at each of {looks} looks");
    assert_eq!((kept.state, kept.attempt), (JobState::Succeeded, 1), "{kept:?}");
    assert_eq!(kept.worker.unwrap().name, "laptop");
    // Five minutes, if nobody says for how long.
    assert_eq!((moved.state, moved.attempt), (JobState::Succeeded, 2), "{moved:?}");
    assert_eq!(moved.worker.unwrap().name, "other");
}
