//! Labels of workers: what they find of themselves, and what people give them.

use crate::bench::{Bench, Identity, Played, conditions, shell};
use muster_api::{
    explanation::WorkerVerdict,
    job::{Job, JobState, JobSubmission},
    session::{FromCoordinator, FromWorker},
    worker::{JoinTokenRequest, Worker, WorkerChange},
};
use muster_client::ClientError;
use muster_core::{
    WorkerId,
    job::Isolation,
    owner::Owner,
    requirement::{LabelValue, Labels},
};
use muster_store::{audit_event, organisation};

fn labels(json: &str) -> Labels {
    serde_json::from_str(json).unwrap()
}

fn given(json: &str) -> WorkerChange {
    WorkerChange { labels: serde_json::from_str(json).unwrap(), ..WorkerChange::default() }
}

fn needing(texts: &[&str]) -> JobSubmission {
    JobSubmission { requirements: conditions(texts), ..shell("make") }
}

/// The code and the field of a refusal.
fn refused<T: std::fmt::Debug>(answer: Result<T, ClientError>) -> (String, String) {
    match answer.unwrap_err() {
        ClientError::Problem(problem) => {
            (problem.error.as_str().to_owned(), problem.field.unwrap_or_default())
        }
        other => panic!("not a refusal: {other:?}"),
    }
}

async fn only_worker(bench: &Bench) -> Worker {
    bench.client.list_workers().await.unwrap().items.remove(0)
}

async fn change(bench: &Bench, id: &WorkerId, json: &str) -> Worker {
    bench.client.change_worker(id, &given(json)).await.unwrap()
}

/// A job that waits, as its explanation says, because the worker does not meet this.
async fn waits(bench: &Bench, submission: JobSubmission, why: &str) -> Job {
    let job = bench.submit(submission).await;
    assert_eq!(job.state, JobState::Queued);
    let groups = bench.client.explain_job(job.id).await.unwrap().groups;
    assert_eq!((groups[0].verdict, &*groups[0].why), (WorkerVerdict::Unfit, why));
    job
}

async fn laptop(bench: &Bench, json: &str) -> (Identity, Played) {
    let laptop = bench.join_with("laptop", 1, labels(json)).await;
    let session = bench.come(&laptop, vec![]).await;
    (laptop, session)
}

#[tokio::test]
async fn a_worker_that_does_not_say_a_level_any_more_gets_no_job_at_it() {
    let bench = Bench::start().await;
    let mut laptop = bench.join_with("laptop", 2, labels(r#"{"landlock":true}"#)).await;
    laptop.labels = labels(r#"{"os":"linux"}"#);
    let mut session = bench.come(&laptop, vec![]).await;
    let confined = JobSubmission { isolation: Some(Isolation::Landlock), ..shell("make") };
    let confined = bench.submit(confined).await;
    let open = bench.submit(shell("true")).await;
    let grant = session.assignment().await.grant;
    assert_eq!(grant.job, open.id, "the older one is passed");
    assert_eq!(only_worker(&bench).await.labels, laptop.labels);

    let says = |json: &str| FromWorker::Changed {
        labels: labels(json),
        owner: Owner::default(),
        failed_update: None,
    };
    session.say(says(r#"{"landlock":true}"#)).await;
    let grant = session.assignment().await.grant;
    assert_eq!(grant.job, confined.id);
    session.finish(grant, 0).await;
    session.say(says("{}")).await;
    let again = JobSubmission { isolation: Some(Isolation::Landlock), ..shell("make") };
    // Frames are heard in order, so it was heard before this.
    session.say(FromWorker::Heartbeat { grants: vec![] }).await;
    let renewed = FromCoordinator::Renewed { grants: vec![] };
    session.hear_until(|frame| (frame == renewed).then_some(())).await;
    let again = bench.submit(again).await;
    assert_eq!(again.reason.as_deref(), Some("1 worker lacks `landlock`"));
}

#[tokio::test]
async fn what_only_a_machine_can_say_is_given_by_nobody() {
    let bench = Bench::start().await;
    let token = |json: &str| JoinTokenRequest { labels: labels(json), ..Default::default() };
    for (json, code, field) in [
        (r#"{"landlock":true}"#, "label_reserved", "labels.landlock"),
        (r#"{"room":"attic","os":"plan9"}"#, "label_reserved", "labels.os"),
        (r#"{"":1}"#, "validation", "labels."),
        (r#"{"room":"a\nb"}"#, "validation", "labels.room"),
    ] {
        let answer = refused(bench.client.create_join_token(&token(json), None).await);
        assert_eq!(answer, (code.to_owned(), field.to_owned()), "{json}");
    }
    let (laptop, _session) = laptop(&bench, r#"{"os":"linux"}"#).await;
    for (json, code, field) in [
        (r#"{"room":"attic","bubblewrap":true}"#, "label_reserved", "labels.bubblewrap"),
        (r#"{"room":"a\nb"}"#, "validation", "labels.room"),
        ("{}", "validation", "name"),
    ] {
        let answer = refused(bench.client.change_worker(&laptop.id, &given(json)).await);
        assert_eq!(answer, (code.to_owned(), field.to_owned()), "{json}");
    }
    let many =
        (0..65).map(|number| (format!("label-{number}"), Some(LabelValue::Bool(true)))).collect();
    let many = WorkerChange { labels: many, ..WorkerChange::default() };
    assert_eq!(refused(bench.client.change_worker(&laptop.id, &many).await).1, "labels");
    let nobody = WorkerId::from_random([7; 16]);
    let answer = refused(bench.client.change_worker(&nobody, &given(r#"{"room":"attic"}"#)).await);
    assert_eq!(answer.0, "worker_not_found");
    assert_eq!(only_worker(&bench).await.given_labels, Labels::new(), "nothing was kept");
}

#[tokio::test]
async fn what_a_token_gives_stands_whatever_the_worker_says_and_until_somebody_takes_it_back() {
    let bench = Bench::start().await;
    let request = JoinTokenRequest {
        labels: labels(r#"{"gpu":"A100","room":"attic"}"#),
        ..JoinTokenRequest::default()
    };
    let token = bench.client.create_join_token(&request, None).await.unwrap().token;
    let laptop =
        bench.join_by(token, "laptop", 1, labels(r#"{"gpu":"Radeon","os":"linux"}"#)).await;
    let _session = bench.come(&laptop, vec![]).await;
    let worker = only_worker(&bench).await;
    assert_eq!(worker.labels, labels(r#"{"gpu":"A100","os":"linux","room":"attic"}"#));
    assert_eq!(worker.given_labels, request.labels);
    let worker = change(&bench, &laptop.id, r#"{"gpu":null,"room":"cellar"}"#).await;
    assert_eq!(worker.labels, labels(r#"{"gpu":"Radeon","os":"linux","room":"cellar"}"#));
}

#[tokio::test]
async fn a_job_that_waits_for_a_label_begins_as_soon_as_somebody_gives_it() {
    let bench = Bench::start().await;
    let (laptop, mut session) = laptop(&bench, r#"{"os":"linux","battery":true}"#).await;
    let attic = waits(&bench, needing(&["os == linux", "room"]), "lacks `room`").await;
    let mains = waits(&bench, needing(&["not battery"]), "`not battery`, but has true").await;
    let quiet = waits(&bench, needing(&["not loud", "room"]), "lacks `room`").await;
    change(&bench, &laptop.id, r#"{"room":"attic","loud":true}"#).await;
    let grant = session.assignment().await.grant;
    assert_eq!(grant.job, attic.id);
    session.finish(grant, 0).await;
    change(&bench, &laptop.id, r#"{"loud":null}"#).await;
    let grant = session.assignment().await.grant;
    assert_eq!(grant.job, quiet.id, "the one that wants no battery is passed");
    session.finish(grant, 0).await;

    let owner = Owner::default();
    let found = labels(r#"{"os":"linux","battery":false}"#);
    session.say(FromWorker::Changed { labels: found, owner, failed_update: None }).await;
    assert_eq!(session.assignment().await.grant.job, mains.id);
    assert_eq!(only_worker(&bench).await.given_labels, labels(r#"{"room":"attic"}"#));
}

#[tokio::test]
async fn what_is_given_is_known_over_a_restart_and_audited_with_what_changed() {
    let bench = Bench::start().await;
    let (laptop, session) = laptop(&bench, "{}").await;
    let both = WorkerChange { name: Some("tower".into()), ..given(r#"{"room":"attic","rack":3}"#) };
    bench.client.change_worker(&laptop.id, &both).await.unwrap();
    change(&bench, &laptop.id, r#"{"room":"attic","rack":null,"none":null}"#).await;
    change(&bench, &laptop.id, r#"{"room":"attic"}"#).await;
    drop(session);
    let bench = bench.restart().await;
    let worker = only_worker(&bench).await;
    assert_eq!((&*worker.name, worker.given_labels), ("tower", labels(r#"{"room":"attic"}"#)));

    let events = bench.store.read(|tx| {
        let own = organisation::all(tx)?.remove(0);
        audit_event::page(tx, &own, None, 100)
    });
    let events = events.await.unwrap().into_iter().rev().map(|event| event.entry);
    let events: Vec<_> = events.filter(|entry| entry.target == laptop.id.to_string()).collect();
    let told: Vec<_> =
        events.iter().map(|entry| (&*entry.action, &*entry.detail)).skip(1).collect();
    assert_eq!(
        told,
        [
            ("worker.rename", r#"{"from":"laptop","name":"tower"}"#),
            ("worker.label", r#"{"labels":{"rack":3,"room":"attic"}}"#),
            ("worker.label", r#"{"labels":{"rack":null}}"#),
        ],
        "what changes nothing is no change"
    );
}
