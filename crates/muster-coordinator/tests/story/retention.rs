//! Retention: jobs that are over go by rules, with their logs, and nothing else does.

use crate::bench::{Bench, Played, shell};
use muster_api::{
    job::{Job, JobQuery, JobState, JobSubmission, TaskNumbers},
    retention::{Retention, RetentionRule},
    session::{FromWorker, LogHead},
};
use muster_client::ClientError;
use muster_core::{JobId, OrganisationId, Timestamp, log::Stream};
use muster_store::{Store, StoreError, organisation, retention, usage_event};
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

fn rule(label: Option<&str>, keep_last: Option<u32>, keep_days: Option<u32>) -> RetentionRule {
    RetentionRule { label: label.map(str::to_owned), keep_last, keep_days }
}

fn rules(rules: &[RetentionRule]) -> Retention {
    Retention { rules: rules.to_vec() }
}

/// Takes the next grant, says something, and succeeds.
async fn run(bench: &Bench, session: &mut Played) {
    let grant = session.assignment().await.grant;
    session.say(FromWorker::Started { grant }).await;
    let at = Timestamp::from_millis(1_795_219_200_000);
    let head = LogHead { grant, offset: 0, stream: Stream::Stdout, at, is_gap: false };
    session.log(&head, b"done\n").await;
    bench.clock.advance(Duration::from_secs(1));
    session.finish(grant, 0).await;
}

async fn until_gone(bench: &Bench, job: &Job) {
    let waiting = async {
        while bench.client.get_job(job.id).await.is_ok() || bench.logs_of(job.id).exists() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.unwrap();
}

async fn kept(bench: &Bench) -> Vec<i64> {
    let page = bench.client.list_jobs(&JobQuery::default()).await.unwrap();
    page.items.iter().map(|job| job.id.number()).collect()
}

async fn used(store: &Store) -> u64 {
    let used = store.read(|tx| {
        let own = organisation::all(tx)?.remove(0);
        let (from, to) = (Timestamp::from_millis(0), Timestamp::from_millis(i64::MAX));
        usage_event::sum(tx, &own, "worker_milliseconds", from, to)
    });
    let used: Result<u64, StoreError> = used.await;
    used.unwrap()
}

#[tokio::test]
async fn what_is_past_goes_with_its_log_and_what_it_used_stays_counted() {
    let bench = Bench::start().await;
    let who = bench.join("studio", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let labels = [("team".to_owned(), "ml".to_owned())];
    let labelled = bench.submit(JobSubmission { labels: labels.into(), ..shell("a") }).await;
    run(&bench, &mut session).await;
    let past = bench.submit(shell("b")).await;
    run(&bench, &mut session).await;
    let array = Some(TaskNumbers::Count(30));
    let array = bench.submit(JobSubmission { array, ..shell("c") }).await;
    for _ in 0..30 {
        run(&bench, &mut session).await;
    }
    let needed = bench.submit(shell("d")).await;
    run(&bench, &mut session).await;
    let needs = vec![needed.id.to_string()];
    let open = bench.submit(JobSubmission { needs: needs.clone(), ..shell("e") }).await;
    session.assignment().await;
    let used_before = used(&bench.store).await;
    assert!(bench.logs_of(past.id).exists() && bench.logs_of(array.id.task(7)).exists());

    let wanted = rules(&[rule(Some("team=ml"), None, None), rule(None, Some(0), None)]);
    let count = async || bench.client.preview_retention(&wanted).await.unwrap().jobs;
    assert_eq!(count().await, 0, "nothing goes on the day of its end");
    bench.clock.advance(DAY * 2);
    assert_eq!(count().await, 2, "neither what a label keeps nor what an open job needs");
    assert_eq!(bench.client.set_retention(&wanted).await.unwrap(), wanted);
    assert_eq!(bench.client.get_retention().await.unwrap(), wanted);

    until_gone(&bench, &past).await;
    until_gone(&bench, &array).await;
    assert_eq!(kept(&bench).await, [open.id, needed.id, labelled.id].map(JobId::number));
    assert!(!bench.logs_of(array.id.task(7)).exists() && bench.logs_of(labelled.id).exists());
    assert_eq!(used(&bench.store).await, used_before, "the bill stays as it was");
    assert_eq!(bench.store.violations().await.unwrap(), []);

    let next = bench.submit(JobSubmission { needs, ..shell("f") }).await;
    assert_eq!(next.id.number(), 6, "no number is given again");
}

#[tokio::test]
async fn what_a_crash_left_between_rows_and_logs_is_removed_and_needed_by_nobody_new() {
    let bench = Bench::start().await;
    let who = bench.join("studio", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let [first, second] = [bench.submit(shell("a")).await, bench.submit(shell("b")).await];
    run(&bench, &mut session).await;
    run(&bench, &mut session).await;
    bench.until(&second, |job| job.state == JobState::Succeeded).await;
    let ids = [first.id, second.id];
    let leaving = bench.store.write(move |tx| {
        let own: OrganisationId = organisation::all(tx)?.remove(0);
        retention::leave(tx, &own, &ids)?;
        retention::remove(tx, &own, ids[0])
    });
    let is_gone: Result<bool, StoreError> = leaving.await;
    assert!(is_gone.unwrap() && bench.logs_of(first.id).exists());

    let needs = vec![second.id.to_string()];
    let refused =
        bench.client.submit_job(&JobSubmission { needs, ..shell("c") }, None).await.unwrap_err();
    let ClientError::Problem(problem) = refused else { panic!("not refused: {refused:?}") };
    assert_eq!(problem.field.as_deref(), Some("needs[0]"));

    let bench = bench.restart().await;
    bench.client.set_retention(&rules(&[])).await.unwrap();
    until_gone(&bench, &first).await;
    until_gone(&bench, &second).await;
    assert_eq!(bench.store.violations().await.unwrap(), []);
}

#[tokio::test]
async fn a_rule_that_is_wrong_is_refused_with_its_path_and_nothing_is_kept() {
    let bench = Bench::start().await;
    for (wrong, field) in [
        (rules(&[rule(None, None, None), rule(Some("team"), None, Some(1))]), "rules[1].label"),
        (rules(&[rule(None, None, Some(0))]), "rules[0].keep_days"),
        (Retention { rules: vec![RetentionRule::default(); 33] }, "rules"),
    ] {
        let refused = bench.client.set_retention(&wrong).await.unwrap_err();
        let ClientError::Problem(problem) = refused else { panic!("not refused: {refused:?}") };
        assert_eq!((problem.error.as_str(), problem.field.as_deref()), ("validation", Some(field)));
    }
    assert_eq!(bench.client.get_retention().await.unwrap(), Retention::default());
}
