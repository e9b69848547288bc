//! Jobs that take several slots of their worker.

use crate::bench::{Bench, shell};
use muster_api::{
    job::{CancelRequest, Job, JobSubmission},
    worker::Worker,
};
use muster_client::ClientError;
use std::time::Duration;

/// Sooner than the queue would look again if nobody had told it to.
const AT_ONCE: Duration = Duration::from_millis(2500);

fn wide(line: &str, slots: u32) -> JobSubmission {
    JobSubmission { slots: Some(slots), ..shell(line) }
}

/// Submits a job that is a moment younger than all others.
async fn submit(bench: &Bench, submission: JobSubmission) -> Job {
    bench.clock.advance(Duration::from_millis(1));
    bench.submit(submission).await
}

async fn only_worker(bench: &Bench) -> Worker {
    bench.client.list_workers().await.unwrap().items.remove(0)
}

/// Waits until the job says this of itself.
async fn until_it_says(bench: &Bench, job: &Job, reason: &str) {
    bench.until(job, |job| job.reason.as_deref() == Some(reason)).await;
}

#[tokio::test]
async fn a_wide_job_gets_its_slots_before_what_came_after_it() {
    let bench = Bench::start().await;
    let tower = bench.join("tower", 4).await;
    let mut session = bench.come(&tower, vec![]).await;
    let first = submit(&bench, shell("first")).await;
    let begun = session.assignment().await;
    assert_eq!((begun.grant.job, begun.slots), (first.id, 1));

    let all = submit(&bench, wide("all", 4)).await;
    let after = submit(&bench, shell("after")).await;
    until_it_says(&bench, &after, "1 kept for a job ahead").await;
    until_it_says(&bench, &all, "1 busy").await;
    let worker = only_worker(&bench).await;
    assert_eq!((worker.busy_slots, worker.kept_for), (1, Some(all.id)));

    session.finish(begun.grant, 0).await;
    let begun = session.assignment().await;
    assert_eq!((begun.grant.job, begun.slots), (all.id, 4));
    until_it_says(&bench, &after, "1 busy").await;
    let worker = only_worker(&bench).await;
    assert_eq!((worker.busy_slots, worker.kept_for), (4, None));

    session.finish(begun.grant, 0).await;
    assert_eq!(session.assignment().await.grant.job, after.id);
}

#[tokio::test]
async fn what_was_kept_for_a_wide_job_is_given_to_others_when_it_is_cancelled() {
    let bench = Bench::start().await;
    let tower = bench.join("tower", 2).await;
    let mut session = bench.come(&tower, vec![]).await;
    submit(&bench, shell("first")).await;
    session.assignment().await;
    let both = submit(&bench, wide("both", 2)).await;
    let after = submit(&bench, shell("after")).await;
    until_it_says(&bench, &after, "1 kept for a job ahead").await;
    bench.client.cancel_job(both.id, &CancelRequest::default()).await.unwrap();
    let at_once = tokio::time::timeout(AT_ONCE, session.assignment());
    assert_eq!(at_once.await.unwrap().grant.job, after.id);
}

#[tokio::test]
async fn the_slots_of_a_job_stay_taken_over_a_restart() {
    let bench = Bench::start().await;
    let tower = bench.join("tower", 4).await;
    let mut session = bench.come(&tower, vec![]).await;
    submit(&bench, wide("three", 3)).await;
    let begun = session.assignment().await;

    let bench = bench.restart().await;
    let mut session = bench.come(&tower, vec![begun.grant]).await;
    assert_eq!(only_worker(&bench).await.busy_slots, 3);
    let two = submit(&bench, wide("two", 2)).await;
    let one = submit(&bench, shell("one")).await;
    until_it_says(&bench, &one, "1 kept for a job ahead").await;
    session.finish(begun.grant, 0).await;
    let next = [session.assignment().await.grant.job, session.assignment().await.grant.job];
    assert_eq!(next, [two.id, one.id]);
}

#[tokio::test]
async fn too_many_slots_are_explained_or_refused() {
    let bench = Bench::start().await;
    let tower = bench.join("tower", 4).await;
    let _session = bench.come(&tower, vec![]).await;
    let job = submit(&bench, wide("huge", 8)).await;
    assert_eq!(job.slots, 8);
    until_it_says(&bench, &job, "1 worker has fewer than 8 slots").await;
    let groups = bench.client.explain_job(job.id).await.unwrap().groups;
    let told: Vec<_> = groups.iter().map(|group| (&*group.why, &*group.helps)).collect();
    let helps = "Add a worker with 8 slots, or raise `--slots`";
    assert_eq!(told, [("needs 8 slots, but has 4", helps)]);

    for slots in [0, 1025] {
        let refused = bench.client.submit_job(&wide("nonsense", slots), None).await.unwrap_err();
        let ClientError::Problem(problem) = refused else { panic!("not a refusal: {refused:?}") };
        assert_eq!(problem.field.as_deref(), Some("slots"));
    }
}
