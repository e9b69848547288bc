//! Finding the coordinator of a data directory, and not falling for another program on its port.

use crate::wire::{Reply, Wire};
use aws_lc_rs::{digest, hmac};
use axum::{
    Json, Router,
    body::Body,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use futures_util::stream;
use muster_api::{
    Problem, ProblemKind,
    instance::{Challenge, ChallengeAnswer, InstanceFile},
};
use muster_client::{Client, ClientError, Credential, Wish, discover};
use std::{
    io,
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};
use tokio::{net::TcpListener, task::JoinSet};

pub(crate) const KEY: &str = "bm9ib2R5IGtub3dzIHRoaXMga2V5IGJ1dCB1cyB0d28";
const TOKEN: &str = "5f1d8e2c9b7a4630a1b2c3d4e5f60718";

fn write_instance(dir: &Path, url: &str) {
    write_instance_with(dir, url, KEY);
}

pub(crate) fn write_instance_with(dir: &Path, url: &str, key: &str) {
    let instance =
        InstanceFile { url: url.into(), pid: 1, key: key.into(), version: "0.1.0".into() };
    let path = dir.join("instance.json");
    std::fs::write(&path, serde_json::to_string(&instance).unwrap()).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

async fn look(dir: &Path, token: Option<&str>) -> Result<Client, ClientError> {
    let token = token.map(|token| Credential::from_token(token).unwrap());
    let data_dir = dir.to_owned();
    discover(Wish { url: None, token, data_dir, allows_plain_http: false }).await
}

/// What the holder of a key answers, and nobody without it gets.
pub(crate) fn answer(key: &str, headers: &HeaderMap, challenge: &Challenge) -> Response {
    let hash = digest::digest(&digest::SHA256, key.as_bytes());
    let key = hmac::Key::new(hmac::HMAC_SHA256, hash.as_ref());
    let [nonce, claim] = [&challenge.nonce, &challenge.claim]
        .map(|text| BASE64_URL_SAFE_NO_PAD.decode(text).unwrap());
    let message = |who: &[u8]| [who, &*nonce, headers["host"].as_bytes()].concat();
    if hmac::verify(&key, &message(b"muster-challenge-v1 client\0"), &claim).is_err() {
        let problem = Problem::new(ProblemKind::Unauthorized, "invalid auth token");
        return (StatusCode::UNAUTHORIZED, Json(problem)).into_response();
    }
    let tag = hmac::sign(&key, &message(b"muster-challenge-v1 coordinator\0"));
    Json(ChallengeAnswer { proof: BASE64_URL_SAFE_NO_PAD.encode(tag) }).into_response()
}

/// A coordinator that holds the key and knows the token, and tells each caller which bearer it showed.
async fn coordinator(running: &mut JoinSet<()>) -> String {
    let prove = |headers: HeaderMap, Json(asked): Json<Challenge>| async move {
        let by_key = answer(KEY, &headers, &asked);
        if by_key.status().is_success() { by_key } else { answer(TOKEN, &headers, &asked) }
    };
    let health = |headers: HeaderMap| async move {
        let bearer = headers["authorization"].to_str().unwrap().to_owned();
        Json(serde_json::json!({ "status": bearer }))
    };
    serve(Router::new().route(CHALLENGE, post(prove)).route("/health", get(health)), running).await
}

const CHALLENGE: &str = "/v1/instance/challenge";

async fn serve(router: Router, running: &mut JoinSet<()>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    running.spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

/// With an address that was given.
async fn name(url: &str) -> Result<Client, ClientError> {
    let (url, token) = (Some(url.parse().unwrap()), Some(Credential::from_token(TOKEN).unwrap()));
    discover(Wish { url, token, data_dir: "/nowhere".into(), allows_plain_http: false }).await
}

#[tokio::test]
async fn the_coordinator_of_the_data_directory_is_found_and_given_its_key() {
    let (dir, mut running) = (tempfile::tempdir().unwrap(), JoinSet::new());
    write_instance(dir.path(), &coordinator(&mut running).await);
    let client = look(dir.path(), None).await.unwrap();
    assert_eq!(client.health().await.unwrap().status, format!("Bearer {KEY}"));
    // Somebody who gives a token wants to act with no more than its rights.
    let client = look(dir.path(), Some(TOKEN)).await.unwrap();
    assert_eq!(client.health().await.unwrap().status, format!("Bearer {TOKEN}"));
    let url = client.url().to_owned();
    let client = name(&url).await.unwrap();
    assert_eq!(client.health().await.unwrap().status, format!("Bearer {TOKEN}"));
}

#[tokio::test]
async fn whoever_takes_the_port_after_a_loss_gets_to_see_no_secret() {
    let (mut running, seen) = (JoinSet::new(), Arc::new([const { AtomicU32::new(0) }; 2]));
    let [proofs, bearers] = [0, 1].map(|at| (seen.clone(), at));
    let prove = move |headers: HeaderMap, Json(asked): Json<Challenge>| async move {
        let is_first = proofs.0[proofs.1].fetch_add(1, Relaxed) == 0;
        if is_first { answer(TOKEN, &headers, &asked) } else { Json("no").into_response() }
    };
    let break_off = move |headers: HeaderMap| async move {
        assert!(headers.contains_key("authorization"));
        bearers.0[bearers.1].fetch_add(1, Relaxed);
        let broken = stream::iter([Err::<&str, io::Error>(io::ErrorKind::BrokenPipe.into())]);
        Body::from_stream(broken)
    };
    let router = Router::new().route(CHALLENGE, post(prove)).route("/health", get(break_off));
    let client = name(&serve(router, &mut running).await).await.unwrap();
    client.health().await.expect_err("it never answers");
    assert_eq!(seen[0].load(Relaxed), 2, "it was asked once more");
    assert_eq!(seen[1].load(Relaxed), 1, "and was sent nothing more");
}

#[tokio::test]
async fn another_program_on_the_port_gets_to_see_no_secret() {
    let json = "content-type: application/json";
    let lies = [
        Reply::Hang,
        Reply::Say(200, json, r#"{"proof":"AAAA"}"#.to_owned()),
        Reply::Say(200, json, r#"{"proof":""}"#.to_owned()),
        Reply::Say(200, "content-type: text/html", "<html>".to_owned()),
        Reply::Say(404, "content-type: text/plain", "no".to_owned()),
        Reply::Say(401, json, r#"{"error":"unauthorized","detail":"show me"}"#.to_owned()),
    ];
    for lie in lies {
        let fake = Wire::listen(vec![lie.clone()]).await;
        let dir = tempfile::tempdir().unwrap();
        write_instance(dir.path(), &fake.url);
        let error = look(dir.path(), Some(TOKEN)).await.expect_err("it cannot know the key");
        let is_refused =
            matches!(error, ClientError::Impostor { .. } | ClientError::NotRunning { .. });
        assert!(is_refused, "{lie:?}: {error}");
        let heard = fake.heard().concat();
        assert!(!heard.is_empty() && !heard.contains(TOKEN) && !heard.contains(KEY), "{heard}");
        let fake = Wire::listen(vec![lie.clone()]).await;
        name(&fake.url).await.expect_err("it cannot know the token");
        let heard = fake.heard().concat();
        assert!(!heard.is_empty() && !heard.contains(TOKEN), "{heard}");
    }
}

#[tokio::test]
async fn the_file_of_a_killed_coordinator_means_that_none_runs() {
    let dir = tempfile::tempdir().unwrap();
    let gone = Wire::listen(vec![Reply::Hang]).await.url;
    write_instance(dir.path(), &gone);
    for dir in [dir.path().to_owned(), dir.path().join("empty")] {
        let error = look(&dir, None).await.expect_err("nobody is there");
        assert!(matches!(error, ClientError::NotRunning { .. }), "{error}");
        assert!(error.hint().unwrap().contains("muster serve"));
    }
}
