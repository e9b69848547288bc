//! How many requests of other machines are taken.

use crate::{bench::Bench, guard::token, wire::Wire};
use muster_core::token::TokenKind;
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

/// Where the coordinator serves somebody at this address.
pub(crate) async fn serve(bench: &Bench, from: &str) -> SocketAddr {
    Wire::from(bench, from).await.at
}

/// Answers to as many requests as are asked for.
async fn ask(at: SocketAddr, token: &str, times: usize) -> Vec<String> {
    ask_for(at, "/v1/me", token, times).await
}

pub(crate) async fn ask_for(at: SocketAddr, path: &str, token: &str, times: usize) -> Vec<String> {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {at}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    let asking = tokio::task::spawn_blocking(move || {
        let one = |_| {
            let mut stream = TcpStream::connect(at).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        };
        (0..times).map(one).collect()
    });
    asking.await.unwrap()
}

fn count(answers: &[String], status: &str) -> usize {
    answers.iter().filter(|answer| answer.starts_with(&format!("HTTP/1.1 {status} "))).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_guesses_tokens_from_another_machine_is_slowed_down_and_nobody_else_is() {
    let bench = Bench::start().await;
    let (good, _) = token(&bench, TokenKind::Readonly).await;
    let (guesser, other) = (serve(&bench, "192.168.1.5").await, serve(&bench, "192.168.1.6").await);
    let answers = ask(guesser, "guess", 25).await;
    assert_eq!((count(&answers, "401"), count(&answers, "429")), (20, 5));
    let last = answers.last().unwrap().to_ascii_lowercase();
    assert!(
        last.contains("retry-after: ") && last.contains("\"error\":\"rate_limited\""),
        "{last}"
    );
    assert_eq!(count(&ask(guesser, &good, 3).await, "200"), 3, "who has a token is not a guesser");
    assert_eq!(count(&ask(other, "guess", 3).await, "401"), 3, "another address is another one");
    bench.clock.advance(std::time::Duration::from_secs(62));
    assert_eq!(count(&ask(guesser, "guess", 1).await, "401"), 1, "after a while it may try again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_another_machine_is_told_how_many_requests_are_left() {
    let bench = Bench::start().await;
    let (good, _) = token(&bench, TokenKind::Readonly).await;
    let (far, near) = (serve(&bench, "192.168.1.5").await, serve(&bench, "127.0.0.1").await);
    let answers = ask(far, &good, 2).await;
    assert!(answers[1].contains("ratelimit: \"default\";r=1198;t="), "{}", answers[1]);
    let answers = ask(near, &good, 1).await;
    assert!(!answers[0].contains("ratelimit"), "this machine is not counted: {}", answers[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_is_read_on_this_machine_by_anybody_and_elsewhere_with_a_token() {
    let bench = Bench::start().await;
    let (good, _) = token(&bench, TokenKind::Readonly).await;
    let (far, near) = (serve(&bench, "192.168.1.5").await, serve(&bench, "127.0.0.1").await);
    let page = ask_for(near, "/docs", "none", 1).await.remove(0);
    assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("/v1/jobs/{id}/cancel"), "{page}");
    assert!(page.contains("style-src 'self';") && !page.contains("<script"));
    assert_eq!(count(&ask_for(near, "/docs/style.css", "none", 1).await, "200"), 1);
    assert_eq!(count(&ask_for(far, "/docs", "none", 1).await, "401"), 1);
    assert_eq!(count(&ask_for(far, "/docs", &good, 1).await, "200"), 1);
}

/// A request whose body is awaited by the route and does not come yet.
fn begin(at: SocketAddr, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(at).unwrap();
    let length = body.len();
    let form = "Content-Type: application/x-www-form-urlencoded";
    let head = format!("POST /token HTTP/1.1\r\nHost: {at}\r\n{form}\r\nContent-Length: {length}");
    write!(stream, "{head}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n").unwrap();
    let mut word = [0; 25];
    stream.read_exact(&mut word).unwrap();
    assert_eq!(&word, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

fn finish(mut stream: TcpStream, body: &str) -> String {
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_keeps_many_requests_running_keeps_nobody_out_but_itself() {
    const BODY: &str = "grant_type=client_credentials&client_id=none&client_secret=none";
    let bench = Bench::start().await;
    let (slow, other) = (serve(&bench, "192.168.1.5").await, serve(&bench, "192.168.1.6").await);
    let story = tokio::task::spawn_blocking(move || {
        let mut running: Vec<_> = (0..8).map(|_| begin(slow, BODY)).collect();
        let mut ninth = TcpStream::connect(slow).unwrap();
        write!(ninth, "POST /token HTTP/1.1\r\nHost: {slow}\r\nConnection: close\r\n\r\n").unwrap();
        let refused = finish(ninth, "").to_ascii_lowercase();
        assert!(refused.starts_with("http/1.1 429 "), "{refused}");
        assert!(refused.contains("\r\nretry-after: 1\r\n"), "{refused}");
        assert!(refused.contains("8 requests of yours run already"), "{refused}");
        let served = finish(begin(other, BODY), BODY);
        assert!(served.starts_with("HTTP/1.1 401 "), "{served}");
        let over = finish(running.remove(0), BODY);
        assert!(over.starts_with("HTTP/1.1 401 "), "{over}");
        let next = finish(begin(slow, BODY), BODY);
        assert!(next.starts_with("HTTP/1.1 401 "), "{next}");
    });
    story.await.unwrap();
}
