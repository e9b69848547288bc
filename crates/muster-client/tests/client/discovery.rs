//! Finding the coordinator of a data directory, and not falling for another program on its port.

use crate::wire::{Reply, Wire};
use aws_lc_rs::hmac;
use axum::{
    Json, Router,
    http::HeaderMap,
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use muster_api::instance::{Challenge, ChallengeAnswer, InstanceFile};
use muster_client::{Client, ClientError, Credential, Wish, discover};
use std::{os::unix::fs::PermissionsExt, path::Path};
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

pub(crate) fn answer(key: &str, challenge: &Challenge) -> ChallengeAnswer {
    let nonce = BASE64_URL_SAFE_NO_PAD.decode(&challenge.nonce).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    let tag = hmac::sign(&key, &[b"muster-instance-v1\0", &*nonce].concat());
    ChallengeAnswer { proof: BASE64_URL_SAFE_NO_PAD.encode(tag) }
}

/// A coordinator that holds the key, and tells each caller which bearer it showed.
async fn coordinator(running: &mut JoinSet<()>) -> String {
    let answer = |Json(challenge): Json<Challenge>| async move { Json(answer(KEY, &challenge)) };
    let health = |headers: HeaderMap| async move {
        let bearer = headers["authorization"].to_str().unwrap().to_owned();
        Json(serde_json::json!({ "status": bearer }))
    };
    let router =
        Router::new().route("/v1/instance/challenge", post(answer)).route("/health", get(health));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    running.spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
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
