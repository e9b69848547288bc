//! What an operator does to jobs that wait: labels, holds, a paused queue, places and many cancels.

use crate::bench::{Bench, Played, shell};
use muster_api::{
    job::{
        CancelManyRequest, CancelRequest, HoldRequest, Job, JobChange, JobQuery, JobState,
        JobSubmission, TaskNumbers,
    },
    queue::PauseRequest,
    session::{FromCoordinator, FromWorker, Grant},
};
use muster_client::ClientError;
use muster_core::JobId;
use std::time::Duration;

fn why(reason: &str) -> HoldRequest {
    HoldRequest { reason: reason.to_owned() }
}

/// The code and the field of a refusal.
fn refused<T: std::fmt::Debug>(answer: Result<T, ClientError>) -> (String, Option<String>) {
    match answer.unwrap_err() {
        ClientError::Problem(problem) => (problem.error.as_str().to_owned(), problem.field),
        other => panic!("not a refusal: {other:?}"),
    }
}

async fn summary(bench: &Bench, job: &Job) -> (String, usize) {
    let found = bench.client.explain_job(job.id).await.unwrap();
    (found.summary, found.groups.len())
}

fn labelled(line: &str, labels: &[(&str, &str)]) -> JobSubmission {
    let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    JobSubmission { labels: labels.collect(), ..shell(line) }
}

async fn begin(session: &mut Played) -> Grant {
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    grant
}

#[tokio::test]
async fn a_job_that_is_held_back_keeps_its_place_and_says_by_whom_and_why() {
    let bench = Bench::start().await;
    let first =
        bench.submit(JobSubmission { hold: Some("no data yet".into()), ..shell("a") }).await;
    let second = bench.submit(shell("b")).await;
    let third = bench.submit(shell("c")).await;
    let told = Some("held by operator: no data yet".to_owned());
    assert_eq!(
        (first.reason.clone(), first.hold.unwrap().reason),
        (told.clone(), "no data yet".into())
    );
    bench.client.hold_job(second.id, &why("wait for a")).await.unwrap();

    let who = bench.join("studio", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let grant = begin(&mut session).await;
    assert_eq!(grant.job, third.id, "what is held is passed");
    assert_eq!(summary(&bench, &second).await, ("held by operator: wait for a".to_owned(), 0));
    let listed = bench.client.list_jobs(&JobQuery::default()).await.unwrap();
    assert_eq!(listed.items.into_iter().find(|job| job.id.number() == 1).unwrap().reason, told);

    bench.client.release_job(second.id).await.unwrap();
    let released = bench.client.release_job(JobId::from_number(1)).await.unwrap();
    assert_eq!((released.hold, released.reason.as_deref()), (None, Some("1 busy")));
    session.finish(grant, 0).await;
    assert_eq!(begin(&mut session).await.job.number(), 1, "it kept its place");
}

#[tokio::test]
async fn a_job_that_waits_for_others_is_held_beyond_their_end_and_cancelled_with_many() {
    let bench = Bench::start().await;
    let first = bench.submit(shell("a")).await;
    let after = |line| JobSubmission { needs: vec![first.id.to_string()], ..shell(line) };
    let told = "waits for job_1; held by operator: look first";
    let hold = Some("look first".to_owned());
    let second = bench.submit(JobSubmission { hold, ..after("b") }).await;
    assert_eq!((second.state, second.reason.as_deref()), (JobState::Blocked, Some(told)));
    let third = bench.submit(after("c")).await;
    let held = bench.client.hold_job(third.id, &why("look first")).await.unwrap();
    assert_eq!(held.reason.as_deref(), Some(told));
    let fourth =
        bench.submit(JobSubmission { needs: vec![second.id.to_string()], ..shell("d") }).await;

    let who = bench.join("studio", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let grant = begin(&mut session).await;
    session.finish(grant, 0).await;
    bench.until(&second, |job| job.state == JobState::Queued).await;
    bench.until(&third, |job| job.state == JobState::Queued).await;
    let other = bench.submit(shell("true")).await;
    let grant = begin(&mut session).await;
    assert_eq!(grant.job, other.id, "what is held is passed, though nothing else keeps it");
    session.finish(grant, 0).await;
    bench.client.release_job(third.id).await.unwrap();
    assert_eq!(begin(&mut session).await.job, third.id);

    let state = Some("queued,blocked".to_owned());
    let waiting = CancelManyRequest { state, ..CancelManyRequest::default() };
    assert_eq!(bench.client.cancel_jobs(&waiting).await.unwrap().cancelled, 2);
    for job in [&second, &fourth] {
        bench.until(job, |job| job.state == JobState::Cancelled).await;
    }
    assert_eq!(bench.store.violations().await.unwrap(), []);
}

#[tokio::test]
async fn what_runs_while_it_is_held_goes_on_and_is_not_tried_again() {
    let bench = Bench::start().await;
    let who = bench.join("studio", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(JobSubmission { max_attempts: Some(2), ..shell("false") }).await;
    let grant = begin(&mut session).await;
    bench.client.hold_job(job.id, &why("look at it first")).await.unwrap();
    session.finish(grant, 1).await;
    let waits = "attempt 1 failed: exit code 1; held by operator: look at it first";
    bench.until(&job, |job| job.reason.as_deref() == Some(waits)).await;

    bench.clock.advance(Duration::from_mins(5));
    bench.until(&job, |job| job.state == JobState::Queued).await;
    let other = bench.submit(shell("true")).await;
    let grant = begin(&mut session).await;
    assert_eq!(grant.job, other.id);
    session.finish(grant, 0).await;
    bench.client.release_job(job.id).await.unwrap();
    assert_eq!(begin(&mut session).await.job, job.id);
}

#[tokio::test]
async fn an_array_that_is_held_begins_no_task_and_tries_none_again() {
    let bench = Bench::start().await;
    let who = bench.join("studio", 2).await;
    let mut session = bench.come(&who, vec![]).await;
    let array = Some(TaskNumbers::Count(4));
    let job = bench.submit(JobSubmission { array, max_attempts: Some(2), ..shell("false") }).await;
    let (first, second) = (begin(&mut session).await, begin(&mut session).await);
    session.finish(first, 1).await;
    let third = begin(&mut session).await;
    // Longer than its first wait, and shorter than the leases of the others.
    bench.clock.advance(Duration::from_secs(30));
    let waits = Job { id: first.job, ..job.clone() };
    bench.until(&waits, |task| task.state == JobState::Queued).await;

    bench.client.hold_job(job.id, &why("the disk is full")).await.unwrap();
    let told = "held by operator: the disk is full";
    assert_eq!(bench.client.get_job(first.job).await.unwrap().reason.as_deref(), Some(told));
    let (whole, groups) = summary(&bench, &job).await;
    assert_eq!((whole.ends_with(told), groups), (true, 0), "{whole}");
    for grant in [second, third] {
        session.finish(grant, 1).await;
    }
    bench.clock.advance(Duration::from_mins(5));
    let again = Job { id: second.job, ..job.clone() };
    bench.until(&again, |task| task.state == JobState::Queued).await;
    let other = bench.submit(shell("true")).await;
    let grant = begin(&mut session).await;
    assert_eq!(grant.job, other.id, "neither a new task nor one that failed");
    assert_eq!(bench.store.violations().await.unwrap(), []);

    bench.client.release_job(job.id).await.unwrap();
    assert_eq!(begin(&mut session).await.job, first.job, "what failed is tried again first");
    session.finish(grant, 0).await;
    assert_eq!(begin(&mut session).await.job, second.job);
    assert_eq!(bench.store.violations().await.unwrap(), []);
    assert_eq!(refused(bench.client.hold_job(first.job, &why("x")).await).1.unwrap(), "id");
}

#[tokio::test]
async fn what_cannot_be_steered_is_refused_by_name() {
    let bench = Bench::start().await;
    let job = bench.submit(shell("true")).await;
    bench.client.cancel_job(job.id, &CancelRequest::default()).await.unwrap();
    assert_eq!(refused(bench.client.hold_job(job.id, &why("x")).await).0, "already_terminal");
    assert_eq!(refused(bench.client.release_job(job.id).await).0, "already_terminal");
    let change = JobChange { priority: 5 };
    assert_eq!(refused(bench.client.change_job(job.id, &change).await).0, "already_terminal");
    let high = JobChange { priority: 1001 };
    assert_eq!(refused(bench.client.change_job(job.id, &high).await).1.unwrap(), "priority");
    let unknown = JobId::from_number(4711);
    assert_eq!(refused(bench.client.hold_job(unknown, &why("x")).await).0, "job_not_found");
    for reason in ["", "  ", "a\nb", &"x".repeat(501)] {
        assert_eq!(refused(bench.client.hold_job(job.id, &why(reason)).await).1.unwrap(), "reason");
    }
    let held = JobSubmission { hold: Some(String::new()), ..shell("x") };
    assert_eq!(refused(bench.client.submit_job(&held, None).await).1.unwrap(), "hold");
}

#[tokio::test]
async fn while_the_queue_is_paused_nothing_is_granted_and_everybody_reads_why() {
    let bench = Bench::start().await;
    let who = bench.join("studio", 2).await;
    let mut session = bench.come(&who, vec![]).await;
    let running = bench.submit(shell("sleep 1")).await;
    let grant = begin(&mut session).await;
    let pause = PauseRequest { reason: "new disks".to_owned() };
    bench.client.pause_queue(&pause).await.unwrap();
    let told = bench.client.get_queue().await.unwrap().pause.unwrap();
    assert_eq!((&*told.by, &*told.reason), ("operator", "new disks"));

    let job = bench.submit(shell("true")).await;
    let reason = "the queue is paused by operator: new disks";
    assert_eq!(job.reason.as_deref(), Some(reason));
    assert_eq!(summary(&bench, &job).await, (reason.to_owned(), 0));
    session.finish(grant, 0).await;
    bench.until(&running, |job| job.state == JobState::Succeeded).await;
    session.say(FromWorker::Heartbeat { grants: vec![] }).await;
    let renewed = FromCoordinator::Renewed { grants: vec![] };
    assert_eq!(session.hear().await, renewed, "a slot was free and nothing came");

    assert_eq!(bench.client.resume_queue().await.unwrap().pause, None);
    assert_eq!(begin(&mut session).await.job, job.id);
    let empty = PauseRequest { reason: String::new() };
    assert_eq!(refused(bench.client.pause_queue(&empty).await).1.unwrap(), "reason");
}

#[tokio::test]
async fn a_job_whose_priority_is_raised_passes_those_before_it() {
    let bench = Bench::start().await;
    let first = bench.submit(shell("a")).await;
    let array =
        bench.submit(JobSubmission { array: Some(TaskNumbers::Count(2)), ..shell("b") }).await;
    let last = bench.submit(shell("c")).await;
    for (job, priority) in [(&array, 5), (&last, 7)] {
        let changed = bench.client.change_job(job.id, &JobChange { priority }).await.unwrap();
        assert_eq!(changed.priority, priority);
    }
    let who = bench.join("studio", 4).await;
    let mut session = bench.come(&who, vec![]).await;
    let mut order = Vec::new();
    for _ in 0..4 {
        order.push(begin(&mut session).await.job.to_string());
    }
    assert_eq!(order, ["job_3", "job_2.1", "job_2.2", "job_1"]);
    assert_eq!(first.priority, 0);
    assert_eq!(bench.store.violations().await.unwrap(), []);
}

#[tokio::test]
async fn many_jobs_are_cancelled_at_once_by_name_or_by_what_they_have_in_common() {
    let bench = Bench::start().await;
    let ml = [("team", "ml")];
    for number in 0..205 {
        bench.submit(labelled(&format!("train {number}"), &ml)).await;
    }
    let array = Some(TaskNumbers::Count(3));
    bench.submit(JobSubmission { array, ..labelled("sweep", &ml) }).await;
    let other = bench.submit(labelled("serve", &[("team", "web")])).await;
    let list = |label: &str| JobQuery { label: Some(label.to_owned()), ..JobQuery::default() };
    assert_eq!(bench.client.list_jobs(&list("team=ml")).await.unwrap().total, 206);
    assert_eq!(refused(bench.client.list_jobs(&list("=ml")).await).1.unwrap(), "label");

    let cancel = async |request: CancelManyRequest| {
        let done = bench.client.cancel_jobs(&request).await.unwrap();
        (done.cancelled, done.already_over)
    };
    let ids = [1, 2, 2].map(JobId::from_number).to_vec();
    let named = CancelManyRequest { jobs: Some(ids), ..CancelManyRequest::default() };
    assert_eq!(cancel(named.clone()).await, (2, 0), "each once");
    assert_eq!(cancel(named).await, (0, 2));
    let label = Some("team=ml".to_owned());
    let labelled = CancelManyRequest { label, ..CancelManyRequest::default() };
    let text = CancelManyRequest { search: Some("train 1".to_owned()), ..labelled.clone() };
    assert_eq!(cancel(text).await, (110, 1));
    assert_eq!(cancel(labelled.clone()).await, (94, 112));
    let over = CancelManyRequest { state: Some("cancelled".to_owned()), ..labelled };
    assert_eq!(cancel(over).await, (0, 206));
    assert_eq!(bench.client.get_job(other.id).await.unwrap().state, JobState::Queued);
    assert_eq!(bench.store.violations().await.unwrap(), []);

    let refuse = async |request| refused(bench.client.cancel_jobs(&request).await);
    let empty = CancelManyRequest::default();
    assert_eq!(refuse(empty.clone()).await.1.unwrap(), "jobs");
    assert_eq!(
        refuse(CancelManyRequest { jobs: Some(vec![]), ..empty.clone() }).await.1.unwrap(),
        "jobs"
    );
    let unknown = vec![other.id, JobId::from_number(4711)];
    let unknown = CancelManyRequest { jobs: Some(unknown), ..empty };
    assert_eq!(refuse(unknown).await, ("job_not_found".to_owned(), Some("jobs[1]".to_owned())));
    assert_eq!(
        bench.client.get_job(other.id).await.unwrap().state,
        JobState::Queued,
        "nothing was done"
    );
}

#[tokio::test]
async fn where_a_job_works_and_what_it_reads_reach_its_worker_and_no_answer_tells_the_input() {
    let bench = Bench::start().await;
    let (working_dir, stdin) = (Some("/srv".to_owned()), Some("s3cret\n".to_owned()));
    let said = JobSubmission { working_dir, stdin, ..labelled("cat", &[("team", "ml")]) };
    let job = bench.submit(said).await;
    assert_eq!((job.working_dir.as_deref(), job.stdin_bytes), (Some("/srv"), Some(7)));
    assert_eq!(job.labels["team"], "ml");
    let who = bench.join("studio", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let assignment = session.assignment().await;
    assert_eq!(assignment.working_dir.as_deref(), Some("/srv"));
    assert_eq!(assignment.stdin.as_deref(), Some("s3cret\n"));
    let wrong = JobSubmission { working_dir: Some("here".into()), ..shell("x") };
    assert_eq!(refused(bench.client.submit_job(&wrong, None).await).1.unwrap(), "working_dir");
}
