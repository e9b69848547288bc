//! What a job needs, and why it waits.

use crate::bench::{Bench, Played, conditions, shell};
use muster_api::{
    job::{CancelRequest, Job, JobExplanation, JobQuery, JobState, JobSubmission, WorkerVerdict},
    session::{ByeReason, Finished, FromWorker, Grant},
};
use muster_client::ClientError;
use muster_core::{
    job::{AttemptEnd, Isolation},
    requirement::{Labels, Written},
};

fn labels(json: &str) -> Labels {
    serde_json::from_str(json).unwrap()
}

fn needing(needs: &[&str]) -> JobSubmission {
    JobSubmission { requirements: conditions(needs), ..shell("train") }
}

async fn explained(bench: &Bench, job: &Job) -> JobExplanation {
    bench.client.explain_job(job.id).await.unwrap()
}

/// The groups in short: verdict, count, names and what helps.
async fn groups(bench: &Bench, job: &Job) -> Vec<String> {
    let groups = explained(bench, job).await.groups;
    let short = groups.into_iter().map(|group| {
        let (verdict, names) = (group.verdict, group.workers.join(","));
        format!("{verdict:?} {} {names}: {}. {}", group.count, group.why, group.helps)
    });
    short.collect()
}

#[tokio::test]
async fn a_job_goes_to_the_worker_that_meets_every_condition() {
    let bench = Bench::start().await;
    let small = bench.join_with("small", 1, labels(r#"{"os":"linux","cpu_cores":4}"#)).await;
    let large = bench.join_with("large", 1, labels(r#"{"os":"linux","cpu_cores":16}"#)).await;
    let (_small, mut large) = (bench.come(&small, vec![]).await, bench.come(&large, vec![]).await);
    let needs = ["os in [linux, macos]", "cpu_cores >= 8", "not battery", "arch != arm64"];
    let job = bench.submit(needing(&needs)).await;
    assert_eq!(large.assignment().await.grant.job, job.id);
}

#[tokio::test]
async fn requirements_come_back_in_one_form_and_a_map_stays_a_map() {
    let bench = Bench::start().await;
    let map = Written::Labels(labels(r#"{"os":"linux","cpu_cores":8,"gpu":true}"#));
    let as_map = JobSubmission { requirements: map.clone(), ..shell("true") };
    assert_eq!(bench.submit(as_map).await.requirements, map);
    let sloppy = needing(&["  cpu_cores>=8 ", "gpu", "os = linux", "gpu"]);
    let listed = bench.submit(sloppy).await;
    let canonical = conditions(&["cpu_cores >= 8", "gpu", "os == linux"]);
    assert_eq!(listed.requirements, canonical);
    let again = JobSubmission { requirements: listed.requirements, ..shell("true") };
    assert_eq!(bench.submit(again).await.requirements, canonical);
    let rerun = bench
        .client
        .rerun_job(listed.id, &muster_api::job::RerunRequest::default(), None)
        .await
        .unwrap();
    assert_eq!(rerun.requirements, canonical);
}

#[tokio::test]
async fn a_requirement_that_cannot_be_understood_is_named_and_nothing_is_kept() {
    let bench = Bench::start().await;
    let refused = async |needs: &[&str]| match bench
        .client
        .submit_job(&needing(needs), None)
        .await
        .unwrap_err()
    {
        ClientError::Problem(problem) => (problem.field.unwrap(), problem.detail),
        other => panic!("not a refusal: {other:?}"),
    };
    let (field, detail) = refused(&["os == linux", "cpu_cores >= many"]).await;
    assert_eq!(field, "requirements[1]");
    assert_eq!(
        detail,
        "`requirements[1]` is no requirement: `cpu_cores >= many`: `>=` compares numbers, and `many` is none"
    );
    assert_eq!(refused(&["gpu >= true"]).await.0, "requirements[0]");
    assert_eq!(refused(&["gpu", "gpu", r#"os < "text""#]).await.0, "requirements[2]");
    let many: Vec<_> = (0..257).map(|number| format!("x != {number}")).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    assert_eq!(refused(&many).await.0, "requirements");
    assert_eq!(bench.client.list_jobs(&JobQuery::default()).await.unwrap().total, 0);
}

#[tokio::test]
async fn a_waiting_job_is_explained_group_by_group() {
    let bench = Bench::start().await;
    let gpu = r#"{"gpu":true,"cpu_cores":16}"#;
    let early = bench.submit(needing(&["gpu", "cpu_cores >= 8"])).await;
    assert_eq!(explained(&bench, &early).await.summary, "no worker has joined yet");

    let mut sessions = Vec::new();
    for (name, labels_of_it) in [("bare", "{}"), ("small", r#"{"gpu":true,"cpu_cores":4}"#)] {
        let who = bench.join_with(name, 1, labels(labels_of_it)).await;
        sessions.push(bench.come(&who, vec![]).await);
    }
    let away = bench.join_with("away", 1, labels(gpu)).await;
    let sleeper = bench.join_with("laptop-2", 1, labels(gpu)).await;
    let mut session = bench.come(&sleeper, vec![]).await;
    assert_eq!(session.assignment().await.grant.job, early.id, "its slot is taken");
    let job = bench.submit(needing(&["gpu", "cpu_cores >= 8"])).await;
    session.say(FromWorker::Bye { reason: ByeReason::Sleep }).await;
    bench
        .until(&job, |job| job.reason.as_deref().is_some_and(|why| why.contains("stopping")))
        .await;
    drop(session);
    bench.until(&job, |job| job.reason.as_deref().is_some_and(|why| why.contains("asleep"))).await;
    assert_eq!(
        groups(&bench, &job).await,
        [
            "Unfit 1 small: `cpu_cores >= 8`, but has 4. Add a worker with `cpu_cores >= 8`",
            "Unfit 1 bare: lacks `cpu_cores`; lacks `gpu`. Add a worker with `cpu_cores >= 8` and with `gpu`",
            "Asleep 1 laptop-2: asleep. Wake `laptop-2`",
            "Disconnected 1 away: disconnected. Connect `away` again, or wait until it comes back",
        ]
    );

    let mut session = bench.come(&away, vec![]).await;
    assert_eq!(session.assignment().await.grant.job, job.id, "the first one is granted");
    let next = bench.submit(needing(&["gpu", "cpu_cores >= 8"])).await;
    let found = explained(&bench, &next).await;
    let busy = found.groups.iter().find(|group| group.verdict == WorkerVerdict::Busy).unwrap();
    assert_eq!((busy.count, &*busy.helps), (1, "Wait for a slot, or raise `--slots`"));
    assert_eq!(
        Some(&found.summary),
        bench.client.get_job(next.id).await.unwrap().reason.as_ref(),
        "the row says the same"
    );
}

#[tokio::test]
async fn every_row_of_a_list_has_its_own_reason() {
    let bench = Bench::start().await;
    let who = bench.join_with("small", 1, labels(r#"{"cpu_cores":4}"#)).await;
    let _session = bench.come(&who, vec![]).await;
    for needs in ["gpu", "cpu_cores > 4", "hostname == tower"] {
        bench.submit(needing(&[needs])).await;
    }
    let page = bench.client.list_jobs(&JobQuery::default()).await.unwrap();
    let reasons: Vec<_> = page.items.into_iter().filter_map(|job| job.reason).collect();
    let unmet = "1 worker does not meet `cpu_cores > 4`";
    assert_eq!(reasons, ["1 worker lacks `hostname`", unmet, "1 worker lacks `gpu`"]);
}

/// A job that a worker has begun.
async fn begun(bench: &Bench, job: &Job, session: &mut Played) -> Grant {
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    bench.until(job, |job| job.state == JobState::Running).await;
    grant
}

#[tokio::test]
async fn a_job_whose_worker_is_away_says_so() {
    let bench = Bench::start().await;
    let who = bench.join("studio", 1).await;
    let job = bench.submit(shell("sleep 1000")).await;
    let mut session = bench.come(&who, vec![]).await;
    let grant = begun(&bench, &job, &mut session).await;
    assert_eq!(bench.client.get_job(job.id).await.unwrap().reason, None);
    drop(session);
    let away = "its worker is disconnected";
    bench.until(&job, |job| job.reason.as_deref() == Some(away)).await;
    assert_eq!(explained(&bench, &job).await.summary, format!("runs on `studio`; {away}"));

    bench.client.cancel_job(job.id, &CancelRequest::default()).await.unwrap();
    let asked = format!("is being cancelled; {away}");
    bench.until(&job, |job| job.reason == Some(asked.clone())).await;
    let _session = bench.come(&who, vec![grant]).await;
    bench.until(&job, |job| job.reason.as_deref() == Some("is being cancelled")).await;
}

#[tokio::test]
async fn a_job_that_does_not_wait_says_what_it_does() {
    let bench = Bench::start().await;
    let who = bench.join("studio", 1).await;
    let job = bench.submit(JobSubmission { max_attempts: Some(2), ..shell("false") }).await;
    let mut session = bench.come(&who, vec![]).await;
    let said = async || {
        let found = explained(&bench, &job).await;
        assert!(found.groups.is_empty(), "{found:?}");
        (found.state, found.summary, found.retry_at.is_some())
    };

    let grant = session.assignment().await.grant;
    let chosen = "`studio` was chosen and has not begun yet".to_owned();
    assert_eq!(said().await, (JobState::Leased, chosen, false));
    session.say(FromWorker::Started { grant }).await;
    bench.until(&job, |job| job.state == JobState::Running).await;
    assert_eq!(said().await, (JobState::Running, "runs on `studio`".to_owned(), false));
    session.finish(grant, 3).await;
    let waits = "waits before its next attempt: attempt 1 failed: exit code 3".to_owned();
    assert_eq!(said().await, (JobState::RetryWait, waits, true));

    bench.clock.advance(std::time::Duration::from_mins(5));
    let grant = begun(&bench, &job, &mut session).await;
    bench.client.cancel_job(job.id, &CancelRequest::default()).await.unwrap();
    let asked = "is being cancelled: `studio` was asked to end it".to_owned();
    assert_eq!(said().await, (JobState::Running, asked, false));
    let end = AttemptEnd::because(muster_core::job::FailureReason::Cancelled);
    session.say(FromWorker::Finished(Finished::new(grant, end, 0))).await;
    bench.until(&job, |job| job.state.is_terminal()).await;
    let over = "has ended: cancelled".to_owned();
    assert_eq!(said().await, (JobState::Cancelled, over, false));

    let unknown = muster_core::JobId::from_number(4711);
    assert!(bench.client.explain_job(unknown).await.is_err(), "only what is not there is a 404");
}

#[tokio::test]
async fn a_job_with_a_level_of_isolation_waits_for_a_worker_that_gives_it_and_says_so() {
    let bench = Bench::start().await;
    let plain = bench.join_with("plain", 1, labels(r#"{"os":"linux"}"#)).await;
    let careful = bench.join_with("careful", 1, labels(r#"{"landlock":true}"#)).await;
    let _plain = bench.come(&plain, vec![]).await;
    let isolation = Some(Isolation::Landlock);
    let job = bench.submit(JobSubmission { isolation, ..needing(&["not gpu"]) }).await;
    assert_eq!(job.isolation, Isolation::Landlock);
    assert_eq!(job.requirements, conditions(&["not gpu", "landlock"]));
    let told = groups(&bench, &job).await;
    assert!(told.iter().any(|group| group.contains("plain: lacks `landlock`")), "{told:?}");
    let mut careful = bench.come(&careful, vec![]).await;
    let assignment = careful.assignment().await;
    assert_eq!((assignment.grant.job, assignment.isolation), (job.id, Isolation::Landlock));
    careful.finish(assignment.grant, 0).await;
    let again = muster_api::job::RerunRequest::default();
    let again = bench.client.rerun_job(job.id, &again, None).await.unwrap();
    assert_eq!((again.isolation, again.requirements), (Isolation::Landlock, job.requirements));
}
