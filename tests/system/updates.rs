//! Workers that are brought to another version of their program, and that go back if it does not do.

use muster_api::{
    job::JobState,
    program::{LABEL_LENGTH, Program, label, platform},
    update::UpdateStage,
    worker::Worker,
};
use muster_client::Client;
use muster_testkit::{JoinedWorker, Plan, Serve, WorkerPlan, program, shell, until_workers};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

/// The version of the other build.
const NEXT: &str = "0.1.999";
/// More than the fleet runs at a time, several times over.
const JOBS: usize = 30;

/// Makes a file a program.
fn executable(path: &Path, content: &[u8]) {
    fs::write(path, content).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Another build of this program: the same, but for the version that stands in it.
fn next_build(path: &Path) {
    let mut file = fs::read(program::path()).unwrap();
    let own = Program::find(&file).unwrap();
    let (own, next) = (label(&own.version), label(NEXT));
    let places: Vec<_> = file
        .windows(LABEL_LENGTH)
        .enumerate()
        .filter(|(_, text)| *text == own)
        .map(|it| it.0)
        .collect();
    for at in places {
        file[at..at + LABEL_LENGTH].copy_from_slice(&next);
    }
    executable(path, &file);
}

/// A script that is labelled as the next version, and does this.
fn next_script(path: &Path, lines: &str) {
    let text = format!("#!/bin/sh\n# {}\n{lines}\n", String::from_utf8_lossy(&label(NEXT)));
    executable(path, text.as_bytes());
}

/// A worker with a program of its own, which may be replaced.
async fn worker(serve: &Serve, name: &str, folder: &Path) -> (JoinedWorker, PathBuf) {
    let own = folder.join(name).join("muster");
    fs::create_dir(own.parent().unwrap()).unwrap();
    if fs::hard_link(program::path(), &own).is_err() {
        fs::copy(program::path(), &own).unwrap();
    }
    let plan = WorkerPlan::default().program(own.clone());
    (JoinedWorker::join_as(serve, name, &plan).await, own)
}

async fn find(client: &Client, name: &str) -> Worker {
    let workers = client.list_workers().await.unwrap().items;
    workers.into_iter().find(|one| one.name == name).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_is_brought_to_another_version_while_it_works_and_no_job_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, next) = (folder.path().join("ledger"), folder.path().join("next"));
    next_build(&next);
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let _first = worker(&serve, "first", folder.path()).await;
    let _second = worker(&serve, "second", folder.path()).await;
    let _third = worker(&serve, "third", folder.path()).await;
    let line = format!("echo $MUSTER_JOB_ID >> {}; sleep 0.3", ledger.display());
    let mut ids = vec![];
    for _ in 0..JOBS {
        ids.push(client.submit_job(&shell(&line), None).await.unwrap().id);
    }

    let next = next.display().to_string();
    let said = serve.cli(&["worker", "update", "--all", "--program", &next]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    for name in ["first", "second", "third"] {
        assert!(said.stdout.contains(&format!("{name} → {NEXT}  done")), "{}", said.stdout);
        assert_eq!(find(&client, name).await.version.as_deref(), Some(NEXT));
    }
    for id in &ids {
        let job = muster_testkit::ended(&client, *id).await;
        assert_eq!((job.state, job.attempt), (JobState::Succeeded, 1), "{job:?}");
    }
    let mut ran: Vec<_> = fs::read_to_string(&ledger).unwrap().lines().map(str::to_owned).collect();
    let mut expected: Vec<_> = ids.iter().map(ToString::to_string).collect();
    ran.sort();
    expected.sort();
    assert_eq!(ran, expected, "each job ran exactly once");
    let programs = serve.cli(&["worker", "programs"]);
    assert!(
        programs.stdout.contains(&platform()) && programs.stdout.contains(NEXT),
        "{programs:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_does_not_work_changes_nothing_and_stops_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let next = folder.path().join("next");
    next_script(&next, "echo this machine is too old >&2; exit 1");
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let (first, own) = worker(&serve, "first", folder.path()).await;
    let _second = worker(&serve, "second", folder.path()).await;
    let before = fs::metadata(&own).unwrap().len();

    let path = next.display().to_string();
    let update = ["worker", "update", "--all", "--program", &path];
    let said = serve.cli(&update);
    assert_eq!(said.code, Some(1), "{}", said.stderr);
    let failed =
        "failed: the new program does not work here: exit status: 1: this machine is too old";
    assert!(said.stdout.contains(failed), "{}", said.stdout);
    assert!(said.stdout.contains("stopped: first could not be updated"), "{}", said.stdout);
    assert_eq!(fs::metadata(&own).unwrap().len(), before, "its program is the same");
    let job = client.submit_job(&shell("true"), None).await.unwrap().id;
    assert_eq!(muster_testkit::ended(&client, job).await.state, JobState::Succeeded);

    next_build(&next);
    let said = serve.cli(&update);
    assert_eq!(said.code, Some(0), "a better one does: {}{}", said.stdout, said.stderr);
    assert_eq!(said.stdout.matches("  done").count(), 2, "{}", said.stdout);

    first.owner_says(&["worker", "limits", "--updates", "no"]);
    let is_said =
        |all: &[Worker]| all.iter().any(|one| one.name == "first" && one.owner.no_updates);
    until_workers(&client, is_said).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_never_welcome_gives_its_place_back_to_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let (built, next) = (folder.path().join("built"), folder.path().join("next"));
    next_build(&built);
    // It works when it is tried out, and reaches nobody when it runs.
    let built = built.display();
    let alone = "timeout --signal KILL 2 unshare --net";
    let lines = format!("[ \"$2\" = try ] && exec {built} \"$@\"\nexec {alone} {built} \"$@\"");
    next_script(&next, &lines);
    let serve = Plan::default().without_local_worker().start();
    let client = serve.client().await;
    let (mut lone, _own) = worker(&serve, "lone", folder.path()).await;

    let next = next.display().to_string();
    let said = serve.cli(&["worker", "update", "lone", "--no-wait", "--program", &next]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let has_failed = async || {
        // Whoever runs it as a service starts it again, as often as it ends.
        if lone.has_ended() {
            lone.run_again();
        }
        find(&client, "lone").await.update.unwrap().stage == UpdateStage::Failed
    };
    muster_testkit::until(has_failed).await;
    let worker = find(&client, "lone").await;
    let why = "it went back to the version before: it ended 3 times before it was welcome";
    assert_eq!(worker.update.unwrap().reason.as_deref(), Some(why));
    assert_ne!(worker.version.as_deref(), Some(NEXT));
    let job = client.submit_job(&shell("true"), None).await.unwrap().id;
    assert_eq!(muster_testkit::ended(&client, job).await.state, JobState::Succeeded);
}
