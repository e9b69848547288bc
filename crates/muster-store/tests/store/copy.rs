//! Copies of a file that is being written, and how a restored one goes on.

use crate::builders::{NOW, home, organisation_id, read, said, scope, submitted, write};
use muster_store::{
    OpenError, Progress, Store, coordinator, job,
    job::JobFilter,
    snapshot::{self, Given},
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

fn open(folder: &Path) -> Store {
    Store::open_sqlite(&folder.join("muster.db")).unwrap()
}

fn silent() -> Progress {
    Arc::new(|_, _| {})
}

async fn jobs(store: &Store) -> u64 {
    let all = JobFilter::default();
    read(store, move |tx| job::count(tx, &organisation_id(1), &all)).await
}

/// Submits from several sides until it is told to stop; answers how many were accepted.
async fn submit_until(store: Store, enough: Arc<AtomicBool>) -> u64 {
    let mut accepted = 0;
    while !enough.load(Ordering::SeqCst) {
        write(&store, |tx| job::insert(tx, &scope(), &said("echo"), NOW)).await.unwrap();
        accepted += 1;
    }
    accepted
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_made_under_writes_is_whole_and_holds_what_was_there_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    home(&store).await;
    submitted(&store, scope(), &["echo"; 200]).await;
    let enough = Arc::new(AtomicBool::new(false));
    #[expect(clippy::disallowed_methods, reason = "the writers end with the test's runtime")]
    let writers: Vec<_> =
        (0..4).map(|_| tokio::spawn(submit_until(store.clone(), enough.clone()))).collect();
    for round in 0..3 {
        let before = jobs(&store).await;
        let target = folder.path().join(format!("copy-{round}"));
        store.copy(target.clone(), silent()).await.unwrap();
        let after = jobs(&store).await;
        let facts = snapshot::inspect(&target).unwrap();
        let copied = facts.rows["job"];
        assert!((before..=after).contains(&copied), "{before} <= {copied} <= {after}");
    }
    enough.store(true, Ordering::SeqCst);
    let mut accepted = 200;
    for writer in writers {
        accepted += writer.await.unwrap();
    }
    assert_eq!(jobs(&store).await, accepted, "no write was lost to a copy");
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_store_gives_no_epoch_and_no_number_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    home(&store).await;
    submitted(&store, scope(), &["echo"; 3]).await;
    let epoch = write(&store, |tx| coordinator::take(tx, "one", NOW)).await.unwrap();
    let copies = ["unknown", "known"].map(|name| folder.path().join(name));
    for copy in &copies {
        store.copy(copy.clone(), silent()).await.unwrap();
    }
    submitted(&store, scope(), &["echo"; 4]).await;
    store.close().await;

    let known = snapshot::given(&folder.path().join("muster.db")).unwrap();
    let organisation = organisation_id(1).to_string();
    assert_eq!((known.epoch, known.numbers[&organisation]), (epoch, 7));
    for (copy, given, next) in [
        (&copies[0], Given::default(), 3 + coordinator::NUMBER_MARGIN + 1),
        (&copies[1], Given { epoch: 5_000, ..known }, 8),
    ] {
        let raised = snapshot::raise(copy, &given).unwrap();
        assert!(raised >= epoch.max(given.epoch) + coordinator::EPOCH_MARGIN);
        let store = Store::open_sqlite(copy).unwrap();
        let taken = write(&store, |tx| coordinator::take(tx, "two", NOW)).await.unwrap();
        assert_eq!(taken, raised + 1);
        let job = &submitted(&store, scope(), &["next"]).await[0];
        assert_eq!(job.id.number(), next);
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_damaged_or_somebody_elses_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    home(&store).await;
    submitted(&store, scope(), &["echo"; 100]).await;
    let copy = folder.path().join("copy");
    store.copy(copy.clone(), silent()).await.unwrap();
    store.close().await;

    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xff);
    std::fs::write(&copy, bytes).unwrap();
    let error = snapshot::inspect(&copy).unwrap_err();
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");

    let foreign = folder.path().join("photos.db");
    let connection = rusqlite::Connection::open(&foreign).unwrap();
    connection.execute_batch("CREATE TABLE albums (id INTEGER)").unwrap();
    drop(connection);
    let error = snapshot::inspect(&foreign).unwrap_err();
    assert!(matches!(error, OpenError::ForeignSchema { .. }), "{error}");
    let error = snapshot::inspect(&folder.path().join("nothing")).unwrap_err();
    assert!(matches!(error, OpenError::FileMissing { .. }), "{error}");
}
