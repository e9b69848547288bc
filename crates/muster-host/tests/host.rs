//! A host from start to stop: it is found, runs jobs, and hands them back when it goes.

use muster_api::{
    instance::Verdict,
    job::{JobState, JobSubmission},
    worker::{JoinTokenRequest, WorkerLiveness},
};
use muster_client::{Client, Follow, Followed, Wish, discover};
use muster_core::JobId;
use muster_host::{
    Host, Secret, StartError,
    config::{Environment, ServeFlags, ServeSettings},
    find_running, worker,
};
use muster_seams::{Clock, Seams, SystemClock};
use muster_worker::{AgentStatus, Told};
use std::{path::Path, time::Duration};
use tempfile::TempDir;

const TOKEN: &str = "canary-token-6c1f0b7e";

fn environment() -> Environment {
    Environment::from([("PATH", "/usr/local/bin:/usr/bin:/bin"), ("MUSTER_TOKEN", TOKEN)])
}

fn settings(data_dir: &Path, listen: &[&str], local_worker: bool) -> ServeSettings {
    let flags = ServeFlags {
        data_dir: Some(data_dir.to_owned()),
        listen: listen.iter().map(|text| (*text).to_owned()).collect(),
        no_local_worker: !local_worker,
        ..ServeFlags::default()
    };
    ServeSettings::resolve(&environment(), flags).expect("these settings are right")
}

async fn start(data_dir: &Path, local_worker: bool) -> Host {
    let settings = settings(data_dir, &["127.0.0.1:0"], local_worker);
    Host::start(settings, Seams::real()).await.expect("the host starts")
}

/// The coordinator of a data directory, found as the CLI finds it.
async fn find(data_dir: &Path) -> Client {
    let wish =
        Wish { url: None, token: None, data_dir: data_dir.to_owned(), allows_plain_http: false };
    discover(wish).await.expect("a coordinator that proves itself")
}

async fn submit(client: &Client, command: &str) -> JobId {
    let submission =
        JobSubmission { command: Some(command.to_owned()), ..JobSubmission::default() };
    client.submit_job(&submission, None).await.expect("the job is accepted").id
}

/// Follows a job until it has ended, or until its log says a word.
async fn follow(client: &Client, job: JobId, word: Option<&str>) -> (String, Option<JobState>) {
    let mut follow = Follow::job(client.clone(), job);
    let mut log = String::new();
    while let Some(event) = follow.next().await.expect("the job is followed") {
        match event {
            Followed::Chunk(chunk) => log.push_str(&chunk.text),
            Followed::Ended(job) => return (log, Some(job.state)),
            Followed::Waiting(_)
            | Followed::Progress(_)
            | Followed::Attempt(_)
            | Followed::Away(_) => {}
        }
        if word.is_some_and(|word| log.contains(word)) {
            break;
        }
    }
    (log, None)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_is_found_by_its_data_directory_and_runs_a_job() {
    let home = TempDir::new().unwrap();
    let host = start(home.path(), true).await;
    let file = find_running(home.path()).unwrap().expect("instance.json");
    assert_eq!((file.url.as_str(), file.pid), (host.url(), std::process::id()));
    assert_ne!(file.key, TOKEN);
    let client = find(home.path()).await;
    let job = submit(&client, "echo hello; env | grep -c canary").await;
    let (log, state) = follow(&client, job, None).await;
    assert_eq!(log, "hello\n0\n", "the job sees none of our secrets");
    assert_eq!(state, Some(JobState::Failed), "grep finds nothing");
    let workers = client.list_workers().await.unwrap().items;
    assert!(workers.len() == 1 && workers[0].is_this_machine, "{workers:?}");
    host.stop().await;
    assert_eq!(find_running(home.path()).unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_hands_the_jobs_of_this_machine_back_within_five_seconds() {
    let home = TempDir::new().unwrap();
    let host = start(home.path(), true).await;
    let client = find(home.path()).await;
    // It ignores the polite word, so the agent has to kill it.
    let job = submit(&client, "trap '' TERM; echo begun; while :; do sleep 0.1; done").await;
    follow(&client, job, Some("begun")).await;
    assert_eq!(host.running_summary().here, 1);
    let before = SystemClock.boot();
    host.stop().await;
    let took = SystemClock.boot().since(before);
    assert!(took < Duration::from_secs(5), "stopping took {took:?}");
    host.stop().await;
    let next = start(home.path(), false).await;
    let client = find(home.path()).await;
    let found = client.get_job(job).await.unwrap();
    assert_eq!(found.state, JobState::Queued, "{:?}", found.reason);
    assert_eq!(client.list_attempts(job).await.unwrap().len(), 1);
    next.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_the_same_one_after_a_restart() {
    let home = TempDir::new().unwrap();
    let mut ids = Vec::new();
    for _ in 0..3 {
        let host = start(home.path(), true).await;
        let workers = find(home.path()).await.list_workers().await.unwrap().items;
        ids.extend(workers.into_iter().map(|worker| worker.id));
        host.stop().await;
    }
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_somebody_chose_is_theirs_or_an_error_that_says_who_has_it() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let home = TempDir::new().unwrap();
    let settings = settings(home.path(), &["127.0.0.1:0", &address.to_string()], true);
    let error = Host::start(settings, Seams::real()).await.unwrap_err();
    assert_eq!(error.code(), "port_taken");
    let told = error.to_string();
    assert!(
        told.starts_with(&format!("cannot listen at {address}: the port is taken by")),
        "{told}"
    );
    if cfg!(target_os = "linux") {
        assert!(told.contains(&format!("(process {})", std::process::id())), "{told}");
    }
    assert_eq!(find_running(home.path()).unwrap(), None);
    assert!(!home.path().join("muster.db").exists(), "the store is not touched");
    start(home.path(), false).await.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_default_port_moves_to_the_next_free_one() {
    // Whether it is us or somebody else who has it, it is taken now.
    let _ours = std::net::TcpListener::bind("127.0.0.1:7600");
    let home = TempDir::new().unwrap();
    let settings = settings(home.path(), &[], false);
    assert!(settings.may_move_port());
    let host = Host::start(settings, Seams::real()).await.unwrap();
    let port = host.addresses()[0].socket.port();
    assert!((7601..=7700).contains(&port), "{port}");
    assert_eq!(host.urls(), [format!("http://127.0.0.1:{port}")], "the join line follows");
    let client = find(home.path()).await;
    let token = client.create_join_token(&JoinTokenRequest::default(), None).await.unwrap();
    let line = &token.lines[0].line;
    assert!(line.contains(&format!("http://127.0.0.1:{port} ")), "{line}");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_host_on_the_same_data_is_refused_and_the_first_goes_on() {
    let home = TempDir::new().unwrap();
    let host = start(home.path(), false).await;
    let settings = settings(home.path(), &["127.0.0.1:0"], true);
    let error = Host::start(settings, Seams::real()).await.unwrap_err();
    assert!(matches!(error, StartError::InUse { .. }) && error.is_in_use(), "{error}");
    assert_eq!(find(home.path()).await.me().await.unwrap().actor, "operator");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_machine_joins_once_and_works_under_its_own_key() {
    let (home, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let host = start(home.path(), false).await;
    let client = find(home.path()).await;
    let invited = client.create_join_token(&JoinTokenRequest::default(), None).await.unwrap();
    let joining = worker::Joining {
        url: host.url().parse().unwrap(),
        token: Secret::new(invited.token),
        name: Some("second".into()),
        slots: 2,
        data_dir: elsewhere.path().to_owned(),
        allows_plain_http: false,
    };
    worker::join(joining.clone()).await.unwrap();
    let identity = worker::choose(elsewhere.path(), None).unwrap();
    assert_eq!((identity.name.as_str(), identity.slots), ("second", 2));
    let third = TempDir::new().unwrap();
    let again = worker::Joining { data_dir: third.path().to_owned(), ..joining };
    assert_eq!(worker::join(again).await.unwrap_err().code(), "token_used");

    let seams = Seams::real();
    let tasks = seams.tasks.clone();
    let told = Told::default();
    let mut status = told.status.subscribe();
    let jobs = environment().for_jobs();
    let folder = elsewhere.path().to_owned();
    tasks.clone().spawn("worker", async move {
        let work = worker::Work {
            identity: &identity,
            data_dir: &folder,
            listen_at: None,
            job_environment: jobs,
            version: "1.0.0",
            successor: worker::Successor::default(),
        };
        worker::run(work, seams, told).await.expect("the worker runs");
    });
    status.wait_for(|status| *status == AgentStatus::Idle).await.unwrap();
    let workers = client.list_workers().await.unwrap().items;
    assert_eq!(workers[0].liveness, WorkerLiveness::Online);
    let job = submit(&client, "echo from elsewhere").await;
    let (log, state) = follow(&client, job, None).await;
    assert_eq!((log.as_str(), state), ("from elsewhere\n", Some(JobState::Succeeded)));
    assert!(tasks.stop_within(Duration::from_secs(5)).await);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_joins_under_a_name_that_another_has_is_told_so_and_taken() {
    let home = TempDir::new().unwrap();
    let host = start(home.path(), false).await;
    let client = find(home.path()).await;
    let join = async || {
        let elsewhere = TempDir::new().unwrap();
        let invited = client.create_join_token(&JoinTokenRequest::default(), None).await.unwrap();
        let joining = worker::Joining {
            url: host.url().parse().unwrap(),
            token: Secret::new(invited.token),
            name: Some("studio".into()),
            slots: 1,
            data_dir: elsewhere.path().to_owned(),
            allows_plain_http: false,
        };
        worker::join(joining).await.unwrap()
    };
    let first = join().await;
    assert_eq!(first.note, None);
    let note = join().await.note.unwrap();
    let other = format!("{} is called `studio`, too", first.worker);
    assert!(note.starts_with(&other) && note.contains("`muster worker rename`"), "{note}");
    assert_eq!(client.list_workers().await.unwrap().items.len(), 2);
    host.stop().await;
}

#[cfg(unix)]
#[test]
fn what_a_worker_keeps_is_its_owners_alone_and_a_damaged_file_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let home = TempDir::new().unwrap();
    assert_eq!(worker::choose(home.path(), None).unwrap_err().code(), "worker_not_joined");
    let folder = home.path().join("worker");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("host-1.json"), "{").unwrap();
    assert_eq!(worker::choose(home.path(), None).unwrap_err().code(), "file_damaged");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let joining = worker::Joining {
        url: "http://127.0.0.1:1".parse().unwrap(),
        token: Secret::new("x"),
        name: None,
        slots: 1,
        data_dir: home.path().join("new"),
        allows_plain_http: false,
    };
    let error = runtime.block_on(worker::join(joining)).unwrap_err();
    assert_eq!(error.code(), "join_failed", "nobody listens there");
    let pending = home.path().join("new/worker/127-0-0-1_1.joining");
    let mode = std::fs::metadata(pending).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "its key waits for another try");
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_tells_what_the_host_knows_and_shows_no_secret() {
    let home = TempDir::new().unwrap();
    let host = start(home.path(), true).await;
    let checks = find(home.path()).await.doctor().await.unwrap().checks;
    let told = |name: &str| {
        checks.iter().find(|check| check.name == name).unwrap_or_else(|| panic!("{name}"))
    };
    for name in [
        "store",
        "integrity",
        "logs",
        "data directory",
        "listeners",
        "sqlite",
        "clock",
        "isolation",
    ] {
        assert_eq!(told(name).verdict, Verdict::Good, "{:?}", told(name));
    }
    told("secrets");
    told("disk space");
    assert_eq!(told("setting MUSTER_TOKEN").finding, "*** (MUSTER_TOKEN)");
    assert!(told("setting MUSTER_DATA_DIR").finding.ends_with("(--data-dir)"));
    assert!(!format!("{checks:?}").contains(TOKEN));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_looks_at_a_data_directory_without_changing_it() {
    let home = TempDir::new().unwrap();
    let data_dir = home.path().join("data");
    let settings = settings(&data_dir, &["0.0.0.0:0"], true);
    let report = muster_host::doctor::offline(&settings, &SystemClock).await;
    assert!(!data_dir.exists(), "looking creates nothing");
    let verdict = |name: &str| {
        report.checks.iter().find(|check| check.name == name).map(|check| check.verdict)
    };
    assert_eq!(verdict("coordinator"), Some(Verdict::Warning));
    assert_eq!(verdict("listeners"), Some(Verdict::Warning));
    start(&data_dir, false).await.stop().await;
    let report = muster_host::doctor::offline(&settings, &SystemClock).await;
    let store = report.checks.iter().find(|check| check.name == "store").unwrap();
    assert_eq!(store.verdict, Verdict::Good, "{store:?}");
    let host = start(&data_dir, false).await;
    let report = muster_host::doctor::offline(&settings, &SystemClock).await;
    assert_eq!(report.checks[0].verdict, Verdict::Bad, "somebody holds it: {:?}", report.checks[0]);
    host.stop().await;
}
