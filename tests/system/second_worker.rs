//! A second worker: one line, pasted on another machine.

use muster_api::{
    job::{CancelRequest, JobState},
    worker::{JoinState, JoinTokenRequest, WorkerLiveness},
};
use muster_testkit::{JoinedWorker, PATIENCE, Plan, Serve, WorkerPlan, shell};
use std::{
    io::{BufRead, BufReader},
    process::{ChildStderr, Stdio},
    sync::Arc,
};
use tokio::sync::{Barrier, mpsc};

#[tokio::test]
async fn the_join_line_adds_a_worker_that_runs_jobs() {
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let worker = JoinedWorker::join(&serve, "second laptop").await;
    let status = client.get_join_status(worker.token.as_ref().unwrap()).await.unwrap();
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
    // Nobody sends a word before everybody is ready to.
    let together = Arc::new(Barrier::new(RACERS.into()));
    let attempts: Vec<_> = (0..RACERS)
        .map(|number| {
            let (url, token) = (serve.url.clone(), invitation.token.clone());
            let together = together.clone();
            tokio::spawn(async move {
                let request =
                    muster_testkit::join_request(&token, &format!("racer {number}"), number);
                let racer = muster_testkit::client(&url, None).await;
                together.wait().await;
                racer.join_worker(&request).await
            })
        })
        .collect();
    let (mut joined, mut refused) = (vec![], 0);
    for attempt in attempts {
        match attempt.await.unwrap() {
            Ok(worker) => joined.push(worker.worker),
            Err(error) => {
                assert_eq!(muster_testkit::problem_code(&error), "token_used");
                refused += 1;
            }
        }
    }
    assert_eq!((joined.len(), refused), (1, RACERS - 1), "of many at the same time one joins");
    let workers = client.list_workers().await.unwrap().items;
    assert_eq!(workers.iter().map(|worker| &worker.id).collect::<Vec<_>>(), [&joined[0]]);
}

/// Each with a key of its own.
const RACERS: u8 = 100;

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

/// What `muster worker list` says of it first.
fn state(serve: &Serve, name: &str) -> String {
    let listed = serve.cli(&["-o", "json", "worker", "list"]);
    let workers: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
    let all = workers["items"].as_array().unwrap();
    let found = all.iter().find(|worker| worker["name"] == name).unwrap();
    format!("{} taken, {}", found["busy_slots"], found["pause"]["reason"])
}

#[tokio::test]
async fn a_worker_is_drained_and_its_jobs_go_on_elsewhere_at_no_cost() {
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let _leaving = JoinedWorker::join(&serve, "leaving").await;
    let job = client.submit_job(&shell("echo begun; sleep 3600"), None).await.unwrap();
    assert_eq!(muster_testkit::first_line(&client, job.id).await, "begun");

    let drain = ["worker", "drain", "leaving", "--within", "0s", "--reason", "a new disk"];
    let said = serve.cli(&drain);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert!(said.stdout.starts_with("leaving is paused: a new disk; until "), "{}", said.stdout);
    assert!(said.stdout.ends_with("; nothing runs on it\n"), "{}", said.stdout);
    assert_eq!(state(&serve, "leaving"), r#"0 taken, "a new disk""#);

    let _other = JoinedWorker::join(&serve, "other").await;
    let is_there = async || {
        let job = client.get_job(job.id).await.unwrap();
        job.state == JobState::Running && job.attempt == 2
    };
    muster_testkit::until(is_there).await;
    let again = client.get_job(job.id).await.unwrap();
    assert_eq!((again.worker.unwrap().name, again.attempt), ("other".to_owned(), 2));
    client.cancel_job(job.id, &CancelRequest::default()).await.unwrap();

    let said = serve.cli(&["worker", "rename", "leaving", "staying"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let said = serve.cli(&["worker", "resume", "staying"]);
    assert_eq!((&*said.stdout, said.code), ("staying takes jobs now\n", Some(0)));
}

#[tokio::test]
async fn a_service_with_an_address_and_a_token_becomes_a_worker_once() {
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let plan = WorkerPlan::default()
        .variable("DEBORGEN_COORDINATOR_URL", &serve.url)
        .variable("DEBORGEN_TOKEN", muster_testkit::TOKEN);
    let mut worker = JoinedWorker::run_unjoined(&plan);
    for round in ["first", "second"] {
        let job = client.submit_job(&shell(&format!("echo {round}")), None).await.unwrap();
        let job = muster_testkit::ended(&client, job.id).await;
        assert_eq!(muster_testkit::first_line(&client, job.id).await, round);
        assert_eq!(job.state, JobState::Succeeded);
        assert_eq!(client.list_workers().await.unwrap().items.len(), 1, "it joins once");
        worker.kill();
        worker.run_again();
    }
}

#[test]
fn a_worker_without_a_verb_says_which_one_starts_it() {
    let serve = Plan::default().without_local_worker().start();
    let said = serve.cli(&["worker"]);
    assert_eq!((said.code, &*said.stdout), (Some(2), ""));
    let expected = "error: this machine has joined no coordinator\n";
    assert!(said.stderr.starts_with(expected), "{}", said.stderr);
    assert!(said.stderr.contains("`muster worker invite`"), "{}", said.stderr);
    let folder = tempfile::TempDir::new().unwrap();
    let dir = folder.path().to_str().unwrap();
    let invited = serve.cli(&["-o", "quiet", "worker", "invite"]).stdout;
    let join = ["worker", "join", &serve.url, "--token", invited.trim(), "--no-run"];
    let said = serve.cli(&[&join[..], &["--data-dir", dir]].concat());
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let said = serve.cli(&["worker", "--data-dir", dir]);
    assert!(said.stderr.contains("`muster worker run` starts it"), "{}", said.stderr);
}

#[tokio::test]
async fn a_worker_that_has_nothing_to_do_says_so() {
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let folder = tempfile::TempDir::new().unwrap();
    let dir = folder.path().to_str().unwrap();
    let invited = serve.cli(&["-o", "quiet", "worker", "invite", "--name", "laptop-2"]).stdout;
    let join = ["worker", "join", &serve.url, "--token", invited.trim(), "--no-run"];
    assert_eq!(serve.cli(&[&join[..], &["--data-dir", dir]].concat()).code, Some(0));
    let mut running = serve.cli_command();
    let running = running.args(["worker", "run", "--data-dir", dir]).stderr(Stdio::piped());
    let mut running = running.spawn().unwrap();
    let mut said = said(running.stderr.take().unwrap());
    let mut next = async || {
        let line = tokio::time::timeout(PATIENCE, said.recv()).await;
        line.expect("it must say something in time").unwrap()
    };
    assert_eq!(next().await, "laptop-2 is looking for the coordinator");
    assert_eq!(next().await, "laptop-2 is idle");
    let job = client.submit_job(&shell("sleep 1"), None).await.unwrap();
    muster_testkit::ended(&client, job.id).await;
    assert_eq!(next().await, "laptop-2 is running 1 job");
    assert_eq!(next().await, "laptop-2 is idle");
    drop(serve);
    assert_eq!(next().await, "laptop-2 is looking for the coordinator");
    running.kill().unwrap();
    running.wait().unwrap();
}

/// What a worker says of itself. Its log is beside it, in JSON.
fn said(stderr: ChildStderr) -> mpsc::UnboundedReceiver<String> {
    let (tell, told) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        let lines = BufReader::new(stderr).lines().map_while(Result::ok);
        for line in lines.filter(|line| line.starts_with("laptop-2 is ")) {
            drop(tell.send(line));
        }
    });
    told
}
