//! Backups through the command line, as an operator makes and restores them.

use muster_testkit::{JoinedWorker, Plan, Serve, program, shell};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The command line without a coordinator, on a data directory.
fn offline(data_dir: &Path, arguments: &[&str]) -> program::Said {
    let mut command = program::command();
    command.env("NO_COLOR", "1").args(arguments).arg("--data-dir").arg(data_dir);
    program::run(&mut command)
}

fn create(serve: &Serve) -> PathBuf {
    let said = serve.cli(&["backup", "create", "-o", "json"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let backup: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(backup["is_verified"], true);
    backup["path"].as_str().unwrap().into()
}

#[tokio::test]
async fn an_old_backup_under_a_live_worker_mixes_nothing_up() {
    let plan = Plan::default().without_local_worker();
    let serve = plan.start();
    let address = serve.url.trim_start_matches("http://").to_owned();
    let worker = JoinedWorker::join(&serve, "live").await;
    let client = serve.client().await;
    let kept = client.submit_job(&shell("echo kept"), None).await.unwrap();
    muster_testkit::ended(&client, kept.id).await;
    let backup = create(&serve);
    let lost = client.submit_job(&shell("echo lost; sleep 1000"), None).await.unwrap();
    assert_eq!(muster_testkit::first_line(&client, lost.id).await, "lost");
    let plan = serve.kill();

    let backup = backup.to_str().unwrap();
    let refused = offline(plan.data_dir(), &["backup", "restore", backup]);
    assert_eq!(refused.code, Some(6), "{}", refused.stderr);
    let said = offline(plan.data_dir(), &["backup", "restore", backup, "--replace"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);

    // The worker still runs the lost job, and finds the coordinator where it was.
    let serve = plan.listen(&address).start();
    let client = serve.client().await;
    let again = client.get_job(kept.id).await.unwrap();
    assert!(again.state.is_terminal());
    assert_eq!(muster_testkit::first_line(&client, kept.id).await, "kept");
    assert!(client.get_job(lost.id).await.is_err(), "it was accepted after the backup");
    let next = client.submit_job(&shell("echo next"), None).await.unwrap();
    assert!(next.id.number() > lost.id.number(), "no number is given twice");
    let next = muster_testkit::ended(&client, next.id).await;
    assert_eq!(next.worker.unwrap().name, "live", "the worker followed without joining again");
    assert_eq!(muster_testkit::whole_log(&client, next.id).await, "next\n");
    drop(worker);
}

#[tokio::test]
async fn a_store_copied_back_by_hand_under_a_live_worker_mixes_nothing_up() {
    let serve = Plan::default().without_local_worker().at_one_port().start();
    let worker = JoinedWorker::join(&serve, "live").await;
    let client = serve.client().await;
    let kept = client.submit_job(&shell("echo kept"), None).await.unwrap();
    muster_testkit::ended(&client, kept.id).await;
    let plan = serve.plan.clone();
    serve.stop();
    let (store, copy) = (plan.data_dir().join("muster.db"), plan.data_dir().join("copy.db"));
    std::fs::copy(&store, &copy).unwrap();

    let serve = plan.start();
    let client = serve.client().await;
    let fence = r#"echo "$MUSTER_JOB_ID $MUSTER_FENCE""#;
    let lost = client.submit_job(&shell(&format!("{fence}; sleep 1000")), None).await.unwrap();
    let lost_fence = muster_testkit::first_line(&client, lost.id).await;
    let plan = serve.kill();
    for beside in ["muster.db-wal", "muster.db-shm"] {
        std::fs::remove_file(plan.data_dir().join(beside)).unwrap();
    }
    std::fs::copy(&copy, &store).unwrap();

    // By itself the coordinator would come to the same epoch and the same number as before.
    let serve = plan.start();
    let client = serve.client().await;
    let next = client.submit_job(&shell(fence), None).await.unwrap();
    let next = muster_testkit::ended(&client, next.id).await;
    assert_eq!(next.worker.unwrap().name, "live", "the worker followed without joining again");
    let next_fence = muster_testkit::whole_log(&client, next.id).await;
    assert_ne!(next_fence.trim(), lost_fence.trim(), "no fence is given twice");
    assert_eq!(next_fence.lines().count(), 1, "no log goes on in another one: {next_fence:?}");
    assert_eq!(muster_testkit::first_line(&client, kept.id).await, "kept");
    let later = client.submit_job(&shell(fence), None).await.unwrap();
    muster_testkit::ended(&client, later.id).await;
    assert!(later.id.number() > lost.id.number(), "no number is given twice from here on");
    drop(worker);
}

#[test]
fn the_key_opens_a_backup_elsewhere_and_is_never_an_argument() {
    let plan = Plan::default().without_local_worker();
    let serve = plan.start();
    let backup = create(&serve);
    let listed = serve.cli(&["backup", "list", "-o", "json"]);
    let listed: Value = serde_json::from_str(&listed.stdout).unwrap();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let held = offline(plan.data_dir(), &["backup", "restore", backup.to_str().unwrap()]);
    assert_eq!(held.code, Some(6), "a running coordinator is not disturbed: {}", held.stderr);

    let key = offline(plan.data_dir(), &["backup", "key", "-o", "quiet"]);
    assert_eq!(key.code, Some(0), "{}", key.stderr);
    let elsewhere = tempfile::tempdir().unwrap();
    let key_file = elsewhere.path().join("key");
    std::fs::write(&key_file, &key.stdout).unwrap();
    let data_dir = elsewhere.path().join("data");
    let file = backup.to_str().unwrap();
    let words = ["--key-file", key_file.to_str().unwrap()];
    let said = offline(&data_dir, &[&["backup", "verify", file][..], &words].concat());
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let said = offline(&data_dir, &[&["backup", "restore", file][..], &words].concat());
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let plain = plan.data_dir().join("muster.db");
    let plain = ["backup", "verify", plain.to_str().unwrap(), "-o", "json"];
    let said = offline(&data_dir, &[&plain[..], &words].concat());
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("backup_plain_copy"), "{}", said.stderr);
}
