//! The store without a thread, for simulations: the same answers, at once, and again after a crash.

use crate::builders::{NOW, home, organisation_id, read, said, scope, write};
use muster_core::JobId;
use muster_store::{Store, StoreError, coordinator, job, job::JobRow};
use std::{future::Future, path::Path, pin::pin, task};

async fn submit(store: &Store, line: &str) -> Result<JobRow, StoreError> {
    let said = said(line);
    write(store, move |tx| job::insert(tx, &scope(), &said, NOW)).await
}

async fn found(store: &Store, number: i64) -> Option<JobRow> {
    read(store, move |tx| job::find(tx, &organisation_id(1), JobId::from_number(number))).await
}

/// The answer of a future that must not wait even once.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut context = task::Context::from_waker(task::Waker::noop());
    match pin!(future).poll(&mut context) {
        task::Poll::Ready(answer) => answer,
        task::Poll::Pending => panic!("it waited for somebody"),
    }
}

#[test]
fn it_answers_without_a_runtime_and_a_refused_write_leaves_nothing() {
    let store = Store::open_inline_in_memory().unwrap();
    at_once(home(&store));
    assert_eq!(at_once(submit(&store, "one")).unwrap().id, JobId::from_number(1));
    let refused = at_once(write(&store, |tx| {
        job::insert(tx, &scope(), &said("two"), NOW)?;
        Err::<(), _>(StoreError::Conflict)
    }));
    assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    assert!(at_once(found(&store, 1)).is_some());
    assert!(at_once(found(&store, 2)).is_none(), "nothing of it was kept");
    assert_eq!(at_once(store.check()).unwrap(), [""; 0]);
    at_once(store.close());
    assert!(matches!(at_once(submit(&store, "late")), Err(StoreError::Closed)));
}

fn crash_and_restart(path: &Path, store: Store) -> Store {
    drop(store);
    Store::open_inline(path).unwrap()
}

#[test]
fn what_was_acknowledged_is_there_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("muster.db");
    let mut store = Store::open_inline(&path).unwrap();
    at_once(home(&store));
    for number in 1..=20 {
        assert_eq!(at_once(submit(&store, "x")).unwrap().id.number(), number);
        store = crash_and_restart(&path, store);
        assert!(at_once(found(&store, number)).is_some(), "job {number} was acknowledged");
    }
    assert_eq!(at_once(store.check()).unwrap(), [""; 0]);
}

#[test]
fn a_host_that_lives_on_after_its_successor_came_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("muster.db");
    let [older, newer] = [(); 2].map(|()| Store::open_inline(&path).unwrap());
    at_once(home(&older));
    for (store, name) in [(&older, "older"), (&newer, "newer")] {
        at_once(write(store, move |tx| coordinator::take(tx, name, NOW))).unwrap();
        at_once(store.guard(name.to_owned())).unwrap();
    }
    assert!(matches!(at_once(submit(&older, "x")), Err(StoreError::Superseded)));
    at_once(submit(&newer, "x")).unwrap();
}
