//! Jobs that need other jobs: submitted together, run in order, cancelled and run again.

use crate::bench::{Bench, Played, shell};
use muster_api::{
    ProblemKind,
    batch::{Batch, BatchRerunRequest, BatchSubmission, NeedsQuery},
    job::{CancelRequest, Job, JobQuery, JobState, JobSubmission, RerunRequest, TaskNumbers},
    session::{Assignment, Finished, FromCoordinator, FromWorker, Order},
};
use muster_client::ClientError;
use muster_core::{
    JobId,
    job::{AttemptEnd, Command, IfNeedsFail},
};
use std::collections::{BTreeMap, BTreeSet};

/// A job with a key, after others.
fn after(key: &str, needs: &[&str]) -> JobSubmission {
    JobSubmission {
        key: Some(key.to_owned()),
        needs: needs.iter().map(ToString::to_string).collect(),
        ..shell(key)
    }
}

async fn submit(bench: &Bench, jobs: Vec<JobSubmission>) -> Batch {
    bench.client.submit_batch(&BatchSubmission { jobs }, None).await.unwrap()
}

async fn get(bench: &Bench, id: &str) -> Job {
    bench.client.get_job(id.parse().unwrap()).await.unwrap()
}

/// Every job of a batch.
async fn listed(bench: &Bench, batch: JobId) -> Vec<Job> {
    let mut query =
        JobQuery { batch: Some(batch.to_string()), limit: Some(500), ..JobQuery::default() };
    let mut jobs = Vec::new();
    loop {
        let page = bench.client.list_jobs(&query).await.unwrap();
        jobs.extend(page.items);
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            jobs.reverse();
            return jobs;
        }
    }
}

/// Waits until every job of a batch is over.
async fn all_over(bench: &Bench, batch: JobId) -> Vec<Job> {
    for job in listed(bench, batch).await {
        bench.until(&job, |job| job.state.is_terminal()).await;
    }
    listed(bench, batch).await
}

fn line(assignment: &Assignment) -> String {
    match &assignment.command {
        Command::Shell(line) => line.clone(),
        Command::Argv(argv) => argv.join(" "),
    }
}

/// Takes so many jobs as they come and ends each at once. Answers their lines in the order in which they
/// began.
async fn work(session: &mut Played, jobs: usize, fails: impl Fn(&str) -> bool) -> Vec<String> {
    let (mut begun, mut stored) = (Vec::new(), 0);
    while stored < jobs {
        match session.hear().await {
            FromCoordinator::Run(Order::Known(assignment)) => {
                let (grant, line) = (assignment.grant, line(&assignment));
                let end = AttemptEnd::exited(i32::from(fails(&line)));
                session.say(FromWorker::Started { grant }).await;
                session.say(FromWorker::Finished(Finished::new(grant, end, 0))).await;
                begun.push(line);
            }
            FromCoordinator::FinishStored { .. } => stored += 1,
            _ => {}
        }
    }
    begun
}

fn refusal(error: ClientError) -> (String, String) {
    match error {
        ClientError::Problem(problem) => (problem.field.unwrap_or_default(), problem.detail),
        other => panic!("not a refusal: {other:?}"),
    }
}

#[tokio::test]
async fn a_job_waits_for_those_that_it_needs_and_says_for_which() {
    let bench = Bench::start().await;
    let batch =
        submit(&bench, vec![after("a", &[]), after("b", &[]), after("c", &["a", "b"])]).await;
    assert_eq!(batch.jobs[2].state, JobState::Blocked);
    let waiting = get(&bench, "job_3").await;
    assert_eq!(waiting.reason.as_deref(), Some("waits for job_1 and 1 other"));
    assert_eq!((waiting.name.as_deref(), waiting.batch), (Some("c"), Some(batch.batch)));
    let why = bench.client.explain_job(waiting.id).await.unwrap();
    assert_eq!((why.summary.as_str(), why.groups.len()), ("waits for job_1 and 1 other", 0));
    let needs = bench.client.job_needs(waiting.id, &NeedsQuery::default()).await.unwrap();
    assert_eq!(needs.needs, batch.jobs[..2], "each with its name and state");
    let needed = bench.client.job_needs(batch.batch, &NeedsQuery::default()).await.unwrap();
    assert_eq!(needed.needed_by, batch.jobs[2..]);
    let blocked = JobQuery { state: Some("blocked".to_owned()), ..JobQuery::default() };
    let page = bench.client.list_jobs(&blocked).await.unwrap();
    assert_eq!((page.total, page.items[0].id), (1, waiting.id));
    let queued = JobQuery { state: Some("queued".to_owned()), ..JobQuery::default() };
    assert_eq!(bench.client.list_jobs(&queued).await.unwrap().total, 2);

    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    work(&mut session, 1, |_| false).await;
    let one_left = bench.until(&waiting, |job| job.reason != waiting.reason).await;
    assert_eq!(one_left.reason.as_deref(), Some("waits for job_2"));
    assert_eq!(work(&mut session, 2, |_| false).await, ["b", "c"]);
    bench.until(&waiting, |job| job.state == JobState::Succeeded).await;
}

#[tokio::test]
async fn a_failure_cancels_what_needs_it_all_the_way_down_and_says_why() {
    use JobState::{Cancelled, Failed, Succeeded};
    let bench = Bench::start().await;
    let anyway = JobSubmission { if_needs_fail: Some(IfNeedsFail::Run), ..after("d", &["b"]) };
    let part = JobSubmission { array: Some(TaskNumbers::Count(3)), ..after("e", &["a"]) };
    let jobs = vec![after("a", &[]), after("b", &["a"]), after("c", &["b"]), anyway, part];
    let batch = submit(&bench, jobs).await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    assert_eq!(work(&mut session, 2, |line| line == "a").await, ["a", "d"]);
    let jobs = all_over(&bench, batch.batch).await;
    let told: Vec<_> = jobs.iter().map(|job| (job.state, job.reason.as_deref())).collect();
    let expected = [
        (Failed, Some("exit code 1")),
        (Cancelled, Some("job_1, which it needs, failed")),
        (Cancelled, Some("job_2, which it needs, was cancelled")),
        (Succeeded, None),
        (Cancelled, Some("job_1, which it needs, failed")),
    ];
    assert_eq!(told, expected);
    assert_eq!(jobs[4].array.as_ref().unwrap().cancelled, 3);

    let late = bench.submit(after("late", &["job_1"])).await;
    let why = Some("job_1, which it needs, failed");
    assert_eq!((late.state, late.reason.as_deref()), (Cancelled, why), "it is over already");
    let by_hand = bench.client.rerun_job(late.id, &RerunRequest::default(), None).await.unwrap();
    assert_eq!(by_hand.state, JobState::Queued, "whoever runs it by hand wants it to run");
}

#[tokio::test]
async fn an_array_waits_as_a_whole_and_is_waited_for_as_a_whole() {
    let bench = Bench::start().await;
    let array = |key, needs: &[&str]| JobSubmission {
        array: Some(TaskNumbers::Count(2)),
        ..after(key, needs)
    };
    let batch = submit(&bench, vec![array("a", &[]), array("b", &["a"]), after("c", &["b"])]).await;
    let who = bench.join("worker", 4).await;
    let mut session = bench.come(&who, vec![]).await;
    let order = work(&mut session, 5, |_| false).await;
    assert_eq!(order, ["a", "a", "b", "b", "c"], "no task is granted while its array waits");
    let jobs = all_over(&bench, batch.batch).await;
    assert!(jobs.iter().all(|job| job.state == JobState::Succeeded), "{jobs:?}");
}

#[tokio::test]
async fn a_blocked_job_is_cancelled_at_once_and_so_is_what_needs_it() {
    let bench = Bench::start().await;
    submit(&bench, vec![after("a", &[]), after("b", &["a"]), after("c", &["b"])]).await;
    let id = "job_2".parse().unwrap();
    let cancelled = bench.client.cancel_job(id, &CancelRequest::default()).await.unwrap();
    assert_eq!(cancelled.state, JobState::Cancelled);
    let last = get(&bench, "job_3").await;
    assert_eq!(last.reason.as_deref(), Some("job_2, which it needs, was cancelled"));
}

#[tokio::test]
async fn more_jobs_than_one_transaction_takes_hear_of_an_end_also_after_a_restart() {
    let bench = Bench::start().await;
    let many = (0..600).map(|number| after(&format!("n{number}"), &["first"]));
    let tail = after("tail", &["n599"]);
    let jobs = std::iter::once(after("first", &[])).chain(many).chain([tail]).collect();
    let batch = submit(&bench, jobs).await;
    bench.client.cancel_job(batch.batch, &CancelRequest::default()).await.unwrap();
    let bench = bench.restart().await;
    let jobs = all_over(&bench, batch.batch).await;
    assert_eq!(jobs.len(), 602);
    assert!(jobs.iter().all(|job| job.state == JobState::Cancelled));
    let query = NeedsQuery { limit: Some(500), ..NeedsQuery::default() };
    let page = bench.client.job_needs(batch.batch, &query).await.unwrap();
    let rest = NeedsQuery { cursor: page.next_cursor.clone(), ..query };
    let rest = bench.client.job_needs(batch.batch, &rest).await.unwrap();
    assert_eq!((page.needed_by.len(), rest.needed_by.len(), rest.next_cursor), (500, 100, None));
}

#[tokio::test]
async fn a_batch_that_is_wrong_anywhere_is_refused_with_the_fields_path_and_nothing_is_stored() {
    let bench = Bench::start().await;
    let refused = async |jobs: Vec<JobSubmission>| {
        let answer = bench.client.submit_batch(&BatchSubmission { jobs }, None).await;
        refusal(answer.unwrap_err())
    };
    let circle = vec![after("a", &["c"]), after("b", &["a"]), after("c", &["b"])];
    let (field, detail) = refused(circle).await;
    assert_eq!(field, "jobs[0].needs[0]");
    let around = "closes a circle: jobs[0] needs jobs[2] needs jobs[1] needs jobs[0]";
    assert!(detail.contains(around), "{detail}");
    for (jobs, path) in [
        (vec![], "jobs"),
        (vec![after("a", &["a"])], "jobs[0].needs[0]"),
        (vec![after("a", &[]), after("b", &["a", "x"])], "jobs[1].needs[1]"),
        (vec![after("a", &[]), after("b", &["a", "a"])], "jobs[1].needs[1]"),
        (vec![after("a", &["job_9"])], "jobs[0].needs[0]"),
        (vec![after("a", &["job_1.2"])], "jobs[0].needs[0]"),
        (vec![after("a", &[]), after("a", &[])], "jobs[1].key"),
        (vec![after("job_1", &[])], "jobs[0].key"),
        (vec![after("a", &[]), JobSubmission::default()], "jobs[1].command"),
        (vec![JobSubmission { priority: Some(1001), ..after("a", &[]) }], "jobs[0].priority"),
        (vec![after("a", &["job_1"; 257])], "jobs[0].needs"),
        (vec![shell("x"); 10_001], "jobs"),
    ] {
        assert_eq!(refused(jobs).await.0, path);
    }
    let single = bench.client.submit_job(&after("a", &["b"]), None).await.unwrap_err();
    assert_eq!(refusal(single).0, "needs[0]");
    let unknown = bench.client.submit_job(&after("a", &["job_9"]), None).await.unwrap_err();
    assert!(unknown.is(ProblemKind::JobNotFound), "{unknown:?}");
    assert_eq!(refusal(unknown).0, "needs[0]");
    assert_eq!(bench.client.list_jobs(&JobQuery::default()).await.unwrap().total, 0);
}

#[tokio::test]
async fn a_batch_is_made_once_under_its_key() {
    let bench = Bench::start().await;
    let batch = BatchSubmission { jobs: vec![after("a", &[]), after("b", &["a"])] };
    let first = bench.client.submit_batch(&batch, Some("once")).await.unwrap();
    let again = bench.client.submit_batch(&batch, Some("once")).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(bench.client.list_jobs(&JobQuery::default()).await.unwrap().total, 2);
}

/// A graph that looks like work: each job needs up to three of the hundred before it.
struct Graph {
    needs: Vec<BTreeSet<usize>>,
    anyway: BTreeSet<usize>,
    failing: BTreeSet<usize>,
}

impl Graph {
    fn of(jobs: usize) -> Self {
        let mut state = 7_u64;
        let mut draw = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(state >> 33).unwrap() % below
        };
        let mut needs = Vec::new();
        for job in 0..jobs {
            let near = job.min(100);
            let many = if job < 20 { 0 } else { draw(4) };
            needs.push((0..many).map(|_| job - 1 - draw(near)).collect());
        }
        let mut some = |one_in: usize| (0..jobs).filter(|_| draw(one_in) == 0).collect();
        Self { needs, anyway: some(5), failing: some(40) }
    }

    fn submissions(&self) -> Vec<JobSubmission> {
        let submission = |(job, needs): (usize, &BTreeSet<usize>)| JobSubmission {
            command: Some(job.to_string()),
            key: Some(format!("k{job}")),
            needs: needs.iter().map(|need| format!("k{need}")).collect(),
            if_needs_fail: self.anyway.contains(&job).then_some(IfNeedsFail::Run),
            ..JobSubmission::default()
        };
        self.needs.iter().enumerate().map(submission).collect()
    }

    /// What becomes of each.
    fn ends(&self) -> Vec<JobState> {
        let mut ends: Vec<JobState> = Vec::new();
        for (job, needs) in self.needs.iter().enumerate() {
            let all_succeed = needs.iter().all(|need| ends[*need] == JobState::Succeeded);
            ends.push(
                match (all_succeed || self.anyway.contains(&job), self.failing.contains(&job)) {
                    (false, _) => JobState::Cancelled,
                    (true, true) => JobState::Failed,
                    (true, false) => JobState::Succeeded,
                },
            );
        }
        ends
    }
}

#[tokio::test]
async fn a_thousand_jobs_keep_order_and_policy_and_exactly_the_failed_part_runs_again() {
    let bench = Bench::start().await;
    let graph = Graph::of(1000);
    let batch = submit(&bench, graph.submissions()).await;
    let who = bench.join("worker", 8).await;
    let mut session = bench.come(&who, vec![]).await;
    let ends = graph.ends();
    let runs = ends.iter().filter(|end| **end != JobState::Cancelled).count();
    let begun =
        work(&mut session, runs, |line| graph.failing.contains(&line.parse().unwrap())).await;

    // A job ends in the moment in which the next frame is heard.
    let places: BTreeMap<usize, usize> =
        begun.iter().enumerate().map(|(at, line)| (line.parse().unwrap(), at)).collect();
    assert_eq!(places.len(), runs, "each runs once");
    for (job, at) in &places {
        let needs = graph.needs[*job].iter().filter_map(|need| places.get(need));
        assert!(needs.clone().all(|before| before < at), "{job} began before its needs were over");
    }
    let jobs = all_over(&bench, batch.batch).await;
    let states: Vec<_> = jobs.iter().map(|job| job.state).collect();
    assert_eq!(states, ends, "the policy holds");

    let failed: Vec<usize> = (0..1000).filter(|job| ends[*job] != JobState::Succeeded).collect();
    assert!(failed.len() > 100, "{}", failed.len());
    let request = BatchRerunRequest {
        batch: Some(batch.batch),
        failed_only: true,
        ..BatchRerunRequest::default()
    };
    let again = bench.client.rerun_batch(&request, None).await.unwrap();
    let names: Vec<_> = again.jobs.iter().map(|job| job.name.clone().unwrap()).collect();
    assert_eq!(names, failed.iter().map(|job| format!("k{job}")).collect::<Vec<_>>());
    for (link, job) in again.jobs.iter().zip(&failed).step_by(10) {
        let needs = bench.client.job_needs(link.id, &NeedsQuery::default()).await.unwrap().needs;
        let expected = graph.needs[*job].iter().map(|need| match failed.binary_search(need) {
            Ok(place) => again.jobs[place].id,
            Err(_) => batch.jobs[*need].id,
        });
        let expected: BTreeSet<JobId> = expected.collect();
        assert_eq!(needs.iter().map(|need| need.id).collect::<BTreeSet<_>>(), expected, "{job}");
    }
    let begun = work(&mut session, failed.len(), |_| false).await;
    assert_eq!(begun.iter().collect::<BTreeSet<_>>().len(), failed.len());
    let jobs = all_over(&bench, again.batch).await;
    assert!(jobs.iter().all(|job| job.state == JobState::Succeeded));
    let request = BatchRerunRequest { batch: Some(again.batch), ..request };
    let nothing = bench.client.rerun_batch(&request, None).await.unwrap_err();
    assert_eq!(refusal(nothing).0, "failed_only");
}

#[tokio::test]
async fn of_an_array_in_a_batch_only_the_tasks_that_failed_run_again() {
    let bench = Bench::start().await;
    let array = JobSubmission { array: Some(TaskNumbers::Count(3)), ..after("a", &[]) };
    let batch = submit(&bench, vec![array, after("b", &["a"]), after("c", &[])]).await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let mut tasks = 0;
    for _ in 0..4 {
        let assignment = session.assignment().await;
        let is_task = line(&assignment) == "a";
        tasks += u32::from(is_task);
        session.finish(assignment.grant, i32::from(is_task && tasks == 2)).await;
    }
    let jobs = all_over(&bench, batch.batch).await;
    let request = BatchRerunRequest {
        failed_only: true,
        jobs: batch.jobs.iter().map(|job| job.id).collect(),
        batch: None,
    };
    let again = bench.client.rerun_batch(&request, None).await.unwrap();
    let names: Vec<_> = again.jobs.iter().map(|job| job.name.as_deref().unwrap()).collect();
    assert_eq!((names, jobs[2].state), (vec!["a", "b"], JobState::Succeeded));
    let part = bench.client.get_job(again.batch).await.unwrap();
    assert_eq!(part.array.unwrap().numbers, "2");
}
