//! Opening a file or a database that is not as it should be: a clear word, and nothing changed.

use crate::builders::{
    NOW, home, label, organisation_id, read, said, scope, submitted, token_id, token_row,
    worker_id, worker_row, write,
};
use muster_core::{labels::WorkerLabels, requirement::Labels, token::TokenKind};
use muster_store::{
    OpenError, Store, StoreError, coordinator, job, job::JobFilter, token, token::TokenRow, worker,
    worker::WorkerRow,
};
use muster_testkit::{PrivatePostgres, connect};
use rusqlite::Connection;
use std::{
    fs,
    path::{Path, PathBuf},
};

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }
    fn path(&self) -> PathBuf {
        self.folder.path().join("muster.db")
    }
    /// Every file beside each other, with its bytes.
    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
    }
    /// Opens a file of ours with other tools.
    fn with(&self, sql: &str) {
        Connection::open(self.path()).unwrap().execute_batch(sql).unwrap();
    }
}

async fn make(path: &Path) {
    let store = Store::open_sqlite(path).unwrap();
    home(&store).await;
    write(&store, |tx| job::insert(tx, &scope(), &said("x"), NOW)).await.unwrap();
    store.close().await;
}

fn refused(path: &Path) -> OpenError {
    Store::open_sqlite(path).expect_err("it must be refused")
}

#[tokio::test]
async fn a_new_file_is_for_its_owner_only_and_opens_again() {
    let place = Place::new();
    make(&place.path()).await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(place.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let again = Store::open_sqlite(&place.path()).unwrap();
    assert_eq!(again.check().await.unwrap(), [""; 0]);
}

#[test]
fn somebody_elses_database_is_named_and_left_as_it_is() {
    for journal in ["DELETE", "WAL"] {
        let place = Place::new();
        place.with(&format!(
            "PRAGMA journal_mode = {journal};
             CREATE TABLE jobs (id INTEGER PRIMARY KEY, command TEXT);
             CREATE TABLE nodes (id TEXT);
             INSERT INTO jobs (command) VALUES ('echo')"
        ));
        let before = place.files();
        let error = refused(&place.path());
        let OpenError::ForeignSchema { tables, .. } = &error else { panic!("{error}") };
        assert_eq!(tables, &["jobs", "nodes"]);
        assert!(error.to_string().contains("muster.db"), "{error}");
        assert_eq!(place.files(), before, "not one byte has changed");
    }
}

#[test]
fn what_is_no_database_is_left_as_it_is() {
    for text in ["hello", &"SQLite format 3, or so it says ".repeat(20)] {
        let place = Place::new();
        fs::write(place.path(), text).unwrap();
        let before = place.files();
        assert_eq!(refused(&place.path()).code(), "not_a_database");
        assert_eq!(place.files(), before);
    }
}

#[tokio::test]
async fn a_newer_file_is_refused() {
    let place = Place::new();
    make(&place.path()).await;
    place.with("INSERT INTO schema_migration VALUES (999, 'from the future', x'00')");
    let error = refused(&place.path());
    assert!(matches!(error, OpenError::TooNew { found: 999, .. }), "{error}");
    assert!(error.hint().contains("newer Muster"));
}

#[tokio::test]
async fn a_migration_that_was_altered_is_refused() {
    let place = Place::new();
    make(&place.path()).await;
    place.with("UPDATE schema_migration SET checksum = x'00' WHERE version = 5");
    let error = refused(&place.path());
    assert!(matches!(error, OpenError::AlteredMigration { version: 5, .. }), "{error}");
}

#[tokio::test]
async fn what_a_token_gave_before_labels_were_found_or_given_is_given() {
    let place = Place::new();
    let store = Store::open_sqlite(&place.path()).unwrap();
    home(&store).await;
    let labels = label("room", "attic").into_iter().chain(label("landlock", "true")).collect();
    let token = TokenRow { labels, ..token_row(5, TokenKind::Join) };
    write(&store, move |tx| token::insert(tx, &scope(), &token)).await.unwrap();
    let all = label("os", "linux").into_iter().chain(label("room", "attic")).collect();
    let labels = WorkerLabels::new(all, Labels::new());
    let row = WorkerRow { joined_with: Some(token_id(5)), labels, ..worker_row(2) };
    let before = row.clone();
    write(&store, move |tx| worker::insert(tx, &scope(), &row)).await.unwrap();
    store.close().await;

    place.with("ALTER TABLE worker DROP COLUMN given_labels");
    let text = include_str!("../../migrations/0021_labels_given.sql");
    place.with(&text.replace("{text}", "TEXT"));
    let store = Store::open_sqlite(&place.path()).unwrap();
    let find =
        |seed| read(&store, move |tx| worker::find(tx, &organisation_id(1), &worker_id(seed)));
    let given = before.labels.with_given(label("room", "attic"));
    assert_eq!(find(2).await.unwrap().labels, given, "but what only a machine can say");
    assert_eq!(find(1).await.unwrap().labels.given(), &Labels::new());
}

#[tokio::test]
async fn a_file_that_has_gone_from_its_log_is_missed() {
    let place = Place::new();
    make(&place.path()).await;
    fs::write(place.folder.path().join("muster.db-wal"), "what was committed").unwrap();
    fs::remove_file(place.path()).unwrap();
    assert_eq!(refused(&place.path()).code(), "db_missing");
    let log = fs::read_to_string(place.folder.path().join("muster.db-wal")).unwrap();
    assert_eq!(log, "what was committed", "SQLite itself would have thrown it away");
}

#[test]
fn a_folder_that_is_not_there_is_an_error_with_its_name() {
    let place = Place::new();
    let error = refused(&place.folder.path().join("nowhere/muster.db"));
    assert_eq!(error.code(), "store_failed");
    assert!(error.to_string().contains("nowhere/muster.db"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_postgres_is_named_and_left_as_it_is() {
    let Some(server) = PrivatePostgres::start() else { return };
    let address = server.empty_database().await;
    let client = connect(&address).await.unwrap();
    client.batch_execute("CREATE TABLE customers (id BIGINT)").await.unwrap();
    let error = Store::connect_postgres(&address).await.expect_err("it must be refused");
    let OpenError::ForeignSchema { tables, .. } = &error else { panic!("{error}") };
    assert_eq!(tables, &["customers"]);
    let count = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()";
    assert_eq!(client.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_postgres_is_refused() {
    let Some(server) = PrivatePostgres::start() else { return };
    let address = server.fresh_database().await;
    let client = connect(&address).await.unwrap();
    let newer = "INSERT INTO schema_migration VALUES (999, 'from the future', '')";
    client.batch_execute(newer).await.unwrap();
    let error = Store::connect_postgres(&address).await.expect_err("it must be refused");
    assert!(matches!(error, OpenError::TooNew { found: 999, .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn coordinators_that_start_together_migrate_once() {
    let Some(server) = PrivatePostgres::start() else { return };
    let address = server.empty_database().await;
    let open = || Store::connect_postgres(&address);
    let (first, second, third) = tokio::join!(open(), open(), open());
    for store in [first.unwrap(), second.unwrap(), third.unwrap()] {
        let taken: Result<u32, StoreError> =
            store.write(|tx| coordinator::take(tx, "host", NOW)).await;
        taken.unwrap();
        assert_eq!(store.check().await.unwrap(), [""; 0]);
        store.close().await;
    }
}

#[tokio::test]
async fn an_address_that_nobody_answers_shows_no_password() {
    let folder = tempfile::tempdir().unwrap();
    let host = folder.path().display().to_string().replace('/', "%2F");
    let address = format!("postgres://operator:hunter2@{host}/muster");
    let error = Store::connect_postgres(&address).await.expect_err("nobody is there");
    assert_eq!(error.code(), "database_unreachable");
    let all = format!("{error} {error:?}");
    assert!(all.contains("muster") && !all.contains("hunter2"), "{all}");

    let error = Store::connect_postgres("postgres://operator:hunter2@[").await.unwrap_err();
    assert_eq!(error.code(), "bad_database_url");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

/// The log is written back first page first, so a kill soon after leaves a file that is shorter than
/// its first page says.
#[tokio::test]
async fn a_file_into_which_the_log_was_half_written_back_opens_with_everything() {
    let folder = tempfile::tempdir().unwrap();
    let (path, half) = (folder.path().join("muster.db"), folder.path().join("half.db"));
    let store = Store::open_sqlite(&path).unwrap();
    home(&store).await;
    store.close().await;
    let store = Store::open_sqlite(&path).unwrap();
    submitted(&store, scope(), &["echo"; 200]).await;
    // As it is before the log is written back.
    fs::copy(&path, &half).unwrap();
    fs::copy(folder.path().join("muster.db-wal"), folder.path().join("half.db-wal")).unwrap();
    store.close().await;

    let whole = fs::read(&path).unwrap();
    let mut torn = fs::read(&half).unwrap();
    assert!(torn.len() < whole.len(), "the log must have made the file grow");
    torn[..4096].copy_from_slice(&whole[..4096]);
    fs::write(&half, torn).unwrap();
    let opened = Store::open_sqlite(&half).unwrap();
    let jobs =
        opened.read(|tx| job::count(tx, &organisation_id(1), &JobFilter::default())).await.unwrap();
    assert_eq!(jobs, 200);
    assert_eq!(opened.check().await.unwrap(), [""; 0]);
    opened.close().await;
}
