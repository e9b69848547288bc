//! How calls are sent, repeated and kept from going astray.

use crate::{
    sample::{job, job_id},
    wire::{Reply, Wire, header},
};
use axum::{Extension, Router, routing::get};
use muster_api::{
    Problem, ProblemKind,
    job::{CancelRequest, JobState, JobSubmission},
};
use muster_client::{Client, ClientError};

const TOKEN: &str = "5f1d8e2c9b7a4630a1b2c3d4e5f60718";
const JSON: &str = "content-type: application/json";

fn created() -> Reply {
    let job = serde_json::to_string(&job(JobState::Queued, 0)).unwrap();
    Reply::Say(201, JSON, job)
}

fn submission() -> JobSubmission {
    JobSubmission { command: Some("true".to_owned()), ..JobSubmission::default() }
}

#[tokio::test]
async fn a_creation_is_repeated_under_the_same_key_when_the_connection_breaks() {
    let wire = Wire::listen(vec![Reply::Hang, Reply::Hang, created()]).await;
    let client = wire.client(Some(TOKEN)).await;
    let job = client.submit_job(&submission(), None).await.unwrap();
    assert_eq!(job.id, job_id());

    let heard = wire.heard();
    assert_eq!(heard.len(), 3, "twice into the void and once for real");
    let keys: Vec<_> = heard.iter().map(|request| header(request, "idempotency-key")).collect();
    assert!(keys[0].is_some_and(|key| key.starts_with("idem_")), "{keys:?}");
    assert!(keys.iter().all(|key| *key == keys[0]), "one creation has one key: {keys:?}");
    let bearer = format!("Bearer {TOKEN}");
    assert_eq!(header(&heard[0], "authorization"), Some(&*bearer));
    let ids: Vec<_> = heard.iter().map(|request| header(request, "x-request-id")).collect();
    assert!(ids[0].is_some_and(|id| id.starts_with("req_")) && ids[0] == ids[2], "{ids:?}");
}

#[tokio::test]
async fn two_creations_have_two_keys_unless_the_caller_says_otherwise() {
    let wire = Wire::listen(vec![created()]).await;
    let client = wire.client(None).await;
    for key in [None, None, Some("nightly-2026-11-21")] {
        client.submit_job(&submission(), key).await.unwrap();
    }
    let heard = wire.heard();
    let keys: Vec<_> = heard.iter().map(|request| header(request, "idempotency-key")).collect();
    assert_ne!(keys[0], keys[1]);
    assert_eq!(keys[2], Some("nightly-2026-11-21"));
}

#[tokio::test]
async fn what_could_do_harm_twice_is_sent_once() {
    let wire = Wire::listen(vec![Reply::Hang]).await;
    let client = wire.client(None).await;
    let error = client.cancel_job(job_id(), &CancelRequest::default()).await.unwrap_err();
    assert!(matches!(error, ClientError::Unreachable { .. }), "{error}");
    assert_eq!(wire.heard().len(), 1);
}

#[tokio::test]
async fn patience_ends() {
    let wire = Wire::listen(vec![Reply::Hang]).await;
    let error = wire.client(None).await.get_job(job_id()).await.unwrap_err();
    assert!(error.is_transient(), "{error}");
    assert_eq!(wire.heard().len(), 6, "one call and five repeats");
}

#[tokio::test]
async fn a_coordinator_that_restarts_is_asked_again() {
    let problem = Problem::new(ProblemKind::Restarting, "the coordinator is restarting");
    let busy = Reply::Say(
        503,
        "content-type: application/problem+json\r\nretry-after: 0",
        serde_json::to_string(&problem).unwrap(),
    );
    let wire = Wire::listen(vec![busy, created()]).await;
    let job = wire.client(None).await.submit_job(&submission(), None).await.unwrap();
    assert_eq!((job.id, wire.heard().len()), (job_id(), 2));
}

#[tokio::test]
async fn a_refusal_is_final_and_keeps_its_code() {
    let problem = Problem::new(ProblemKind::JobNotFound, "there is no job `job_1`");
    let body = serde_json::to_string(&problem).unwrap();
    let wire =
        Wire::listen(vec![Reply::Say(404, "content-type: application/problem+json", body)]).await;
    let error = wire.client(None).await.get_job(job_id()).await.unwrap_err();
    assert!(error.is(ProblemKind::JobNotFound), "{error}");
    assert_eq!(wire.heard().len(), 1);
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_the_token() {
    let elsewhere = Wire::listen(vec![created()]).await;
    let head = format!("location: {}/v1/me", elsewhere.url).leak();
    let wire = Wire::listen(vec![Reply::Say(307, head, String::new())]).await;
    let error = wire.client(Some(TOKEN)).await.me().await.unwrap_err();
    assert!(matches!(error, ClientError::NotACoordinator { status: 307, .. }), "{error}");
    assert!(elsewhere.heard().is_empty(), "nobody else may hear of it");
}

#[tokio::test]
async fn nobody_there_is_told_at_once() {
    let gone = Wire::listen(vec![Reply::Hang]).await.url;
    let target = muster_client::Target {
        url: gone.parse().unwrap(),
        credential: None,
        allows_plain_http: false,
    };
    let error = Client::over_http(target).await.unwrap().me().await.unwrap_err();
    assert_eq!(error.code(), "unreachable");
    assert!(error.to_string().contains(&gone), "{error}");
}

#[tokio::test]
async fn within_the_process_identity_is_an_extension_and_no_header() {
    #[derive(Clone)]
    struct Caller(&'static str);
    let health = |Extension(Caller(who)): Extension<Caller>, headers: http::HeaderMap| async move {
        let has_header = headers.contains_key("authorization");
        axum::Json(serde_json::json!({ "status": format!("{who} {has_header}") }))
    };
    let router = Router::new().route("/health", get(health));
    let client = Client::in_process(router, |extensions| {
        extensions.insert(Caller("operator"));
    });
    assert_eq!(client.health().await.unwrap().status, "operator false");
}
