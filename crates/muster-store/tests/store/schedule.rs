//! Schedules and their runs.

use crate::{
    both::on_both,
    builders::{foreign_scope, home, later, organisation_id, read, scope, submitted, write},
};
use muster_core::{
    JobId, Name,
    schedule::{Missed, Overlap, Plan, Scheduled, Skipped},
};
use muster_store::{Store, StoreError, schedule, schedule::ScheduleRow};
use serde_json::json;

on_both!(
    a_schedule_comes_back_and_a_name_is_taken_once,
    of_two_who_saw_the_same_one_changes_it,
    what_is_due_is_found_and_what_is_paused_is_not,
    a_slot_has_one_run,
);

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn row(text: &str) -> ScheduleRow {
    ScheduleRow {
        organisation: organisation_id(1),
        name: name(text),
        plan: Plan {
            cron: "@daily".to_owned(),
            time_zone: "UTC".to_owned(),
            missed: Missed::Last,
            overlap: Overlap::Skip,
        },
        job: json!({"command": "true"}),
        paused: None,
        due: Some(later(60)),
        decided_at: later(0),
        last_run: None,
        skipped: None,
        version: 1,
        created_at: later(0),
        created_by: "operator".to_owned(),
    }
}

async fn keep(store: &Store, row: ScheduleRow) -> Result<(), StoreError> {
    write(store, move |tx| schedule::insert(tx, &row)).await
}

async fn names(store: &Store, after: Option<&'static str>, limit: u32) -> Vec<String> {
    let page = read(store, move |tx| {
        schedule::page(tx, &organisation_id(1), after.map(name).as_ref(), limit)
    });
    page.await.into_iter().map(|row| row.name.to_string()).collect()
}

async fn a_schedule_comes_back_and_a_name_is_taken_once(store: Store) {
    home(&store).await;
    for text in ["b", "a", "c"] {
        keep(&store, row(text)).await.unwrap();
    }
    assert!(matches!(keep(&store, row("a")).await, Err(StoreError::Conflict)));
    let found = read(&store, |tx| schedule::find(tx, &organisation_id(1), &name("a"))).await;
    assert_eq!(found, Some(row("a")));
    assert_eq!(read(&store, |tx| schedule::find(tx, &organisation_id(2), &name("a"))).await, None);
    assert_eq!(names(&store, None, 2).await, ["a", "b"]);
    assert_eq!(names(&store, Some("b"), 2).await, ["c"]);
    let remove = async |scope: muster_core::Scope| {
        write(&store, move |tx| schedule::delete(tx, &scope, &name("a"))).await.unwrap()
    };
    assert!(!remove(foreign_scope()).await, "it belongs to somebody else");
    assert!(remove(scope()).await && !remove(scope()).await);
}

async fn of_two_who_saw_the_same_one_changes_it(store: Store) {
    home(&store).await;
    keep(&store, row("a")).await.unwrap();
    let skipped = Skipped { from: later(60), until: later(120), reason: "missed".to_owned() };
    let changed = ScheduleRow {
        paused: Some("tired".to_owned()),
        due: None,
        last_run: Some((JobId::from_number(7), Some(later(60)))),
        skipped: Some(skipped),
        ..row("a")
    };
    let seen = changed.clone();
    write(&store, move |tx| schedule::save(tx, &seen)).await.unwrap();
    let late = write(&store, |tx| schedule::save(tx, &row("a"))).await;
    assert!(matches!(late, Err(StoreError::Conflict)));
    let found = read(&store, |tx| schedule::find(tx, &organisation_id(1), &name("a"))).await;
    assert_eq!(found, Some(ScheduleRow { version: 2, ..changed }));
}

async fn what_is_due_is_found_and_what_is_paused_is_not(store: Store) {
    home(&store).await;
    keep(&store, ScheduleRow { due: Some(later(30)), ..row("second") }).await.unwrap();
    keep(&store, ScheduleRow { due: Some(later(10)), ..row("first") }).await.unwrap();
    keep(&store, ScheduleRow { due: Some(later(40)), ..row("later") }).await.unwrap();
    let ahead = ScheduleRow { due: Some(later(950)), decided_at: later(900), ..row("ahead") };
    keep(&store, ahead).await.unwrap();
    keep(&store, ScheduleRow { due: None, ..row("never") }).await.unwrap();
    keep(&store, ScheduleRow { paused: Some(String::new()), due: Some(later(5)), ..row("paused") })
        .await
        .unwrap();
    let due = read(&store, |tx| schedule::due(tx, later(30), later(800), 10)).await;
    let names: Vec<_> = due.into_iter().map(|row| row.unwrap().name.to_string()).collect();
    assert_eq!(names, ["first", "second", "ahead"]);
}

async fn a_slot_has_one_run(store: Store) {
    home(&store).await;
    let jobs = submitted(&store, scope(), &["a", "b", "c"]).await;
    let run = async |job: usize, slot| {
        let (run, job) = (Scheduled { schedule: name("a"), slot }, jobs[job].id);
        write(&store, move |tx| schedule::insert_run(tx, &organisation_id(1), &run, job)).await
    };
    run(0, Some(later(60))).await.unwrap();
    assert!(matches!(run(1, Some(later(60))).await, Err(StoreError::Conflict)));
    run(1, None).await.unwrap();
    run(2, None).await.unwrap();
    let has_run = async |seconds| {
        read(&store, move |tx| {
            schedule::has_run(tx, &organisation_id(1), &name("a"), later(seconds))
        })
        .await
    };
    assert!(has_run(60).await && !has_run(61).await);
    let runs = async |before: Option<JobId>| {
        let runs =
            read(&store, move |tx| schedule::runs(tx, &organisation_id(1), &name("a"), before, 2));
        runs.await.into_iter().map(JobId::number).collect::<Vec<_>>()
    };
    assert_eq!(runs(None).await, [3, 2]);
    assert_eq!(runs(Some(jobs[1].id)).await, [1]);
    assert_eq!(
        read(&store, |tx| schedule::count_runs(tx, &organisation_id(1), &name("a"))).await,
        3
    );
}
