//! An import of deborgen's file, made by the schema that deborgen documents.

use muster_api::{
    job::{JobQuery, JobState},
    log::LogQuery,
};
use muster_client::{Client, Wish, discover};
use muster_core::JobId;
use muster_host::{
    Host,
    config::{Environment, ServeFlags, ServeSettings},
    import::{self, ImportError, Imported},
};
use muster_seams::Seams;
use rusqlite::Connection;
use std::{fs, path::Path};
use tempfile::TempDir;

const SCHEMA: &str = "
    CREATE TABLE jobs (
        id INTEGER PRIMARY KEY AUTOINCREMENT, status TEXT NOT NULL, command TEXT NOT NULL,
        created_at TEXT NOT NULL, started_at TEXT, finished_at TEXT, assigned_node_id TEXT,
        timeout_seconds INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
        max_attempts INTEGER NOT NULL DEFAULT 1, exit_code INTEGER, failure_reason TEXT);
    CREATE TABLE leases (
        job_id INTEGER PRIMARY KEY, node_id TEXT NOT NULL, lease_token TEXT NOT NULL,
        lease_expires_at TEXT NOT NULL);
    CREATE TABLE logs (
        id INTEGER PRIMARY KEY AUTOINCREMENT, job_id INTEGER NOT NULL, text TEXT NOT NULL,
        created_at TEXT NOT NULL);
    CREATE TABLE nodes (
        node_id TEXT PRIMARY KEY, name TEXT, labels_json TEXT NOT NULL DEFAULT '{}',
        last_seen_at TEXT NOT NULL);";

const ROWS: &str = r#"
    INSERT INTO jobs VALUES
        (1, 'succeeded', 'echo hello', '2026-02-26T01:00:00.000001+00:00',
         '2026-02-26T01:00:01+00:00', '2026-02-26T01:00:02+00:00', 'lab-1', 3600, 1, 1, 0, NULL),
        (2, 'failed', 'sleep 99', '2026-02-26T01:01:00+00:00', '2026-02-26T01:01:01+00:00',
         '2026-02-26T01:01:09+00:00', 'lab-1', -5, 2, 2, 124, 'timeout exceeded (8s)'),
        (4, 'running', 'train', '2026-02-26T01:02:00+00:00', '2026-02-26T01:02:01+00:00',
         NULL, 'gone', 3600, 1, 1, NULL, NULL),
        (5, 'queued', 'later', '2026-02-26T01:03:00+00:00', NULL, NULL, NULL, 60, 0, 3, NULL, NULL),
        (9, 'queued', 'never', '2026-02-26T01:04:00+00:00', NULL, NULL, NULL, 60, 0, 0, NULL, NULL);
    INSERT INTO logs (job_id, text, created_at) VALUES
        (1, 'hel', '2026-02-26T01:00:01+00:00'), (1, 'lo' || char(10), '2026-02-26T01:00:02+00:00'),
        (2, 'zzz', '2026-02-26T01:01:08+00:00');
    INSERT INTO nodes VALUES
        ('lab-1', 'Lab one', '{"os": "linux", "gpu": true, "cpu_cores": 8}',
         '2026-02-26T01:02:00+00:00');
    INSERT INTO leases VALUES (4, 'gone', 'secret', '2026-02-26T01:02:31+00:00');"#;

/// deborgen's file, as it was at some time.
fn file(home: &Path, additions: &str) -> std::path::PathBuf {
    let path = home.join("deborgen.db");
    let connection = Connection::open(&path).expect("a new file");
    connection.execute_batch(&format!("{SCHEMA}{ROWS}{additions}")).expect("the schema");
    path
}

fn settings(home: &Path) -> ServeSettings {
    let flags = ServeFlags {
        data_dir: Some(home.join("data")),
        listen: vec!["127.0.0.1:0".into()],
        no_local_worker: true,
        ..ServeFlags::default()
    };
    ServeSettings::resolve(&Environment::default(), flags).expect("these settings are right")
}

async fn run(home: &Path, file: &Path) -> Result<Imported, ImportError> {
    import::deborgen(file, &settings(home), &Seams::real()).await
}

async fn client(home: &Path) -> Client {
    let data_dir = home.join("data");
    discover(Wish { url: None, token: None, data_dir, allows_plain_http: false })
        .await
        .expect("the coordinator")
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_logs_and_nodes_keep_their_numbers() {
    let home = TempDir::new().unwrap();
    let file = file(home.path(), "");
    let before = fs::read(&file).unwrap();
    let imported = run(home.path(), &file).await.unwrap();
    let expected = Imported { jobs: 5, requeued: 1, logs: 2, log_bytes: 9, nodes: 1 };
    assert_eq!(imported, expected);
    assert_eq!(fs::read(&file).unwrap(), before, "the file was only read");

    let host = Host::start(settings(home.path()), Seams::real()).await.unwrap();
    let client = client(home.path()).await;
    let mut states = Vec::new();
    for number in [1, 2, 4, 5, 9] {
        let job = client.get_job(JobId::from_number(number)).await.unwrap();
        states.push((number, job.state, job.attempt));
    }
    let expected = [
        (1, JobState::Succeeded, 1),
        (2, JobState::Failed, 2),
        (4, JobState::Queued, 1),
        (5, JobState::Queued, 0),
        (9, JobState::Cancelled, 0),
    ];
    assert_eq!(states, expected);
    let failed = client.get_job(JobId::from_number(2)).await.unwrap();
    assert_eq!((failed.exit_code, failed.timeout_seconds), (Some(124), 1));
    assert!(
        failed.reason.as_deref().is_some_and(|why| why.contains("timeout exceeded")),
        "{failed:?}"
    );
    assert_eq!(failed.worker.unwrap().name, "Lab one");
    let mut log = client.read_raw_log(JobId::from_number(1), &LogQuery::default()).await.unwrap();
    let mut text = Vec::new();
    while let Some(bytes) = log.next().await.unwrap() {
        text.extend_from_slice(&bytes);
    }
    assert_eq!(text, b"hello\n");
    let workers = client.list_workers().await.unwrap().items;
    let names: Vec<_> = workers.iter().map(|worker| worker.name.as_str()).collect();
    assert_eq!(names, ["Lab one", "gone"]);
    let submission =
        muster_api::job::JobSubmission { command: Some("next".into()), ..Default::default() };
    let next = client.submit_job(&submission, None).await.unwrap();
    assert_eq!(next.id.to_string(), "job_10", "numbers go on after the highest");
    let page = client.list_jobs(&JobQuery::default()).await.unwrap();
    assert_eq!(page.items.len(), 6);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn later_files_bring_their_requirements() {
    let home = TempDir::new().unwrap();
    let additions = r#"
        ALTER TABLE jobs ADD COLUMN artifact_urls TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE jobs ADD COLUMN requirements TEXT NOT NULL DEFAULT '{}';
        UPDATE jobs SET requirements = '{"gpu": true}' WHERE id = 5;"#;
    run(home.path(), &file(home.path(), additions)).await.unwrap();
    let host = Host::start(settings(home.path()), Seams::real()).await.unwrap();
    let job = client(home.path()).await.get_job(JobId::from_number(5)).await.unwrap();
    assert_eq!(serde_json::to_string(&job.requirements).unwrap(), r#"{"gpu":true}"#);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_refused_leaves_nothing_behind_and_can_be_repeated() {
    let home = TempDir::new().unwrap();
    let file = file(home.path(), "");
    let connection = Connection::open(&file).unwrap();
    connection.execute_batch("UPDATE jobs SET created_at = 'yesterday' WHERE id = 9").unwrap();
    let error = run(home.path(), &file).await.unwrap_err();
    assert_eq!(error.to_string(), "job 9 of the file has a created_at that makes no sense");
    connection
        .execute_batch("UPDATE jobs SET created_at = '2026-02-26 01:04:00' WHERE id = 9")
        .unwrap();
    run(home.path(), &file).await.unwrap();
    let error = run(home.path(), &file).await.unwrap_err();
    assert_eq!(error.code(), "import_numbers_taken");
    assert_eq!(error.to_string(), "job_1 and 4 more of the file's jobs are here already");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_deborgens_is_told_as_such() {
    let home = TempDir::new().unwrap();
    let missing = run(home.path(), &home.path().join("nowhere.db")).await.unwrap_err();
    assert_eq!(missing.code(), "import_unreadable");
    let text = home.path().join("text.db");
    fs::write(&text, "not a database at all, only some words in a row").unwrap();
    assert_eq!(run(home.path(), &text).await.unwrap_err().code(), "import_unreadable");
    let other = home.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE jobs (id)").unwrap();
    let error = run(home.path(), &other).await.unwrap_err();
    assert_eq!(error.code(), "import_foreign");
    assert!(error.to_string().contains("no column `status` in a table `jobs`"), "{error}");
    assert!(!home.path().join("data").exists(), "nothing was prepared for it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_coordinator_must_be_stopped_first() {
    let home = TempDir::new().unwrap();
    let file = file(home.path(), "");
    let host = Host::start(settings(home.path()), Seams::real()).await.unwrap();
    let error = run(home.path(), &file).await.unwrap_err();
    assert_eq!(error.code(), "data_dir_in_use");
    assert!(error.hint().contains("stop the coordinator while you import"));
    host.stop().await;
}
