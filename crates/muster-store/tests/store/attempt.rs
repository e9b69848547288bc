//! Attempts.

use crate::{
    both::on_both,
    builders::{
        attempt_row, home, later, organisation_id, read, scope, submitted, worker_id, write,
    },
};
use muster_core::{
    JobId,
    job::{AttemptEnd, AttemptState, FailureReason},
};
use muster_store::{Store, StoreError, attempt, attempt::AttemptRow};

on_both!(
    an_attempt_goes_its_way,
    one_that_has_ended_never_changes,
    a_job_has_one_live_attempt,
    nothing_is_kept_after_a_failed_statement,
);

fn job() -> JobId {
    JobId::from_number(1)
}

async fn open(store: &Store, attempt: AttemptRow) -> Result<(), StoreError> {
    write(store, move |tx| attempt::open(tx, &attempt)).await
}

async fn start(store: &Store, number: u32) -> Result<(), StoreError> {
    write(store, move |tx| attempt::start(tx, &organisation_id(1), job(), number, later(1))).await
}

async fn end(store: &Store, number: u32, how: AttemptEnd) -> Result<(), StoreError> {
    let work = move |tx: &mut dyn muster_store::Write| {
        attempt::end(tx, &organisation_id(1), job(), number, &how, Some(17), later(2))
    };
    write(store, work).await
}

async fn list(store: &Store) -> Vec<AttemptRow> {
    read(store, |tx| attempt::list(tx, &organisation_id(1), job())).await
}

fn is_conflict(answer: &Result<(), StoreError>) -> bool {
    matches!(answer, Err(StoreError::Conflict))
}

async fn an_attempt_goes_its_way(store: Store) {
    home(&store).await;
    submitted(&store, scope(), &["x"]).await;
    let opened = AttemptRow { lease_hash: Some(vec![9; 32]), ..attempt_row(1) };
    open(&store, opened.clone()).await.unwrap();
    assert_eq!(list(&store).await, std::slice::from_ref(&opened));

    start(&store, 1).await.unwrap();
    let running = AttemptRow { state: AttemptState::Running, started_at: Some(later(1)), ..opened };
    assert_eq!(list(&store).await, std::slice::from_ref(&running));

    let how = AttemptEnd {
        exit_code: Some(137),
        reason: Some(FailureReason::Signal),
        detail: Some("signal 9".into()),
        may_survive: true,
        left_out: vec![
            "`a` was not kept: it is a symbolic link".to_owned(),
            "2 more were not kept".to_owned(),
        ],
    };
    end(&store, 1, how.clone()).await.unwrap();
    let ended = AttemptRow {
        state: AttemptState::Ended,
        ended_at: Some(later(2)),
        end: Some(how),
        log_size: Some(17),
        ..running
    };
    let find =
        |number| read(&store, move |tx| attempt::find(tx, &organisation_id(1), job(), number));
    assert_eq!(find(1).await, Some(ended));
    assert_eq!(find(2).await, None);
}

async fn one_that_has_ended_never_changes(store: Store) {
    home(&store).await;
    submitted(&store, scope(), &["x"]).await;
    open(&store, attempt_row(1)).await.unwrap();
    end(&store, 1, AttemptEnd::exited(0)).await.unwrap();
    let before = list(&store).await;
    assert!(is_conflict(&end(&store, 1, AttemptEnd::exited(1)).await));
    assert!(is_conflict(&start(&store, 1).await));
    assert!(is_conflict(&open(&store, attempt_row(1)).await));
    assert_eq!(list(&store).await, before);
}

async fn a_job_has_one_live_attempt(store: Store) {
    home(&store).await;
    submitted(&store, scope(), &["x"]).await;
    open(&store, attempt_row(1)).await.unwrap();
    assert!(is_conflict(&open(&store, attempt_row(2)).await), "the first has not ended");
    end(&store, 1, AttemptEnd::because(FailureReason::WorkerLost)).await.unwrap();
    open(&store, attempt_row(2)).await.unwrap();
    let numbers: Vec<_> = list(&store).await.iter().map(|it| it.number).collect();
    assert_eq!(numbers, [1, 2]);
}

/// PostgreSQL would turn the commit into a rollback and say nothing; SQLite would keep half of it.
async fn nothing_is_kept_after_a_failed_statement(store: Store) {
    home(&store).await;
    submitted(&store, scope(), &["x"]).await;
    let careless = write(&store, |tx| {
        attempt::open(tx, &attempt_row(1))?;
        let of_nobody = AttemptRow { worker: worker_id(99), number: 2, ..attempt_row(2) };
        let of_nobody = AttemptRow { job: JobId::from_number(77), ..of_nobody };
        attempt::open(tx, &of_nobody).unwrap_or_default();
        Ok(())
    });
    let answer = careless.await;
    assert!(matches!(answer, Err(StoreError::Sql { statement: "attempt.open", .. })), "{answer:?}");
    assert_eq!(list(&store).await, [], "its first half is not kept either");
}
