//! A read that goes on for long: it sees what there was when it began, and holds nobody up.

use crate::builders::{home, read, write};
use muster_store::{Store, StoreError, coordinator};
use std::{
    fs,
    sync::{Mutex, mpsc},
    time::Duration,
};
use tokio::task::JoinSet;

/// Twice as much as makes the log be emptied.
const WRITES: usize = 100;
const LARGE: usize = 90_000;

/// Every page of a value differs from the one before: pages that stay as they are would not be written.
async fn put(store: &Store, number: usize) {
    let letter = if number.is_multiple_of(2) { "a" } else { "b" };
    let value = format!("{number} {}", letter.repeat(LARGE));
    write(store, move |tx| coordinator::put_setting(tx, "last", &value)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_goes_on_holds_no_write_up_and_the_log_is_emptied_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("muster.db");
    let log = || fs::metadata(folder.path().join("muster.db-wal")).map_or(0, |it| it.len());
    let store = Store::open_sqlite(&path).unwrap();
    home(&store).await;
    put(&store, 0).await;

    let (begun, has_begun) = mpsc::channel();
    let (end, may_end) = mpsc::channel();
    let (own, may_end) = (store.clone(), Mutex::new(may_end));
    let mut reading = JoinSet::new();
    reading.spawn(async move {
        read(&own, move |tx| {
            let first = coordinator::setting(tx, "last")?;
            begun.send(()).unwrap();
            may_end.lock().unwrap().recv().unwrap();
            Ok::<_, StoreError>((first, coordinator::setting(tx, "last")?))
        })
        .await
    });
    tokio::task::spawn_blocking(move || has_begun.recv().unwrap()).await.unwrap();
    for number in 1..=WRITES {
        put(&store, number).await;
    }
    let last = read(&store, |tx| coordinator::setting(tx, "last")).await.unwrap();
    assert!(last.starts_with("100 "), "others read what was written meanwhile");
    assert!(log() > (WRITES * LARGE) as u64, "what it may still read is kept");

    end.send(()).unwrap();
    let (first, again) = reading.join_next().await.unwrap().unwrap();
    assert!(first.unwrap().starts_with("0 ") && again.unwrap().starts_with("0 "));
    let emptied = tokio::time::timeout(Duration::from_mins(1), async {
        while log() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    emptied.await.expect("once nobody reads, the log gives its room back");
}
