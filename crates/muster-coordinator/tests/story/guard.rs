//! Who may do what: tokens that look, tokens that change, and removed workers.

use crate::{
    bench::{Bench, shell},
    wire::Wire,
};
use muster_api::{
    job::JobState,
    protocol::{OLDEST_PROTOCOL, PROTOCOL},
    session::FromCoordinator,
    token::TokenRequest,
};
use muster_core::token::TokenKind;
use muster_session::KeyPair;
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
async fn what_is_open_ends_when_its_token_is_revoked() {
    use std::io::{Read, Write};
    let bench = Bench::start().await;
    let (readonly, id) = token(&bench, TokenKind::Readonly).await;
    let at = Wire::near(&bench).await.at;
    let mut stream = std::net::TcpStream::connect(at).unwrap();
    let asked = format!(
        "GET /v1/stream?topics=jobs HTTP/1.1\r\nHost: {at}\r\nAuthorization: Bearer {readonly}\r\nConnection: close\r\n\r\n"
    );
    let open = tokio::task::spawn_blocking(move || {
        stream.write_all(asked.as_bytes()).unwrap();
        let mut begun = [0; 12];
        stream.read_exact(&mut begun).unwrap();
        assert_eq!(&begun, b"HTTP/1.1 200");
        stream
    });
    let mut stream = open.await.unwrap();
    bench.client.revoke_token(&id).await.unwrap();
    // It is read to its end, which comes because nobody may look any more.
    let rest = tokio::task::spawn_blocking(move || stream.read_to_end(&mut Vec::new()));
    assert!(rest.await.unwrap().is_ok());
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

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_who_use_one_join_token_at_once_exactly_one_joins() {
    let bench = Bench::start().await;
    let asked = muster_api::worker::JoinTokenRequest::default();
    let token = bench.client.create_join_token(&asked, None).await.unwrap().token;
    let near = Wire::near(&bench).await;
    let askers = (0..100).map(|place| {
        let body = serde_json::json!({
            "token": token, "public_key": KeyPair::generate().unwrap().public().to_string(),
            "name": format!("worker-{place}"), "slots": 1, "labels": {}, "version": "0.0.0",
        });
        let near = near.clone();
        async move { near.post("/v1/workers/join", body).await.status }
    });
    let mut statuses = futures_util::future::join_all(askers).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![201], vec![401; 99]].concat());
    assert_eq!(bench.client.list_workers().await.unwrap().items.len(), 1);
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

#[tokio::test]
async fn a_worker_that_is_removed_is_told_to_stop_what_goes_back_to_the_queue() {
    let bench = Bench::start().await;
    let who = bench.join("worker", 1).await;
    let mut session = bench.come(&who, vec![]).await;
    let job = bench.submit(shell("sleep 1000")).await;
    let grant = session.assignment().await.grant;
    bench.client.remove_worker(&who.id).await.unwrap();
    session.hear_until(|frame| (frame == FromCoordinator::Stop { grant }).then_some(())).await;
    bench.until(&job, |job| job.state == JobState::Queued).await;
}
