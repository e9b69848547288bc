//! Arrays: one job with many tasks, submitted, run, cancelled and run again as one.

use crate::bench::{Bench, Played, shell};
use muster_api::{
    job::{
        ArrayProgress, CancelRequest, Job, JobQuery, JobState, JobSubmission, RerunRequest,
        TaskNumbers, TaskQuery,
    },
    session::{Assignment, Finished, FromCoordinator, FromWorker},
};
use muster_client::ClientError;
use muster_core::job::{AttemptEnd, FailureReason};
use muster_seams::Clock;
use std::collections::BTreeMap;

fn array(numbers: TaskNumbers) -> JobSubmission {
    JobSubmission { array: Some(numbers), ..shell("make part") }
}

/// Runs so many tasks, one after the other; those with these numbers fail.
async fn run(session: &mut Played, tasks: usize, failing: &[&str]) -> Vec<Assignment> {
    let mut ran = Vec::new();
    for _ in 0..tasks {
        let assignment = session.assignment().await;
        let fails = failing.contains(&assignment.environment["MUSTER_TASK"].as_str());
        session.say(FromWorker::Started { grant: assignment.grant }).await;
        session.finish(assignment.grant, i32::from(fails)).await;
        ran.push(assignment);
    }
    ran
}

fn progress(job: &Job) -> &ArrayProgress {
    job.array.as_ref().expect("an array says how far it is")
}

async fn tasks(bench: &Bench, job: &Job, state: Option<&str>) -> Vec<String> {
    let query = TaskQuery { state: state.map(str::to_owned), ..TaskQuery::default() };
    let page = bench.client.list_tasks(job.id, &query).await.unwrap();
    page.items.iter().map(|task| task.id.to_string()).collect()
}

#[tokio::test]
async fn an_array_is_one_job_and_each_task_knows_which_it_is() {
    let bench = Bench::start().await;
    let job = bench.submit(array(TaskNumbers::Count(3))).await;
    assert_eq!((job.state, progress(&job).waiting), (JobState::Queued, 3));
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let first = session.assignment().await;
    assert_eq!(first.grant.job.to_string(), "job_1.1");
    session.say(FromWorker::Started { grant: first.grant }).await;
    let begun = bench.until(&job, |job| progress(job).workers == 1).await;
    assert_eq!((progress(&begun).under_way, begun.started_at), (1, Some(bench.clock.now())));
    let why = bench.client.explain_job(job.id).await.unwrap();
    assert_eq!(why.summary, "1 of 3 tasks are under way and 2 wait: 1 busy");
    session.finish(first.grant, 0).await;

    let now = bench.until(&job, |job| progress(job).succeeded == 1).await;
    assert_eq!(now.state, JobState::Running, "an array runs until its last task has ended");
    let rest = run(&mut session, 2, &[]).await;
    let told: Vec<_> = rest.iter().map(|task| task.environment["MUSTER_TASK"].as_str()).collect();
    assert_eq!(
        (told.as_slice(), rest[0].environment["MUSTER_TASKS"].as_str()),
        (["2", "3"].as_slice(), "3")
    );

    let over = bench.until(&job, |job| job.state.is_terminal()).await;
    assert_eq!((over.state, progress(&over).succeeded), (JobState::Succeeded, 3));
    assert_eq!((progress(&over).workers, over.started_at), (0, begun.started_at));
    assert_eq!(tasks(&bench, &job, None).await, ["job_1.1", "job_1.2", "job_1.3"]);
    let listed = bench.client.list_jobs(&JobQuery::default()).await.unwrap();
    assert_eq!(
        (listed.total, listed.items.len()),
        (1, 1),
        "lists show the array and not its tasks"
    );
    let task = bench.client.get_job(first.grant.job).await.unwrap();
    assert_eq!((task.task, task.state, task.array), (Some(1), JobState::Succeeded, None));
    assert_eq!(bench.client.list_attempts(task.id).await.unwrap().len(), 1);
    assert_eq!(
        bench
            .client
            .doctor()
            .await
            .unwrap()
            .checks
            .iter()
            .filter(|check| check.name == "rows")
            .map(|check| check.verdict)
            .collect::<Vec<_>>(),
        [muster_api::instance::Verdict::Good]
    );
}

#[tokio::test]
async fn a_matrix_is_an_array_of_all_combinations() {
    let bench = Bench::start().await;
    let values = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
    let matrix: BTreeMap<_, _> =
        [("OS".to_owned(), values(&["a", "b"])), ("PY".to_owned(), values(&["3", "4"]))].into();
    let job = bench.submit(JobSubmission { matrix, ..shell("test") }).await;
    assert_eq!(progress(&job).tasks, 4);
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let ran = run(&mut session, 4, &[]).await;
    let of = |task: &Assignment| format!("{}{}", task.environment["OS"], task.environment["PY"]);
    assert_eq!(ran.iter().map(of).collect::<Vec<_>>(), ["a3", "a4", "b3", "b4"]);
}

#[tokio::test]
async fn what_failed_of_an_array_is_run_again_and_nothing_else() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(array(TaskNumbers::Count(4))).await;
    run(&mut session, 4, &["2", "3"]).await;
    let over = bench.until(&job, |job| job.state.is_terminal()).await;
    assert_eq!(
        (over.state, over.reason.as_deref()),
        (JobState::Failed, Some("of 4 tasks 2 failed"))
    );
    assert_eq!(tasks(&bench, &job, Some("failed")).await, ["job_1.2", "job_1.3"]);

    let failed_only = RerunRequest { failed_only: true, tasks: None };
    let again = bench.client.rerun_job(job.id, &failed_only, None).await.unwrap();
    assert_eq!(progress(&again).numbers, "2-3");
    let ran = run(&mut session, 2, &[]).await;
    let told: Vec<_> = ran.iter().map(|task| task.environment["MUSTER_TASK"].as_str()).collect();
    assert_eq!(told, ["2", "3"], "a task has its number in every run");
    bench.until(&again, |job| job.state == JobState::Succeeded).await;

    let nothing = bench.client.rerun_job(again.id, &failed_only, None).await.unwrap_err();
    assert!(nothing.to_string().contains("every task that has ended succeeded"), "{nothing}");
    let some = RerunRequest { failed_only: false, tasks: Some("4".to_owned()) };
    let some = bench.client.rerun_job(job.id, &some, None).await.unwrap();
    assert_eq!(progress(&some).numbers, "4");
    for elsewhere in ["5", "2-9", "99999999"] {
        let request = RerunRequest { failed_only: false, tasks: Some(elsewhere.to_owned()) };
        let refused = bench.client.rerun_job(job.id, &request, None).await.unwrap_err();
        assert!(refused.to_string().contains("among the tasks of the array"), "{refused}");
    }
    let one = bench.client.rerun_job(job.id.task(1), &RerunRequest::default(), None).await.unwrap();
    assert_eq!(progress(&one).numbers, "1");
}

#[tokio::test]
async fn a_cancel_ends_what_waits_at_once_and_what_runs_when_its_worker_says_so() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 2).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(array(TaskNumbers::Count(100_000))).await;
    let (first, second) = (session.assignment().await.grant, session.assignment().await.grant);
    session.say(FromWorker::Started { grant: first }).await;
    session.say(FromWorker::Started { grant: second }).await;

    let asked = bench.client.cancel_job(job.id, &CancelRequest::default()).await.unwrap();
    assert!(asked.is_cancel_requested && asked.state == JobState::Running);
    assert_eq!((progress(&asked).waiting, progress(&asked).cancelled), (0, 99_998));
    for _ in 0..2 {
        let stopped = session
            .hear_until(|frame| match frame {
                FromCoordinator::Stop { grant } => Some(grant),
                _ => None,
            })
            .await;
        let end = AttemptEnd::because(FailureReason::Cancelled);
        session.say(FromWorker::Finished(Finished::new(stopped, end, 0))).await;
    }
    let over = bench.until(&job, |job| job.state.is_terminal()).await;
    assert_eq!((over.state, progress(&over).cancelled), (JobState::Cancelled, 100_000));
    let rest = RerunRequest { failed_only: true, tasks: None };
    let again = bench.client.rerun_job(job.id, &rest, None).await.unwrap();
    assert_eq!(progress(&again).numbers, "1-100000", "also what never began");
}

#[tokio::test]
async fn a_task_that_lost_its_worker_begins_again_before_those_that_have_not_begun() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    bench.submit(array(TaskNumbers::Count(3))).await;
    let first = session.assignment().await;
    let end = AttemptEnd::because(FailureReason::LostUnclaimed);
    session.say(FromWorker::Finished(Finished::new(first.grant, end, 0))).await;
    let next = session.assignment().await;
    assert_eq!((next.grant.job, next.grant.attempt), (first.grant.job, 2));
}

#[tokio::test]
async fn a_task_that_is_given_back_waits_again_and_it_costs_nothing() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(array(TaskNumbers::Count(1))).await;
    for attempt in 1..=5 {
        let held = session.assignment().await.grant;
        assert_eq!(held.attempt, attempt);
        let end = AttemptEnd::because(FailureReason::GivenBack);
        session.say(FromWorker::Finished(Finished::new(held, end, 0))).await;
    }
    run(&mut session, 1, &[]).await;
    let over = bench.until(&job, |job| job.state.is_terminal()).await;
    assert_eq!(over.state, JobState::Succeeded);
}

#[tokio::test]
async fn a_restart_in_the_middle_of_an_array_loses_and_doubles_no_task() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(array(TaskNumbers::Ranges("5,9-10".to_owned()))).await;
    run(&mut session, 1, &[]).await;
    let held = session.assignment().await.grant;
    let bench = bench.restart().await;
    let mut session = bench.come(&who, vec![held]).await;
    session.say(FromWorker::Started { grant: held }).await;
    session.finish(held, 0).await;
    let last = run(&mut session, 1, &[]).await;
    assert_eq!(last[0].grant.job.to_string(), "job_1.10");
    let over = bench.until(&job, |job| job.state.is_terminal()).await;
    assert_eq!((over.state, progress(&over).succeeded), (JobState::Succeeded, 3));
}

#[tokio::test]
async fn what_cannot_be_an_array_is_refused_with_its_field_and_nothing_is_stored() {
    let bench = Bench::start().await;
    let field = |error: ClientError| match error {
        ClientError::Problem(problem) => problem.field.unwrap_or_default(),
        other => panic!("not a refusal: {other:?}"),
    };
    for numbers in [
        TaskNumbers::Count(0),
        TaskNumbers::Count(10_000_000),
        TaskNumbers::Ranges("1-".to_owned()),
        TaskNumbers::Ranges("9-1".to_owned()),
        TaskNumbers::Ranges("0-3".to_owned()),
    ] {
        let refused = bench.client.submit_job(&array(numbers.clone()), None).await.unwrap_err();
        assert_eq!(field(refused), "array", "{numbers:?}");
    }
    let empty = JobSubmission { matrix: [("OS".to_owned(), vec![])].into(), ..shell("x") };
    assert_eq!(field(bench.client.submit_job(&empty, None).await.unwrap_err()), "matrix");
    let high = JobSubmission { priority: Some(1001), ..shell("x") };
    assert_eq!(field(bench.client.submit_job(&high, None).await.unwrap_err()), "priority");
    assert_eq!(bench.client.list_jobs(&JobQuery::default()).await.unwrap().total, 0);

    let plain = bench.submit(shell("x")).await;
    let no_tasks = bench.client.list_tasks(plain.id, &TaskQuery::default()).await.unwrap_err();
    assert!(no_tasks.to_string().contains("not an array"), "{no_tasks}");
    let whole = bench.submit(array(TaskNumbers::Count(1))).await;
    let log =
        bench.client.read_log(whole.id, &muster_api::log::LogQuery::default()).await.unwrap_err();
    assert!(log.to_string().contains("its tasks have the logs"), "{log}");
}
