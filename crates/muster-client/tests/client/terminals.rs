//! A terminal over connections that break.

use crate::wire::{Reply, Wire};
use base64::{Engine, prelude::BASE64_STANDARD};
use muster_api::terminal::{Terminal, TerminalEnd, TerminalEvent};
use muster_client::Piece;

const STREAM: &str = "content-type: text/event-stream";

fn terminal() -> Terminal {
    Terminal {
        id: "ter_one".parse().unwrap(),
        environment: "env-one".parse().unwrap(),
        opened_at: muster_core::Timestamp::from_millis(0),
        idle_after_seconds: 900,
        unread_after_seconds: 30,
        unconfirmed_bytes: 262_144,
    }
}

fn events(events: &[TerminalEvent]) -> Reply {
    let text = events.iter().map(|event| format!("data: {}\n\n", serde_json::json!(event)));
    Reply::Say(200, STREAM, text.collect())
}

fn shown(text: &str, next: u64) -> TerminalEvent {
    TerminalEvent::Shown { bytes: BASE64_STANDARD.encode(text), next }
}

fn first_lines(wire: &Wire) -> Vec<String> {
    wire.heard().iter().map(|request| request.lines().next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_shown_goes_on_where_the_connection_broke() {
    let over = TerminalEvent::End { why: TerminalEnd::Exited };
    let replies = vec![events(&[shown("one", 3)]), Reply::Hang, events(&[shown("etwo", 6), over])];
    let wire = Wire::listen(replies).await;
    let client = wire.client(None).await;
    let mut shown = client.read_terminal(&terminal()).await.unwrap();
    assert_eq!(shown.next().await.unwrap(), Piece::Bytes(b"one".to_vec()));
    let rest = shown.next().await.unwrap();
    assert_eq!(rest, Piece::Bytes(b"two".to_vec()), "what came twice is shown once");
    assert_eq!(shown.next().await.unwrap(), Piece::End(Some(TerminalEnd::Exited)));
    let asked =
        |after| format!("GET /v1/environments/env-one/terminals/ter_one?after={after} HTTP/1.1");
    assert_eq!(first_lines(&wire), [asked(0), asked(3), asked(3)]);
}

#[tokio::test]
async fn keys_that_may_have_arrived_are_sent_again_under_their_number() {
    let wire = Wire::listen(vec![Reply::Hang, Reply::Say(204, STREAM, String::new())]).await;
    let client = wire.client(None).await;
    let mut keys = client.keys_of(&terminal());
    keys.press(b"ls").await.unwrap();
    keys.press(b"\r").await.unwrap();
    let heard = wire.heard();
    let bodies: Vec<&str> = heard.iter().map(|it| it.split_once("\r\n\r\n").unwrap().1).collect();
    let ls = r#"{"at":0,"bytes":"bHM="}"#;
    assert_eq!(bodies, [ls, ls, r#"{"at":2,"bytes":"DQ=="}"#]);
}
