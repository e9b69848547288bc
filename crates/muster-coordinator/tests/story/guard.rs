//! Who may do what: tokens that look, tokens that change, and removed workers.

use crate::bench::Bench;
use muster_api::{
    protocol::{OLDEST_PROTOCOL, PROTOCOL},
    token::TokenRequest,
};
use muster_core::token::TokenKind;
use std::time::Duration;

pub(crate) async fn status(bench: &Bench, method: &str, path: &str, token: &str) -> u16 {
    let header = format!("Authorization: Bearer {token}");
    answer(bench, &format!("{method} {path}"), &header).await[9..12].parse().unwrap()
}

/// The whole answer to a request with one header of its own.
pub(crate) async fn answer(bench: &Bench, asked: &str, header: &str) -> String {
    use std::io::{Read, Write};
    let listener =
        muster_seams::Seams::real().net.listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = bench.coordinator.serve(listener, None).unwrap();
    let request =
        format!("{asked} HTTP/1.1\r\nHost: {address}\r\n{header}\r\nConnection: close\r\n\r\n");
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    });
    answer.await.unwrap()
}

pub(crate) async fn token(bench: &Bench, kind: TokenKind) -> (String, muster_core::TokenId) {
    let request = TokenRequest { name: "test".to_owned(), kind, expires_in_seconds: Some(3600) };
    let made = bench.client.create_token(&request, None).await.unwrap();
    (made.token, made.stored.id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_looks_changes_nothing() {
    let bench = Bench::start().await;
    let (readonly, _) = token(&bench, TokenKind::Readonly).await;
    assert_eq!(status(&bench, "GET", "/v1/jobs", &readonly).await, 200);
    for (method, path) in [
        ("POST", "/v1/jobs"),
        ("POST", "/jobs"),
        ("GET", "/jobs/next?node_id=a"),
        ("POST", "/v1/jobs/job_1/cancel"),
        ("POST", "/v1/jobs/cancel"),
        ("PATCH", "/v1/jobs/job_1"),
        ("POST", "/v1/jobs/job_1/hold"),
        ("POST", "/v1/jobs/job_1/release"),
        ("POST", "/v1/queue/pause"),
        ("POST", "/v1/queue/resume"),
        ("POST", "/v1/tokens"),
        ("POST", "/v1/schedules"),
        ("POST", "/v1/schedules/nightly/run"),
        ("DELETE", "/v1/schedules/nightly"),
        ("PUT", "/v1/templates/build"),
        ("POST", "/v1/join-tokens"),
        ("POST", "/v1/console/links"),
        ("DELETE", "/v1/tokens/tok_00000000000000000000000000"),
    ] {
        assert_eq!(status(&bench, method, path, &readonly).await, 403, "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_outside_of_the_window_is_told_which_side_to_update_before_it_shows_a_token() {
    let bench = Bench::start().await;
    for (says, status, told) in [
        (format!("0-{}", OLDEST_PROTOCOL - 1), "426", "version_too_old"),
        (format!("{}-{}", PROTOCOL + 1, PROTOCOL + 3), "426", "version_too_new"),
        (format!("{PROTOCOL}-{}", PROTOCOL + 2), "401", "unauthorized"),
        ("soon".to_owned(), "400", "like `1-3`"),
    ] {
        let header = format!("Muster-Protocol: {says}");
        let answer = answer(&bench, "GET /v1/jobs", &header).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{says}: {answer}");
        assert!(answer.contains("application/problem+json") && answer.contains(told), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_with_its_time_and_with_its_revocation() {
    let bench = Bench::start().await;
    let ((first, id), (second, _)) =
        (token(&bench, TokenKind::Operator).await, token(&bench, TokenKind::Operator).await);
    assert_eq!(status(&bench, "GET", "/v1/me", &first).await, 200);
    bench.client.revoke_token(&id).await.unwrap();
    assert_eq!(status(&bench, "GET", "/v1/me", &first).await, 401);
    assert_eq!(status(&bench, "GET", "/v1/me", &second).await, 200);
    bench.clock.advance(Duration::from_hours(2));
    assert_eq!(status(&bench, "GET", "/v1/me", &second).await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_join_token_opens_nothing() {
    let bench = Bench::start().await;
    let invitation = bench
        .client
        .create_join_token(&muster_api::worker::JoinTokenRequest::default(), None)
        .await
        .unwrap();
    assert_eq!(status(&bench, "GET", "/v1/jobs", &invitation.token).await, 401);
}

#[tokio::test]
async fn a_removed_worker_does_not_come_back() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    session.hear().await;
    bench.client.remove_worker(&who.id).await.unwrap();
    assert!(bench.client.list_workers().await.unwrap().items.is_empty());
}
