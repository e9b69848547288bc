//! Syncs and writes that fail: nothing is acknowledged any more, and nothing is tried again.
#![cfg(unix)]

use crate::{
    builders::{home, read, write},
    recorder::{Call, Event, Recorder},
};
use muster_store::{OpenError, Store, StoreError, coordinator};
use std::{path::Path, time::Duration};

/// So many large writes fill the log to the length at which it is emptied.
const WRITES: usize = 60;
const LARGE: usize = 90_000;

async fn put(store: &Store, number: usize) -> Result<(), StoreError> {
    let value = format!("{number} {}", "v".repeat(LARGE));
    write(store, move |tx| coordinator::put_setting(tx, &format!("s{number}"), &value)).await
}

async fn is_kept(store: &Store, number: usize) -> bool {
    let found = read(store, move |tx| coordinator::setting(tx, &format!("s{number}"))).await;
    found.is_some_and(|value| value.starts_with(&format!("{number} ")))
}

/// Writes until the end or the first error. Answers how many were acknowledged.
async fn run(path: &Path) -> Result<usize, OpenError> {
    let store = Store::open_sqlite(path)?;
    let mut acknowledged = 0;
    for number in 0..WRITES {
        match put(&store, number).await {
            Ok(()) => acknowledged += 1,
            Err(error) => {
                assert!(matches!(error, StoreError::DiskFailed { .. }), "{error:?}");
                let end = tokio::time::timeout(Duration::from_mins(1), store.failed()).await;
                assert_eq!(end.expect("its host is told").code(), "storage_failed");
                let again = put(&store, number).await;
                assert!(matches!(again, Err(StoreError::DiskFailed { .. })), "{again:?}");
                break;
            }
        }
    }
    store.close().await;
    Ok(acknowledged)
}

/// Fails the call with this number. Answers whether there was one.
async fn fail(call: Call, number: usize) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("muster.db");
    let recorder = Recorder::of(folder.path());
    recorder.fail(call, number);
    let outcome = run(&path).await;
    let happened = recorder.calls(call) >= number;
    let acknowledged = match outcome {
        Ok(acknowledged) => acknowledged,
        Err(error) => {
            assert_eq!(error.code(), "storage_failed", "{call:?} {number}: {error:?}");
            0
        }
    };
    // Before the first answer nothing can be lost: SQLite may still take back what it had begun.
    if happened && call == Call::Sync && acknowledged > 0 {
        assert_eq!(recorder.calls(call), number, "a sync was tried again after number {number}");
    }
    if !happened {
        assert_eq!(acknowledged, WRITES);
    }
    drop(recorder);
    let restarted = Store::open_sqlite(&path).expect("it opens after a restart");
    for each in 0..acknowledged {
        assert!(is_kept(&restarted, each).await, "{call:?} {number}: {each} was acknowledged");
    }
    home(&restarted).await;
    restarted.close().await;
    happened
}

/// The numbers of the syncs of one whole run, with the files that they are of.
async fn syncs() -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::of(folder.path());
    assert_eq!(run(&folder.path().join("muster.db")).await.unwrap(), WRITES);
    let events = recorder.events().into_iter();
    events
        .filter_map(|event| match event {
            Event::Sync { file } => Some(file),
            _ => None,
        })
        .collect()
}

/// Those before there is a log, one of a commit, and every one that empties the log.
#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_fails_ends_the_store_and_is_not_tried_again() {
    let files = syncs().await;
    let opening = files.len() - WRITES;
    let emptying = (opening..files.len()).filter(|at| files[*at] == "muster.db");
    let numbers: Vec<usize> =
        (0..6).chain([opening + 2]).chain(emptying).map(|at| at + 1).collect();
    assert!(numbers.len() > 7, "the log is emptied at least once: {files:?}");
    for number in numbers {
        assert!(fail(Call::Sync, number).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn long_every_sync_that_fails_ends_the_store() {
    let mut number = 1;
    while fail(Call::Sync, number).await {
        number += 1;
    }
    assert!(number > WRITES, "only {number} syncs");
}

/// So many writes of a whole run, of the schema's first to the last that empties the log.
async fn writes() -> usize {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::of(folder.path());
    assert_eq!(run(&folder.path().join("muster.db")).await.unwrap(), WRITES);
    recorder.calls(Call::Write)
}

async fn fail_every(step: usize) {
    let writes = writes().await;
    for number in (1..=writes).step_by(step) {
        assert!(fail(Call::Write, number).await, "there are {writes} writes, and no {number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_fails_loses_nothing_that_was_acknowledged() {
    fail_every(211).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn long_every_write_that_fails_loses_nothing_that_was_acknowledged() {
    fail_every(3).await;
}
