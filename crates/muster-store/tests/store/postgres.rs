//! What only a server can do to us: end connections, and go on while we leave.

use crate::builders::{NOW, home, organisation_id, read, said, scope, submitted, write};
use muster_store::{Store, StoreError, coordinator, job, job::JobFilter};
use muster_testkit::{PrivatePostgres, connect};
use tokio::task::JoinSet;

async fn jobs(store: &Store) -> u64 {
    let all = JobFilter::default();
    read(store, move |tx| job::count(tx, &organisation_id(1), &all)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_the_server_ended_is_replaced() {
    let Some(server) = PrivatePostgres::start() else { return };
    let address = server.fresh_database().await;
    let store = Store::connect_postgres(&address).await.unwrap();
    home(&store).await;
    let operator = connect(&address).await.unwrap();
    let end_all = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for number in 1..=5 {
        let ended: i64 = operator.query_one(end_all, &[]).await.unwrap().get(0);
        assert!(ended > 0, "there was a connection to end");
        assert_eq!(submitted(&store, scope(), &["x"]).await[0].id.number(), number);
    }
    assert_eq!(jobs(&store).await, 5, "none was kept twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_was_asked_before_the_end_is_kept() {
    let Some(server) = PrivatePostgres::start() else { return };
    let address = server.fresh_database().await;
    let store = Store::connect_postgres(&address).await.unwrap();
    home(&store).await;
    let mut callers = JoinSet::new();
    for _ in 0..60 {
        let store = store.clone();
        callers.spawn(async move {
            write(&store, |tx| job::insert(tx, &scope(), &said("echo"), NOW)).await
        });
    }
    store.close().await;
    let late = write(&store, |tx| coordinator::take(tx, "host", NOW)).await;
    assert!(matches!(late, Err(StoreError::Closed)), "{late:?}");
    let answers = callers.join_all().await;
    let (kept, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert!(refused.iter().all(|answer| matches!(answer, Err(StoreError::Closed))));
    let again = Store::connect_postgres(&address).await.unwrap();
    assert_eq!(jobs(&again).await, kept.len() as u64, "each answer was true");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_keeps_nothing_and_its_connection_is_used_again() {
    let Some(server) = PrivatePostgres::start() else { return };
    let store = Store::connect_postgres(&server.fresh_database().await).await.unwrap();
    home(&store).await;
    for _ in 0..20 {
        let answer = write::<()>(&store, |tx| {
            job::insert(tx, &scope(), &said("echo"), NOW)?;
            panic!("on purpose")
        });
        assert!(matches!(answer.await, Err(StoreError::Panicked)));
    }
    assert_eq!(submitted(&store, scope(), &["x"]).await[0].id.number(), 1);
}
