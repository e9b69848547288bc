//! Rows that no release writes, and a past that somebody has changed.

use crate::{
    audit_event::{append, sealed, verdict},
    builders::{home, organisation_id, read, scope, submitted},
};
use muster_core::JobId;
use muster_seams::{Rng, SeededRng};
use muster_store::{
    OpenError, Store, StoreError,
    audit_event::{self, AuditRow},
    job,
};
use rusqlite::Connection;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// Five events as a release without seals has written them.
pub(crate) const BEFORE_SEALS: &str = r#"
    INSERT INTO audit_event
    SELECT 'org_01040G2081040G2081040G2081', column1, 1795219200000 + 1000 * column1, 'operator',
           'req-1', NULL, 'job.cancel', 'job_' || column1, '{"reason":"wrong branch"}', column2
      FROM (VALUES
        (1, x'a1cb01ac5be70ebe5a4b1ddbfb43998957bd9bdada14b2b936907ae0f34f9617'),
        (2, x'c7352af379dcffa42650212b282afe9477259202ac6584c4d9447b10418be69c'),
        (3, x'214864174dcbd86e4990fff76d75aed44804bca32c3036687a05002d350a5729'),
        (4, x'32135ffb7327b73bae9bc2579285acbedd9f31e240cb785954a8a3196f61e43a'),
        (5, x'cd30c31c895fdbb736c606212fd24c3182e1fbce1449bb7a1fa72cdd0f41d3c7'))"#;

/// A closed store with one job and five audit events from before there were seals.
async fn made() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("muster.db");
    let store = Store::open_sqlite(&path).unwrap();
    home(&store).await;
    submitted(&store, scope(), &["x"]).await;
    append(&store, scope(), "job_6", 6).await;
    store.close().await;
    Connection::open(&path).unwrap().execute_batch(BEFORE_SEALS).unwrap();
    (folder, path)
}

fn tamper(path: &Path, sql: &str) {
    let connection = Connection::open(path).unwrap();
    let open = "PRAGMA ignore_check_constraints = ON;
         DROP TRIGGER audit_event_refuses_update;
         DROP TRIGGER audit_event_refuses_delete;";
    connection.execute_batch(open).unwrap();
    connection.execute_batch(sql).unwrap();
}

#[tokio::test]
async fn a_row_that_makes_no_sense_is_corrupt_and_named() {
    for (change, column) in [
        ("state = 'ended'", "state"),
        ("state = 'running'", "state"),
        ("retry_at = 5", "state"),
        ("holder = 'wrk_01010101010101010101010101'", "holder"),
        ("holder = '../../etc/passwd'", "holder"),
        ("reason = 'bad luck'", "reason"),
        ("specification = '{}'", "specification"),
        ("attempts = -1", "attempts"),
        ("is_cancel_requested = 7", "is_cancel_requested"),
    ] {
        let (_folder, path) = made().await;
        // Already open, because the check at the start would find some of them.
        let store = Store::open_sqlite(&path).unwrap();
        tamper(&path, &format!("PRAGMA foreign_keys = OFF; UPDATE job SET {change}"));
        let found: Result<_, StoreError> =
            store.read(|tx| job::find(tx, &organisation_id(1), JobId::from_number(1))).await;
        let Err(StoreError::Corrupt { table: "job", column: named, .. }) = found else {
            panic!("{change}: {found:?}")
        };
        assert_eq!(named, column, "{change}");
    }
}

/// One bit is enough to give a column another name.
#[tokio::test]
async fn a_schema_that_the_disk_has_changed_is_damage_and_no_fault_of_ours() {
    let (_folder, path) = made().await;
    tamper(
        &path,
        "PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(sql, 'exit_code', 'exit_codd') WHERE name = 'job'",
    );
    let store = Store::open_sqlite(&path).unwrap();
    let found: Result<_, StoreError> =
        store.read(|tx| job::find(tx, &organisation_id(1), JobId::from_number(1))).await;
    assert_eq!(found.unwrap_err().code(), "db_corrupt");
}

#[tokio::test]
async fn every_change_of_the_past_shows() {
    const COPY: &str = "organisation, 6, at, actor, request_id, idempotency_key, action, target,
         detail, hash";
    let swap = "UPDATE audit_event SET sequence = 99 WHERE sequence = 2;
         UPDATE audit_event SET sequence = 2 WHERE sequence = 4;
         UPDATE audit_event SET sequence = 4 WHERE sequence = 99";
    let insert =
        format!("INSERT INTO audit_event SELECT {COPY} FROM audit_event WHERE sequence = 5");
    for (what, change, broken_at) in [
        ("who", "UPDATE audit_event SET actor = 'nobody' WHERE sequence = 3", 3),
        ("when", "UPDATE audit_event SET at = at + 1 WHERE sequence = 3", 3),
        ("key", "UPDATE audit_event SET idempotency_key = 'k' WHERE sequence = 1", 1),
        ("what", "UPDATE audit_event SET detail = '{}' WHERE sequence = 5", 5),
        ("hash", "UPDATE audit_event SET hash = zeroblob(32) WHERE sequence = 4", 4),
        ("first removed", "DELETE FROM audit_event WHERE sequence = 1", 1),
        ("one removed", "DELETE FROM audit_event WHERE sequence = 3", 3),
        ("exchanged", swap, 2),
        ("one added", &insert, 6),
        (
            "moved over",
            "UPDATE audit_event SET target = 'job_12', action = 'job.cance'
             WHERE sequence = 2",
            2,
        ),
    ] {
        let (_folder, path) = made().await;
        tamper(&path, change);
        let verdict = verdict(&Store::open_sqlite(&path).unwrap(), 1).await;
        assert_eq!(verdict.broken_at, Some(broken_at), "{what}");
        assert_eq!(verdict.checked, broken_at - 1, "{what}");
    }
}

/// A chain alone cannot tell; whoever has kept the head can.
#[tokio::test]
async fn a_cut_off_end_shows_beside_a_head_that_was_kept() {
    let (_folder, path) = made().await;
    let kept = verdict(&Store::open_sqlite(&path).unwrap(), 1).await.head;
    tamper(&path, "DELETE FROM audit_event WHERE sequence = 5");
    let verdict = verdict(&Store::open_sqlite(&path).unwrap(), 1).await;
    assert_eq!((verdict.checked, verdict.broken_at), (4, None));
    assert_ne!(verdict.head, kept);
}

#[tokio::test]
async fn facts_cannot_be_changed_by_a_statement() {
    let (_folder, path) = made().await;
    let store = Store::open_sqlite(&path).unwrap();
    sealed(&store, 1).await;
    let connection = Connection::open(&path).unwrap();
    for statement in [
        "UPDATE audit_event SET actor = 'nobody'",
        "DELETE FROM audit_event",
        "UPDATE audit_record SET actor = 'nobody'",
        "DELETE FROM audit_record",
        "UPDATE audit_seal SET sequence = 9",
        "DELETE FROM audit_seal",
    ] {
        let error = connection.execute_batch(statement).unwrap_err();
        assert!(error.to_string().contains("append-only"), "{error}");
    }
}

#[tokio::test]
async fn what_was_written_before_there_were_seals_is_read_after_the_rest() {
    let (_folder, path) = made().await;
    let store = Store::open_sqlite(&path).unwrap();
    let mut found: Vec<AuditRow> = Vec::new();
    loop {
        let last = found.last().map(|row| row.id.clone());
        let page =
            read(&store, move |tx| audit_event::page(tx, &organisation_id(1), last.as_ref(), 2));
        match page.await {
            page if page.is_empty() => break,
            page => found.extend(page),
        }
    }
    let targets: Vec<_> = found.iter().map(|row| &*row.entry.target).collect();
    assert_eq!(targets, ["job_6", "job_5", "job_4", "job_3", "job_2", "job_1"]);
    assert!(found.iter().all(|row| row.place.is_none()));
}

/// Whatever byte is wrong: the file is refused with a word, or everything in it is there.
#[tokio::test]
async fn a_flipped_byte_is_found_or_harmless() {
    // Every page has its turn, at places that differ from page to page.
    flip(|size| (0..size).step_by(1_021).collect()).await;
}

#[tokio::test]
async fn long_a_thousand_flipped_bytes_are_found_or_harmless() {
    let rng: &dyn Rng = &SeededRng::from_seed(1_000);
    flip(|size| {
        let place = || usize::try_from(u64::from_le_bytes(rng.bytes()) % size as u64).unwrap();
        (0..1_000).map(|_| place()).collect()
    })
    .await;
}

async fn flip(places: impl Fn(usize) -> Vec<usize>) {
    let (_folder, path) = made().await;
    let whole = fs::read(&path).unwrap();
    let (mut refused, mut harmless) = (0, 0);
    for at in places(whole.len()) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xff;
        let folder = tempfile::tempdir().unwrap();
        let damaged = folder.path().join("muster.db");
        fs::write(&damaged, bytes).unwrap();
        match Store::open_sqlite(&damaged) {
            Err(error) => {
                let known = [
                    "db_corrupt",
                    "not_a_database",
                    "foreign_schema",
                    "altered_migration",
                    "schema_too_new",
                    "store_failed",
                ];
                assert!(known.contains(&error.code()), "at {at}: {error:?}");
                refused += 1;
            }
            Ok(store) => harmless += u32::from(still_answers(&store).await),
        }
    }
    assert!(refused > 0 && harmless > 0, "{refused} were refused, {harmless} were harmless");
}

/// A row may be reported as corrupt; it must not panic, nor be gone without a word.
async fn still_answers(store: &Store) -> bool {
    let found: Result<_, StoreError> =
        store.read(|tx| job::find(tx, &organisation_id(1), JobId::from_number(1))).await;
    match found {
        Ok(job) => {
            assert!(job.is_some(), "the job has gone without a word");
            true
        }
        Err(error) => {
            assert_eq!(error.code(), "db_corrupt", "{error:?}");
            false
        }
    }
}

#[tokio::test]
async fn a_cut_file_is_refused() {
    let (_folder, path) = made().await;
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let error = Store::open_sqlite(&path).unwrap_err();
    assert!(matches!(error, OpenError::Damaged { .. }), "{error:?}");
}
