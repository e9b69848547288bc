//! One job: how it is kept, found and changed.

use crate::{
    both::on_both,
    builders::{
        NOW, after, claim, fence, foreign_scope, home, later, organisation_id, read, save, scope,
        scope_with_key, specification, submitted, write,
    },
};
use muster_core::{
    JobId,
    job::{AttemptEnd, Command, Event, FailureReason, OnDisconnect, Specification},
    requirement::Requirement,
};
use muster_store::{Store, StoreError, job, job::JobRow};
use std::{sync::Arc, time::Duration};

on_both!(
    everything_that_was_said_comes_back,
    numbers_are_counted_per_organisation,
    a_job_is_invisible_to_others,
    every_state_comes_back,
    only_the_first_of_two_changes_is_taken,
    an_imported_job_keeps_its_number,
    many_are_found_in_the_order_asked,
);

async fn find(store: &Store, number: i64) -> Option<JobRow> {
    read(store, move |tx| job::find(tx, &organisation_id(1), JobId::from_number(number))).await
}

async fn everything_that_was_said_comes_back(store: Store) {
    home(&store).await;
    let said = Specification {
        command: Command::Argv(vec!["sh".into(), "-c".into(), "echo \"naïve\" | cat".into()]),
        name: Some("nightly ☾".into()),
        requirements: ["gpu", "cores >= 8", "load < 0.5", "not battery", "os in [linux, \"a, b\"]"]
            .map(|text| text.parse::<Requirement>().unwrap())
            .into_iter()
            .collect(),
        environment: [("TOKEN".to_owned(), "a=b\nc".to_owned())].into(),
        on_disconnect: OnDisconnect::Keep,
        lost_after: Duration::from_hours(8),
        ..specification("")
    };
    let said = Arc::new(said);
    let submitted = {
        let said = said.clone();
        write(&store, move |tx| job::insert(tx, &scope_with_key("k1"), &said, NOW)).await.unwrap()
    };
    assert_eq!(submitted.specification, said);
    assert_eq!((submitted.id.number(), submitted.created_by.as_str()), (1, "operator"));
    assert_eq!(find(&store, 1).await, Some(submitted));
}

async fn numbers_are_counted_per_organisation(store: Store) {
    home(&store).await;
    let numbers =
        |jobs: Vec<JobRow>| jobs.into_iter().map(|job| job.id.number()).collect::<Vec<_>>();
    assert_eq!(numbers(submitted(&store, scope(), &["a", "b"]).await), [1, 2]);
    assert_eq!(numbers(submitted(&store, foreign_scope(), &["c"]).await), [1]);
    assert_eq!(numbers(submitted(&store, scope(), &["d"]).await), [3]);
}

async fn a_job_is_invisible_to_others(store: Store) {
    home(&store).await;
    submitted(&store, foreign_scope(), &["secret"]).await;
    assert_eq!(find(&store, 1).await, None);
    let filter = job::JobFilter::default();
    let seen =
        read(&store, move |tx| job::page(tx, &organisation_id(1), &filter, None, 10)).await.jobs;
    assert_eq!(seen, []);
}

async fn every_state_comes_back(store: Store) {
    home(&store).await;
    let finish = |code| Event::Finished(fence(1), AttemptEnd::exited(code));
    let lives: [Vec<Event>; 7] = [
        vec![],
        vec![claim()],
        vec![claim(), Event::Started(fence(1))],
        vec![claim(), Event::Started(fence(1)), Event::CancelRequested],
        vec![claim(), finish(1)],
        vec![claim(), finish(0)],
        vec![Event::CancelRequested],
    ];
    for events in lives {
        let [queued]: [JobRow; 1] = submitted(&store, scope(), &["x"]).await.try_into().unwrap();
        let lived = JobRow {
            started_at: Some(later(1)),
            exit_code: Some(-9),
            reason: Some(FailureReason::Signal),
            detail: Some("killed".into()),
            ..after(&queued, events)
        };
        save(&store, &queued, &lived).await.unwrap();
        assert_eq!(find(&store, queued.id.number()).await, Some(lived));
    }
}

async fn only_the_first_of_two_changes_is_taken(store: Store) {
    home(&store).await;
    let [queued]: [JobRow; 1] = submitted(&store, scope(), &["x"]).await.try_into().unwrap();
    let leased = after(&queued, [claim()]);
    save(&store, &queued, &leased).await.unwrap();
    let cancelled = after(&queued, [Event::CancelRequested]);
    let late = save(&store, &queued, &cancelled).await;
    assert!(matches!(late, Err(StoreError::Conflict)), "it saw a job that was still queued");

    // The same word under a later fence is another life.
    let lost = after(&leased, [Event::LeaseEnded(fence(1))]);
    let again = after(&lost, [claim()]);
    save(&store, &leased, &lost).await.unwrap();
    save(&store, &lost, &again).await.unwrap();
    let started = after(&leased, [Event::Started(fence(1))]);
    let zombie = save(&store, &leased, &started).await;
    assert!(matches!(zombie, Err(StoreError::Conflict)), "its fence has passed");
    assert_eq!(find(&store, 1).await.unwrap().life, again.life);
}

async fn an_imported_job_keeps_its_number(store: Store) {
    home(&store).await;
    let [mut foreign]: [JobRow; 1] = submitted(&store, scope(), &["x"]).await.try_into().unwrap();
    foreign.id = JobId::from_number(40);
    foreign.created_by = "import".into();
    let import = async |job: &JobRow| {
        let job = job.clone();
        write(&store, move |tx| job::import(tx, &scope(), &job)).await
    };
    import(&foreign).await.unwrap();
    assert_eq!(find(&store, 40).await, Some(foreign.clone()));
    assert!(matches!(import(&foreign).await, Err(StoreError::Conflict)), "the number is taken");

    foreign.id = JobId::from_number(7);
    import(&foreign).await.unwrap();
    let next = submitted(&store, scope(), &["y"]).await;
    assert_eq!(next[0].id.number(), 41, "the sequence went past it, and never back");
}

async fn many_are_found_in_the_order_asked(store: Store) {
    home(&store).await;
    submitted(&store, scope(), &["a", "b", "c"]).await;
    let ids = [3, 9, 1].map(JobId::from_number);
    let found = read(&store, move |tx| job::many(tx, &organisation_id(1), &ids)).await;
    assert_eq!(found.iter().map(|job| job.id.number()).collect::<Vec<_>>(), [3, 1]);
}
