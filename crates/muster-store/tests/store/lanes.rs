//! Lanes and arrays: what waits is found without looking at the rest of the queue.

use crate::{
    both::on_both,
    builders::{
        NOW, after, claim, fence, foreign_scope, home, later, organisation_id, read, save, scope,
        specification, submitted, write,
    },
};
use muster_core::{
    JobId,
    job::{Array, AttemptEnd, Event, Outcome, Progress, Specification},
    ranges::Ranges,
};
use muster_store::{
    Store, StoreError,
    job::{self, JobFilter, JobRow, TaskFilter, lane},
};
use std::sync::Arc;

on_both!(
    jobs_wait_in_lanes_by_submitter_and_by_what_they_ask_for,
    within_a_lane_waiting_and_priority_decide,
    what_is_granted_or_over_waits_no_more,
    an_array_is_one_job_whose_tasks_are_born_one_by_one,
    the_tasks_of_an_array_are_in_no_list_of_jobs,
);

async fn submit(store: &Store, said: Specification, second: u64) -> JobRow {
    let said = Arc::new(said);
    write(store, move |tx| job::insert(tx, &scope(), &said, later(second))).await.unwrap()
}

fn needs(condition: &str) -> Specification {
    let requirements = [condition.parse().unwrap()].into_iter().collect();
    Specification { requirements, ..specification("x") }
}

/// What waits, lane by lane.
async fn waiting(store: &Store) -> Vec<(String, Vec<String>)> {
    let found = read(store, |tx| {
        let lanes = lane::waiting(tx)?.lanes.into_iter();
        lanes.map(|lane| Ok((lane.clone(), lane::jobs(tx, &lane, None, 10)?))).collect()
    });
    let found: Vec<(lane::Lane, job::Walked)> = found.await;
    found
        .into_iter()
        .map(|(lane, page)| {
            assert_eq!(lane.head, page.jobs[0].place);
            let jobs = page.jobs.iter().map(|job| job.id.to_string()).collect();
            (lane.requirements.to_string(), jobs)
        })
        .collect()
}

fn lane_of(needs: &str, jobs: &[&str]) -> (String, Vec<String>) {
    (needs.to_owned(), jobs.iter().map(|job| (*job).to_owned()).collect())
}

async fn jobs_wait_in_lanes_by_submitter_and_by_what_they_ask_for(store: Store) {
    home(&store).await;
    assert_eq!(waiting(&store).await, []);
    for (at, condition) in ["gpu", "os == linux", "gpu"].into_iter().enumerate() {
        submit(&store, needs(condition), at as u64).await;
    }
    submitted(&store, foreign_scope(), &["x"]).await;
    let expected = [
        lane_of("gpu", &["job_1", "job_3"]),
        lane_of("os == linux", &["job_2"]),
        lane_of("", &["job_1"]),
    ];
    assert_eq!(waiting(&store).await, expected);
}

async fn within_a_lane_waiting_and_priority_decide(store: Store) {
    home(&store).await;
    let with = |priority| Specification { priority, ..specification("x") };
    for (priority, second) in [(0, 0), (0, 59), (1, 59), (1, 61), (-1, 0)] {
        submit(&store, with(priority), second).await;
    }
    let order = ["job_3", "job_1", "job_4", "job_2", "job_5"];
    assert_eq!(waiting(&store).await, [lane_of("", &order)], "a point is a minute of waiting");
    let lane = read(&store, |tx| lane::waiting(tx)).await.lanes.remove(0);
    let after = Some((organisation_id(1), JobId::from_number(4)));
    let rest = read(&store, move |tx| lane::jobs(tx, &lane, after.as_ref(), 1)).await;
    assert_eq!(rest.jobs[0].id, JobId::from_number(2), "a page goes on where the last one ended");
}

async fn what_is_granted_or_over_waits_no_more(store: Store) {
    home(&store).await;
    let job = submitted(&store, scope(), &["x"]).await.remove(0);
    let failed = Event::Finished(fence(1), AttemptEnd::exited(1));
    let mut now = job.clone();
    for (second, event, waits) in [
        (1, claim(), 0),
        (2, failed, 0),
        (9, Event::WaitElapsed, 1),
        (9, Event::CancelRequested, 0),
    ] {
        let life = now.life.clone().apply(event, later(second), 0).unwrap().0;
        let worker = life.state.holder().map(|holder| holder.worker.clone());
        let next = JobRow { worker: worker.or_else(|| now.worker.clone()), life, ..now.clone() };
        save(&store, &now, &next).await.unwrap();
        assert_eq!(waiting(&store).await.len(), waits, "{:?}", next.life.state);
        now = next;
    }
}

fn array(tasks: &str) -> Specification {
    let array = Array { tasks: tasks.parse().unwrap(), matrix: [].into() };
    Specification { array: Some(array), ..specification("x") }
}

/// Grants the next task, as the engine does.
async fn begin(store: &Store, array: &JobRow) -> (JobRow, JobRow) {
    let task = after(&job::next_task(array).unwrap(), [claim()]);
    let progress = array.progress.map(Progress::after_begin);
    let begun = JobRow { progress, ..after(array, [Event::TaskBegan]) };
    let (own, before, kept) = (task.clone(), array.clone(), begun.clone());
    let granted = write(store, move |tx| {
        job::insert_task(tx, &scope(), &own)?;
        job::save(tx, &before, &kept)
    });
    granted.await.unwrap();
    (begun, task)
}

async fn an_array_is_one_job_whose_tasks_are_born_one_by_one(store: Store) {
    home(&store).await;
    let whole = submit(&store, array("3,7-8"), 0).await;
    assert_eq!(whole.progress, Some(Progress::new(3)));
    assert_eq!(waiting(&store).await, [lane_of("", &["job_1"])], "however many tasks it has");

    let (whole, third) = begin(&store, &whole).await;
    assert_eq!(third.id.to_string(), "job_1.3");
    let kept = read(&store, |tx| {
        let ids = [JobId::from_number(1), JobId::from_number(1).task(3)];
        job::many(tx, &organisation_id(1), &ids)
    });
    assert_eq!(kept.await, [whole.clone(), third.clone()], "a task says what its array says");

    let (whole, _) = begin(&store, &whole).await;
    let (whole, _) = begin(&store, &whole).await;
    assert_eq!(waiting(&store).await, [], "every task has begun");
    assert_eq!(job::next_task(&whole), None);

    let again = after(&third, [Event::LeaseEnded(fence(1))]);
    save(&store, &third, &again).await.unwrap();
    assert_eq!(waiting(&store).await, [lane_of("", &["job_1.3"])], "and one begins again");
    let other: Result<_, StoreError> = save(&store, &third, &again).await;
    assert_eq!(other.unwrap_err().code(), "conflict");
}

async fn the_tasks_of_an_array_are_in_no_list_of_jobs(store: Store) {
    home(&store).await;
    let whole = submit(&store, array("1-3"), 0).await;
    submit(&store, specification("x"), 1).await;
    let (whole, first) = begin(&store, &whole).await;
    let (whole, _) = begin(&store, &whole).await;
    let failed = [Event::Started(fence(1)), Event::Finished(fence(1), AttemptEnd::exited(1))];
    save(&store, &first, &after(&first, failed)).await.unwrap();

    let list = async |states: &'static [&'static str]| {
        let filter = JobFilter { states: states.to_vec(), ..JobFilter::default() };
        let page = read(&store, move |tx| job::page(tx, &organisation_id(1), &filter, None, 10))
            .await
            .jobs;
        page.iter().map(|job| job.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(list(&[]).await, ["job_2", "job_1"]);
    assert_eq!(list(&["queued"]).await, ["job_2"]);
    assert_eq!(list(&["running"]).await, ["job_1"], "an array runs once a task has begun");
    let counts = read(&store, |tx| job::counts(tx, &organisation_id(1))).await;
    assert_eq!(counts, [("queued".to_owned(), 1), ("running".to_owned(), 1)]);

    let tasks = async |states: &'static [&'static str], after: Option<u32>| {
        let filter =
            TaskFilter { states: states.to_vec(), after: after.map(|task| whole.id.task(task)) };
        let id = whole.id;
        let page =
            read(&store, move |tx| job::tasks(tx, &organisation_id(1), id, &filter, 10)).await;
        page.iter().map(|job| job.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(tasks(&[], None).await, ["job_1.1", "job_1.2"], "the third waits");
    assert_eq!(tasks(&["retry_wait"], None).await, ["job_1.1"]);
    assert_eq!(tasks(&[], Some(1)).await, ["job_1.2"]);
    let numbers = async |state: &'static str| {
        let id = whole.id;
        let numbers =
            read(&store, move |tx| job::task_numbers(tx, &organisation_id(1), id, state)).await;
        numbers.into_iter().collect::<Ranges>().to_string()
    };
    assert_eq!(numbers("leased").await, "2");

    let over = whole.progress.map(|progress| progress.after_cancel().after_end(Outcome::Failed));
    assert_eq!(over.map(|over| (over.under_way, over.ended_as(Outcome::Cancelled))), Some((1, 1)));
    assert_eq!(NOW, whole.created_at);
}
