//! `kill -9` of the coordinator, again and again: what got its answer is there afterwards.

use muster_api::job::{JobQuery, JobState};
use muster_testkit::{Plan, Serve, shell};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

/// Enough for the timing to differ each time; the last rounds meet a store with a history.
const ROUNDS: u32 = 50;
const SUBMITTERS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_submission_that_got_its_answer_survives_fifty_kills() {
    let mut plan = Plan::default().without_local_worker();
    let accepted = Arc::new(Mutex::new(BTreeSet::new()));
    for round in 0..ROUNDS {
        let serve = plan.start();
        let before = accepted.lock().unwrap().len();
        let client = serve.client().await;
        let submitter = |_| tokio::spawn(submit_until_gone(client.clone(), accepted.clone()));
        let submitters: Vec<_> = (0..SUBMITTERS).map(submitter).collect();
        muster_testkit::until(async || {
            accepted.lock().unwrap().len() > before + round as usize % 17
        })
        .await;
        plan = serve.kill();
        for submitter in submitters {
            submitter.abort();
        }
    }
    let serve = plan.start();
    let stored = all_jobs(&serve).await;
    let accepted = accepted.lock().unwrap();
    let lost: Vec<_> = accepted.difference(&stored).collect();
    assert!(
        lost.is_empty(),
        "{} of {} accepted jobs are lost: {lost:?}",
        lost.len(),
        accepted.len()
    );
    println!("{} submissions accepted over {ROUNDS} kills, none lost", accepted.len());
}

async fn submit_until_gone(
    client: muster_client::Client,
    accepted: Arc<Mutex<BTreeSet<muster_core::JobId>>>,
) {
    while let Ok(job) = client.submit_job(&shell("true"), None).await {
        accepted.lock().unwrap().insert(job.id);
    }
}

async fn all_jobs(serve: &Serve) -> BTreeSet<muster_core::JobId> {
    let client = serve.client().await;
    let mut query = JobQuery { limit: Some(500), ..JobQuery::default() };
    let mut ids = BTreeSet::new();
    loop {
        let page = client.list_jobs(&query).await.unwrap();
        ids.extend(page.items.iter().map(|job| job.id));
        match page.next_cursor {
            Some(cursor) => query.cursor = Some(cursor),
            None => return ids,
        }
    }
}

#[tokio::test]
async fn a_job_that_ran_when_the_coordinator_was_killed_runs_again_and_ends() {
    let plan = Plan::default();
    let marker = plan.data_dir().join("first attempt");
    let serve = plan.start();
    let line = format!(
        "if [ -e '{0}' ]; then echo again; else touch '{0}'; echo first; sleep 1000; fi",
        marker.display()
    );
    let job = serve.client().await.submit_job(&shell(&line), None).await.unwrap();
    assert_eq!(muster_testkit::first_line(&serve.client().await, job.id).await, "first");
    let serve = serve.kill().start();
    let job = muster_testkit::ended(&serve.client().await, job.id).await;
    assert_eq!(
        (job.state, job.attempt),
        (JobState::Succeeded, 2),
        "the loss of a worker is not a failure of the job"
    );
}

#[tokio::test]
async fn a_finished_result_survives_a_kill() {
    let serve = Serve::start();
    let job = serve.client().await.submit_job(&shell("echo kept; exit 5"), None).await.unwrap();
    let before = muster_testkit::ended(&serve.client().await, job.id).await;
    let serve = serve.kill().start();
    let after = serve.client().await.get_job(job.id).await.unwrap();
    assert_eq!(after, before);
    assert_eq!(muster_testkit::first_line(&serve.client().await, job.id).await, "kept");
}
