//! Group commit on SQLite: what one write does to the others beside it, and how the store ends.

use crate::builders::{NOW, home, organisation_id, read, said, scope, submitted, write};
use muster_store::{Store, StoreError, coordinator, job, job::JobFilter};
use std::path::Path;
use tokio::task::JoinSet;

fn open(folder: &Path) -> Store {
    Store::open_sqlite(&folder.join("muster.db")).unwrap()
}

async fn jobs(store: &Store) -> u64 {
    let all = JobFilter::default();
    read(store, move |tx| job::count(tx, &organisation_id(1), &all)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_fails_or_panics_does_not_hurt_its_neighbours() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    home(&store).await;
    let mut callers = JoinSet::new();
    for caller in 0..90 {
        let store = store.clone();
        callers.spawn(async move {
            let answer = write(&store, move |tx| {
                let job = job::insert(tx, &scope(), &said("echo"), NOW)?;
                match caller % 3 {
                    0 => Ok(job.id),
                    1 => Err(StoreError::Conflict),
                    _ => panic!("on purpose"),
                }
            });
            (caller % 3, answer.await)
        });
    }
    for (kind, answer) in callers.join_all().await {
        let is_as_expected = match kind {
            0 => answer.is_ok(),
            1 => matches!(answer, Err(StoreError::Conflict)),
            _ => matches!(answer, Err(StoreError::Panicked)),
        };
        assert!(is_as_expected, "{kind}: {answer:?}");
    }
    assert_eq!(jobs(&store).await, 30, "nothing of the others is kept, not even a number");
    assert_eq!(submitted(&store, scope(), &["next"]).await[0].id.number(), 31);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_was_asked_before_the_end_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    home(&store).await;
    let mut callers = JoinSet::new();
    for _ in 0..200 {
        let store = store.clone();
        callers.spawn(async move {
            write(&store, |tx| job::insert(tx, &scope(), &said("echo"), NOW)).await
        });
    }
    store.close().await;
    let answers = callers.join_all().await;
    let (kept, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert!(refused.iter().all(|answer| matches!(answer, Err(StoreError::Closed))));

    let log = folder.path().join("muster.db-wal");
    assert!(!log.exists(), "everything is in the one file");
    let again = open(folder.path());
    assert_eq!(jobs(&again).await, kept.len() as u64, "each answer was true");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_store_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.close().await;
    let written = write(&store, |tx| coordinator::take(tx, "host", NOW)).await;
    assert!(matches!(written, Err(StoreError::Closed)), "{written:?}");
    let asked: Result<_, StoreError> = store.read(coordinator::epoch).await;
    assert!(matches!(asked, Err(StoreError::Closed)), "{asked:?}");
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_sees_one_moment() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    home(&store).await;
    let (looked, written) = (std::sync::Barrier::new(2), std::sync::Barrier::new(2));
    let gates = std::sync::Arc::new((looked, written));
    let reader = {
        let (store, gates) = (store.clone(), gates.clone());
        async move {
            read(&store, move |tx| {
                let all = JobFilter::default();
                let before = job::count(tx, &organisation_id(1), &all)?;
                gates.0.wait();
                gates.1.wait();
                Ok((before, job::count(tx, &organisation_id(1), &all)?))
            })
            .await
        }
    };
    let mut reading = JoinSet::new();
    reading.spawn(reader);
    gates.0.wait();
    submitted(&store, scope(), &["x"]).await;
    gates.1.wait();
    assert_eq!(reading.join_all().await, [(0, 0)], "the job came while it looked");
    assert_eq!(jobs(&store).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_that_was_superseded_writes_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let (older, newer) = (open(folder.path()), open(folder.path()));
    home(&older).await;
    write(&older, |tx| coordinator::take(tx, "older", NOW)).await.unwrap();
    older.guard("older".to_owned()).await.unwrap();
    submitted(&older, scope(), &["mine"]).await;

    write(&newer, |tx| coordinator::take(tx, "newer", NOW)).await.unwrap();
    newer.guard("newer".to_owned()).await.unwrap();
    let late = write(&older, |tx| job::insert(tx, &scope(), &said("late"), NOW)).await;
    assert!(matches!(late, Err(StoreError::Superseded)), "{late:?}");
    submitted(&newer, scope(), &["theirs"]).await;
    assert_eq!(jobs(&newer).await, 2);
}
