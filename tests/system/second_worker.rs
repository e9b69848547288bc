//! A second worker: one line, pasted on another machine.

use muster_api::worker::{JoinState, JoinTokenRequest, WorkerLiveness};
use muster_testkit::{JoinedWorker, Plan, shell};

#[tokio::test]
async fn the_join_line_adds_a_worker_that_runs_jobs() {
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let worker = JoinedWorker::join(&serve, "second laptop").await;
    let status = client.get_join_status(&worker.token).await.unwrap();
    assert_eq!(status.state, JoinState::Online, "the first heartbeat has arrived");
    let job = client.submit_job(&shell("echo from the second"), None).await.unwrap();
    let job = muster_testkit::ended(&client, job.id).await;
    assert_eq!(job.worker.unwrap().name, "second laptop");
    assert_eq!(muster_testkit::first_line(&client, job.id).await, "from the second");
}

#[tokio::test]
async fn a_join_token_joins_one_worker_and_no_second() {
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let invitation = client.create_join_token(&JoinTokenRequest::default(), None).await.unwrap();
    let attempts: Vec<_> = (0..20_u8)
        .map(|number| {
            let (url, token) = (serve.url.clone(), invitation.token.clone());
            tokio::spawn(async move {
                let request =
                    muster_testkit::join_request(&token, &format!("racer {number}"), number);
                muster_testkit::client(&url, None).await.join_worker(&request).await
            })
        })
        .collect();
    let mut joined = 0;
    for attempt in attempts {
        match attempt.await.unwrap() {
            Ok(_) => joined += 1,
            Err(error) => assert_eq!(muster_testkit::problem_code(&error), "token_used"),
        }
    }
    assert_eq!(joined, 1, "of twenty at the same time exactly one joins");
}

#[tokio::test]
async fn a_worker_that_is_killed_is_disconnected_and_its_finished_result_still_arrives() {
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let mut worker = JoinedWorker::join(&serve, "fragile").await;
    let job = client.submit_job(&shell("echo begun; sleep 1; echo done"), None).await.unwrap();
    assert_eq!(muster_testkit::first_line(&client, job.id).await, "begun");
    worker.kill();
    let is_away = |workers: &[muster_api::worker::Worker]| {
        workers[0].liveness == WorkerLiveness::Disconnected
    };
    muster_testkit::until_workers(&client, is_away).await;
    worker.run_again();
    let job = muster_testkit::ended(&client, job.id).await;
    assert!(job.state.is_terminal(), "{job:?}");
}
