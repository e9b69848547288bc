//! A job that cannot be read holds up no other.

use crate::builders::{
    NOW, after, claim, fence, home, later, organisation_id, read, save, scope, specification,
    submitted, write,
};
use muster_core::{
    JobId,
    job::{AttemptEnd, Event, FailureReason, Specification},
    requirement::Requirement,
};
use muster_store::{
    Store, StoreError,
    job::{self, JobFilter, Walked, lane},
};
use muster_testkit::{PrivatePostgres, connect};
use std::sync::Arc;

/// Jobs 1, 4 and 7 are what the queue, the holders and the waits begin with.
const SPOIL: &str = "UPDATE job SET specification = '{}' WHERE number IN (1, 4, 7)";
const SPOIL_LANE: &str = "UPDATE lane SET requirements = '[7]' WHERE requirements LIKE '%gpu%'";

/// Three jobs that are queued, three that are held, and three that wait for their next attempt.
async fn nine(store: &Store) {
    home(store).await;
    let jobs = submitted(store, scope(), &["x"; 9]).await;
    let lost = || Event::Finished(fence(1), AttemptEnd::because(FailureReason::WorkerLost));
    for held in &jobs[3..6] {
        save(store, held, &after(held, [claim(), Event::Started(fence(1))])).await.unwrap();
    }
    for waits in &jobs[6..] {
        save(store, waits, &after(waits, [claim(), Event::Started(fence(1)), lost()]))
            .await
            .unwrap();
    }
}

fn numbers(page: &Walked) -> (Vec<i64>, Vec<i64>) {
    let readable = page.jobs.iter().map(|job| job.id.number()).collect();
    (readable, page.unreadable.iter().map(|((_, id), _)| id.number()).collect())
}

async fn the_others_go_on(store: &Store) {
    let lane = read(store, |tx| lane::waiting(tx)).await.lanes.remove(0);
    let own = lane.clone();
    let queued = read(store, move |tx| lane::jobs(tx, &own, None, 1)).await;
    assert_eq!(numbers(&queued), (vec![], vec![1]), "a page may hold nothing else");
    let rest = read(store, move |tx| lane::jobs(tx, &lane, queued.last.as_ref(), 10)).await;
    assert_eq!(numbers(&rest), (vec![2, 3], vec![]));
    let held = read(store, |tx| job::held(tx, None, 10)).await;
    assert_eq!(numbers(&held), (vec![5, 6], vec![4]));
    let due = read(store, |tx| job::retry_due(tx, later(3_600), later(7_200), 10)).await;
    assert_eq!(numbers(&due), (vec![8, 9], vec![7]));

    let all = JobFilter::default();
    let list = read(store, move |tx| job::page(tx, &organisation_id(1), &all, None, 6)).await;
    let named: Vec<_> = list.unreadable.iter().map(|((_, id), _)| id.number()).collect();
    let listed: Vec<_> = list.jobs.iter().map(|job| job.id.number()).collect();
    assert_eq!(
        (listed, named, list.next),
        (vec![9, 8, 6, 5], vec![7, 4], Some(JobId::from_number(4)))
    );

    let found: Result<_, StoreError> =
        store.read(|tx| job::find(tx, &organisation_id(1), JobId::from_number(1))).await;
    assert_eq!(found.unwrap_err().code(), "db_corrupt", "whoever asks for it is told");
    let violations = store.violations().await.unwrap();
    let named = violations.iter().filter(|one| one.invariant.contains("makes sense"));
    let named: Vec<_> = named.filter_map(|one| one.job).map(JobId::number).collect();
    assert_eq!(named, [1, 4, 7], "the doctor names each");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_cannot_be_read_holds_up_no_other_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("muster.db");
    let store = Store::open_sqlite(&path).unwrap();
    nine(&store).await;
    rusqlite::Connection::open(&path).unwrap().execute_batch(SPOIL).unwrap();
    the_others_go_on(&store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_cannot_be_read_holds_up_no_other_on_postgres() {
    let Some(server) = PrivatePostgres::start() else { return };
    let address = server.fresh_database().await;
    let store = Store::connect_postgres(&address).await.unwrap();
    nine(&store).await;
    connect(&address).await.unwrap().batch_execute(SPOIL).await.unwrap();
    the_others_go_on(&store).await;
}

/// Two lanes in which a job waits: one for anything, one for a worker with a GPU.
async fn two_lanes(store: &Store) {
    home(store).await;
    let requirements = ["gpu".parse::<Requirement>().unwrap()].into_iter().collect();
    let needy = Arc::new(Specification { requirements, ..specification("x") });
    submitted(store, scope(), &["x"]).await;
    write(store, move |tx| job::insert(tx, &scope(), &needy, NOW).map(drop)).await.unwrap();
}

async fn the_other_lane_goes_on(store: &Store) {
    let waiting = read(store, |tx| lane::waiting(tx)).await;
    assert_eq!((waiting.lanes.len(), waiting.unreadable.len()), (1, 1));
    let violations = store.violations().await.unwrap();
    assert!(violations.iter().any(|one| one.invariant.contains("lane")), "the doctor names it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lane_that_cannot_be_read_holds_up_no_other_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("muster.db");
    let store = Store::open_sqlite(&path).unwrap();
    two_lanes(&store).await;
    rusqlite::Connection::open(&path).unwrap().execute_batch(SPOIL_LANE).unwrap();
    the_other_lane_goes_on(&store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lane_that_cannot_be_read_holds_up_no_other_on_postgres() {
    let Some(server) = PrivatePostgres::start() else { return };
    let address = server.fresh_database().await;
    let store = Store::connect_postgres(&address).await.unwrap();
    two_lanes(&store).await;
    connect(&address).await.unwrap().batch_execute(SPOIL_LANE).await.unwrap();
    the_other_lane_goes_on(&store).await;
}
