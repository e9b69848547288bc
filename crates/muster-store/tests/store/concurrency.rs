//! A hundred callers at once: what one transaction checks still holds when it is committed.

use crate::{
    audit_event::{entry, sealed},
    both::on_both,
    builders::{
        NOW, after, claim, home, later, organisation_id, read, said, save, scope, scope_with_key,
        submitted, token_id, token_row, write,
    },
};
use muster_core::{job::Event, token::TokenKind};
use muster_store::{
    Store, StoreError, Write, audit_event, coordinator, idempotency,
    idempotency::Answer,
    job,
    job::{JobFilter, JobRow},
    organisation, token,
};
use std::{collections::BTreeSet, sync::Arc};
use tokio::task::JoinSet;

on_both!(
    a_hundred_submissions_get_a_hundred_numbers,
    a_hundred_repeats_of_one_submission_are_one_job,
    one_of_a_hundred_joins_wins,
    one_of_a_hundred_claims_wins,
    a_hundred_audit_events_are_one_chain,
    a_hundred_coordinators_get_a_hundred_epochs,
    a_limit_holds_however_many_ask,
    the_local_organisation_is_one,
);

const CALLERS: usize = 100;

/// Answers of all callers, each with its number.
async fn all_at_once<T: Send + 'static>(
    store: &Store,
    work: impl Fn(usize, &mut dyn Write) -> Result<T, StoreError> + Send + Sync + 'static,
) -> Vec<Result<T, StoreError>> {
    let work = Arc::new(work);
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let (store, work) = (store.clone(), work.clone());
        callers.spawn(async move { store.write(move |tx| work(caller, tx)).await });
    }
    callers.join_all().await
}

fn winners<T>(answers: &[Result<T, StoreError>]) -> usize {
    let lost = answers.iter().filter_map(|answer| answer.as_ref().err());
    assert!(lost.into_iter().all(|error| matches!(error, StoreError::Conflict)));
    answers.iter().filter(|answer| answer.is_ok()).count()
}

async fn a_hundred_submissions_get_a_hundred_numbers(store: Store) {
    home(&store).await;
    let answers = all_at_once(&store, |caller, tx| {
        job::insert(tx, &scope(), &said(&format!("echo {caller}")), NOW)
    });
    let numbers: BTreeSet<i64> =
        answers.await.into_iter().map(|answer| answer.unwrap().id.number()).collect();
    assert_eq!(numbers, (1..=100).collect(), "dense, and none twice");
}

async fn a_hundred_repeats_of_one_submission_are_one_job(store: Store) {
    home(&store).await;
    let answers = all_at_once(&store, |_, tx| {
        let scope = scope_with_key("the-same");
        if let Some(first) = idempotency::find(tx, &scope, "POST /v1/jobs", NOW)? {
            return Ok(first.body);
        }
        let job = job::insert(tx, &scope, &said("echo once"), NOW)?;
        let answer = Answer { fingerprint: vec![1], status: 201, body: job.id.to_string() };
        idempotency::insert(tx, &scope, "POST /v1/jobs", &answer, NOW, later(60))?;
        Ok(answer.body)
    });
    let bodies: BTreeSet<_> = answers.await.into_iter().map(Result::unwrap).collect();
    assert_eq!(bodies, ["job_1".to_owned()].into());
    let all = JobFilter::default();
    let jobs = read(&store, move |tx| job::count(tx, &organisation_id(1), &all)).await;
    assert_eq!(jobs, 1, "one effect");
}

async fn one_of_a_hundred_joins_wins(store: Store) {
    home(&store).await;
    write(&store, |tx| token::insert(tx, &scope(), &token_row(1, TokenKind::Join))).await.unwrap();
    let answers = all_at_once(&store, |_, tx| token::use_once(tx, &token_id(1), later(10)));
    assert_eq!(winners(&answers.await), 1);
}

async fn one_of_a_hundred_claims_wins(store: Store) {
    home(&store).await;
    let [queued]: [JobRow; 1] = submitted(&store, scope(), &["x"]).await.try_into().unwrap();
    let claimed = after(&queued, [claim()]);
    let before = queued.clone();
    let answers = all_at_once(&store, move |_, tx| job::save(tx, &before, &claimed)).await;
    assert_eq!(winners(&answers), 1);
    let cancelled = after(&queued, [Event::CancelRequested]);
    let late = save(&store, &queued, &cancelled).await;
    assert!(matches!(late, Err(StoreError::Conflict)));
}

/// None waits for another: they get their places afterwards.
async fn a_hundred_audit_events_are_one_chain(store: Store) {
    home(&store).await;
    let answers = all_at_once(&store, |caller, tx| {
        audit_event::append(tx, &scope(), &entry(&format!("job_{caller}")), NOW)
    });
    assert_eq!(winners(&answers.await), CALLERS);
    let places: Vec<u64> = sealed(&store, 1).await.iter().map(|it| it.seal.sequence).collect();
    assert_eq!(places, (1..=100).collect::<Vec<_>>());
}

async fn a_hundred_coordinators_get_a_hundred_epochs(store: Store) {
    let answers =
        all_at_once(&store, |caller, tx| coordinator::take(tx, &format!("host:{caller}"), NOW));
    let epochs: BTreeSet<u32> = answers.await.into_iter().map(Result::unwrap).collect();
    assert_eq!(epochs, (1..=100).collect());
}

/// Nobody's row is in the way of anybody else's: only what each has read is.
async fn a_limit_holds_however_many_ask(store: Store) {
    home(&store).await;
    let answers = all_at_once(&store, |caller, tx| {
        let filter = JobFilter { states: vec!["queued"], ..JobFilter::default() };
        if job::count(tx, &organisation_id(1), &filter)? >= 7 {
            return Err(StoreError::Conflict);
        }
        job::insert(tx, &scope(), &said(&format!("echo {caller}")), NOW)
    });
    assert_eq!(winners(&answers.await), 7);
}

async fn the_local_organisation_is_one(store: Store) {
    let answers = all_at_once(&store, |caller, tx| {
        let seed = u8::try_from(caller).unwrap();
        organisation::local(tx, &organisation_id(seed), NOW)
    });
    let ids: BTreeSet<_> = answers.await.into_iter().map(Result::unwrap).collect();
    assert_eq!(ids.len(), 1);
}

/// Another program may have the file open, such as one that looks into it by hand.
#[tokio::test]
async fn nobody_else_writes_between_what_a_transaction_reads_and_what_it_writes() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("muster.db");
    let store = Store::open_sqlite(&path).unwrap();
    let written = store.write(move |tx| {
        assert!(organisation::all(tx)?.is_empty());
        let other = rusqlite::Connection::open(&path).unwrap();
        other.busy_timeout(std::time::Duration::ZERO).unwrap();
        let refused = other.execute("DELETE FROM coordinator", []).unwrap_err();
        assert_eq!(refused.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy));
        organisation::local(tx, &organisation_id(1), NOW)
    });
    let written: Result<_, StoreError> = written.await;
    written.unwrap();
    store.close().await;
}
