//! A session opens whoever dials it, and only between the two that hold the right keys.
#![expect(clippy::unwrap_used, reason = "a helper fails like the test that calls it")]

use axum::{Router, extract::Request, response::IntoResponse, routing::any};
use futures_util::{SinkExt, StreamExt};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use muster_api::{
    protocol::{OLDEST_PROTOCOL, PROTOCOL},
    session::{FromCoordinator, FromWorker, Grant, LogHead},
};
use muster_core::{Fence, JobId, Timestamp, WorkerId, log::Stream, owner::Owner};
use muster_seams::{OsRng, Tasks};
use muster_session::{
    Garbled, Introduction, KeyPair, Opened, Proved, PublicKey, SESSION_PATH, SessionError, Wire,
    WorkerFrame, accept, dial_over, prove_worker, receive_hello,
};
use tokio::{io::AsyncWriteExt, sync::oneshot};
use tokio_tungstenite::tungstenite::Message;

/// Both ends of one session: the dialled one and the accepted one, over a real HTTP server.
async fn dial_and_accept() -> (Wire, Wire) {
    let (sender, accepted) = oneshot::channel();
    let sender = std::sync::Arc::new(std::sync::Mutex::new(Some(sender)));
    let handler = move |request: Request| {
        let sender = sender.lock().unwrap().take().unwrap();
        async move {
            match accept(request) {
                Ok((response, upgrade)) => {
                    Tasks::default().spawn("upgrade", async move {
                        drop(sender.send(upgrade.wire().await.unwrap()));
                    });
                    response
                }
                Err(refusal) => refusal.into_response(),
            }
        }
    };
    let near = serve(Router::new().route(SESSION_PATH, any(handler)));
    let dialled = dial_over(Box::new(near), "worker.example:7600", SESSION_PATH).await.unwrap();
    (dialled, accepted.await.unwrap())
}

/// Serves a router at the far end of a pipe.
fn serve(router: Router) -> tokio::io::DuplexStream {
    let (near, far) = tokio::io::duplex(64 * 1024);
    Tasks::default().spawn("server", async move {
        let service = TowerToHyperService::new(router);
        let connection = hyper::server::conn::http1::Builder::new();
        drop(connection.serve_connection(TokioIo::new(far), service).with_upgrades().await);
    });
    near
}

fn worker_id() -> WorkerId {
    WorkerId::from_random([3; 16])
}

fn introduction() -> Introduction {
    Introduction {
        worker: worker_id(),
        version: "0.1.0".into(),
        slots: 2,
        labels: [].into(),
        owner: Owner::default(),
        grants: vec![grant()],
        bookmark: None,
        audit_head: None,
        cannot_update: None,
        failed_update: None,
    }
}

fn grant() -> Grant {
    let fence = Fence { epoch: 4, counter: 7 };
    Grant { job: JobId::from_number(12), attempt: 7, fence }
}

/// Who holds which key, and whom each side expects.
struct Keys {
    worker: KeyPair,
    coordinator: KeyPair,
    expected_worker: PublicKey,
    expected_coordinator: PublicKey,
}

fn keys() -> Keys {
    let (worker, coordinator) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let (expected_worker, expected_coordinator) = (worker.public(), coordinator.public());
    Keys { worker, coordinator, expected_worker, expected_coordinator }
}

fn stranger() -> PublicKey {
    KeyPair::generate().unwrap().public()
}

async fn open(
    keys: &Keys,
    worker: Wire,
    coordinator: Wire,
) -> (Result<Opened, SessionError>, Result<Proved, SessionError>) {
    let expected = &keys.expected_coordinator;
    let worker = prove_worker(worker, introduction(), &keys.worker, expected, &OsRng);
    let coordinator = async {
        let greeting = receive_hello(coordinator).await?;
        assert_eq!(greeting.hello.grants, [grant()]);
        greeting.prove_coordinator(&keys.coordinator, &keys.expected_worker, &OsRng).await
    };
    tokio::join!(worker, coordinator)
}

async fn talk(worker: Wire, coordinator: Wire) {
    let (opened, proved) = open(&keys(), worker, coordinator).await;
    let (mut worker, mut coordinator) = (opened.unwrap(), proved.unwrap());
    assert_eq!((worker.protocol, coordinator.protocol), (PROTOCOL, PROTOCOL));

    let started = FromWorker::Started { grant: grant() };
    worker.sender.send(&started).await.unwrap();
    worker.sender.ping().await.unwrap();
    let at = Timestamp::from_millis(5);
    let head = LogHead { grant: grant(), offset: 0, stream: Stream::Stdout, at, is_gap: false };
    worker.sender.send_log(&head, b"bytes\n").await.unwrap();
    assert_eq!(coordinator.receiver.recv().await.unwrap(), WorkerFrame::Control(started));
    let log = WorkerFrame::Log(head, b"bytes\n".as_slice().into());
    assert_eq!(coordinator.receiver.recv().await.unwrap(), log, "a ping is no frame");

    let stored = FromCoordinator::LogStored { grant: grant(), next: 6 };
    coordinator.sender.send(&stored).await.unwrap();
    assert_eq!(worker.receiver.recv().await.unwrap(), stored);
    worker.sender.close().await.unwrap();
    assert!(matches!(coordinator.receiver.recv().await, Err(SessionError::Closed)));
}

#[tokio::test]
async fn a_worker_that_dials_and_a_worker_that_is_dialled_speak_the_same() {
    let (dialled, accepted) = dial_and_accept().await;
    talk(dialled, accepted).await;
    let (dialled, accepted) = dial_and_accept().await;
    talk(accepted, dialled).await;
}

#[tokio::test]
async fn a_worker_says_nothing_more_to_a_stranger_in_the_coordinators_place() {
    let (worker, coordinator) = dial_and_accept().await;
    let keys = Keys { expected_coordinator: stranger(), ..keys() };
    let (opened, proved) = open(&keys, worker, coordinator).await;
    let error = opened.unwrap_err();
    assert!(matches!(error, SessionError::WrongKey { who: "the coordinator" }), "{error:?}");
    assert_eq!(error.code(), Some("unauthorized"));
    let heard = proved.unwrap_err();
    assert!(
        matches!(heard, SessionError::Transport(_) | SessionError::Closed),
        "the connection must end without a proof: {heard:?}"
    );
}

#[tokio::test]
async fn a_worker_with_another_key_is_told_so_and_gets_nothing() {
    let (worker, coordinator) = dial_and_accept().await;
    let keys = Keys { expected_worker: stranger(), ..keys() };
    let (opened, proved) = open(&keys, worker, coordinator).await;
    let error = proved.unwrap_err();
    assert!(matches!(error, SessionError::WrongKey { who: "the worker" }), "{error:?}");
    let mut opened = opened.unwrap();
    let refused = opened.receiver.recv().await.unwrap();
    assert!(
        matches!(&refused, FromCoordinator::Refused { error, .. } if error == "unauthorized"),
        "{refused:?}"
    );
    assert!(matches!(opened.receiver.recv().await, Err(SessionError::Closed)));
}

async fn say(wire: &mut Wire, frame: &FromWorker) {
    wire.send(Message::text(serde_json::to_string(frame).unwrap())).await.unwrap();
}

async fn hear<T: serde::de::DeserializeOwned>(wire: &mut Wire) -> T {
    let message = wire.next().await.unwrap().unwrap();
    serde_json::from_str(message.to_text().unwrap()).unwrap()
}

/// Listens in on a whole handshake; answers the hello and the proof that were said in it.
async fn listen_in(keys: &Keys) -> (FromWorker, FromWorker) {
    let ((worker, mut from_worker), (mut to_coordinator, coordinator)) =
        (dial_and_accept().await, dial_and_accept().await);
    let relay = async {
        let hello: FromWorker = hear(&mut from_worker).await;
        say(&mut to_coordinator, &hello).await;
        let challenge: FromCoordinator = hear(&mut to_coordinator).await;
        let text = serde_json::to_string(&challenge).unwrap();
        from_worker.send(Message::text(text)).await.unwrap();
        let proof: FromWorker = hear(&mut from_worker).await;
        say(&mut to_coordinator, &proof).await;
        (hello, proof)
    };
    let (said, (opened, proved)) = tokio::join!(relay, open(keys, worker, coordinator));
    assert!(opened.is_ok() && proved.is_ok());
    said
}

#[tokio::test]
async fn a_proof_that_was_listened_to_opens_nothing_later() {
    let keys = keys();
    let (hello, proof) = listen_in(&keys).await;
    let (mut thief, coordinator) = dial_and_accept().await;
    let replay = async {
        say(&mut thief, &hello).await;
        let challenge: FromCoordinator = hear(&mut thief).await;
        assert!(matches!(challenge, FromCoordinator::Challenge { .. }));
        say(&mut thief, &proof).await;
        hear::<FromCoordinator>(&mut thief).await
    };
    let coordinator = async {
        let greeting = receive_hello(coordinator).await.unwrap();
        greeting.prove_coordinator(&keys.coordinator, &keys.expected_worker, &OsRng).await
    };
    let (answer, proved) = tokio::join!(replay, coordinator);
    assert!(matches!(answer, FromCoordinator::Refused { .. }), "{answer:?}");
    assert!(matches!(proved, Err(SessionError::WrongKey { who: "the worker" })), "{proved:?}");
}

#[tokio::test]
async fn a_worker_outside_of_the_window_is_told_which_side_to_update() {
    let (hello, _) = listen_in(&keys()).await;
    let FromWorker::Hello(mut hello) = hello else { panic!("a worker begins with a hello") };
    for (oldest, newest, code, advice) in [
        (PROTOCOL + 1, PROTOCOL + 3, "version_too_new", "update the coordinator first"),
        (0, OLDEST_PROTOCOL - 1, "version_too_old", "update muster on this machine"),
    ] {
        let (mut worker, coordinator) = dial_and_accept().await;
        (hello.oldest_protocol, hello.protocol) = (oldest, newest);
        say(&mut worker, &FromWorker::Hello(hello.clone())).await;
        let (error, answer) = tokio::join!(receive_hello(coordinator), hear(&mut worker));
        assert_eq!(error.unwrap_err().code(), Some(code));
        let FromCoordinator::Refused { error, detail } = answer else { panic!("{answer:?}") };
        assert_eq!(error, code);
        assert!(detail.contains(advice), "{detail}");
    }

    hello.protocol = PROTOCOL + 2;
    hello.oldest_protocol = PROTOCOL;
    let (mut worker, coordinator) = dial_and_accept().await;
    say(&mut worker, &FromWorker::Hello(hello)).await;
    assert!(receive_hello(coordinator).await.is_ok(), "a newer worker that still speaks ours");
}

#[tokio::test]
async fn garbage_in_place_of_a_hello_ends_the_session_with_a_reason() {
    let proof = serde_json::to_string(&FromWorker::Proof { signature: String::new() }).unwrap();
    let short_nonce = r#"{"type":"hello","worker":"wrk_00000000000000000000000000","protocol":1,
        "oldest_protocol":1,"nonce":"AAAA","version":"1","slots":1,"labels":{},"grants":[]}"#;
    let cases = [
        Message::text(""),
        Message::text("\u{1b}]52;c;?\u{7}"),
        Message::text("[".repeat(100_000)),
        Message::text(proof),
        Message::text(short_nonce),
        Message::binary(vec![0xff; 300]),
    ];
    for message in cases {
        let (mut stranger, coordinator) = dial_and_accept().await;
        let (_, heard) = tokio::join!(stranger.send(message.clone()), receive_hello(coordinator));
        let error = heard.unwrap_err();
        assert!(matches!(error, SessionError::Garbled(_)), "{message:.40}: {error:?}");
    }
}

#[tokio::test]
async fn a_message_over_the_limit_ends_the_session() {
    let (mut stranger, coordinator) = dial_and_accept().await;
    let message = Message::binary(vec![b'x'; (1 << 20) + 1]);
    let (_, heard) = tokio::join!(stranger.send(message), receive_hello(coordinator));
    assert!(matches!(heard, Err(SessionError::Transport(_))), "{heard:?}");
}

#[tokio::test]
async fn a_coordinator_that_sends_a_log_is_not_understood() {
    let (worker, coordinator) = dial_and_accept().await;
    let mut coordinator = coordinator;
    let hello = async {
        hear::<FromWorker>(&mut coordinator).await;
        coordinator.send(Message::binary(b"{}\nbytes".to_vec())).await.unwrap();
    };
    let keys = keys();
    let expected = &keys.expected_coordinator;
    let worker = prove_worker(worker, introduction(), &keys.worker, expected, &OsRng);
    let (opened, ()) = tokio::join!(worker, hello);
    let error = opened.unwrap_err();
    assert!(matches!(error, SessionError::Garbled(Garbled::UnexpectedLog)), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_has_gone_silent_is_given_up() {
    let (worker, coordinator) = dial_and_accept().await;
    let (opened, proved) = open(&keys(), worker, coordinator).await;
    let mut worker = opened.unwrap();
    let silent = worker.receiver.recv().await;
    assert!(matches!(silent, Err(SessionError::Silent(_))), "{silent:?}");
    drop(proved);
}

/// Answers the status line to a request that is sent as it is.
async fn answer_to(request: &str) -> String {
    let router = Router::new().route(
        SESSION_PATH,
        any(|request: Request| async {
            accept(request).map_or_else(IntoResponse::into_response, |(response, _)| response)
        }),
    );
    let mut near = serve(router);
    near.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![0; 12];
    tokio::io::AsyncReadExt::read_exact(&mut near, &mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_request_that_is_no_handshake_is_refused_with_its_reason() {
    let upgrade = "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n";
    let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let cases = [
        ("GET", format!("{upgrade}{key}Sec-WebSocket-Version: 13\r\n"), "HTTP/1.1 101"),
        ("GET", format!("{upgrade}{key}Sec-WebSocket-Version: 8\r\n"), "HTTP/1.1 426"),
        ("GET", format!("{upgrade}Sec-WebSocket-Version: 13\r\n"), "HTTP/1.1 400"),
        ("GET", String::new(), "HTTP/1.1 400"),
        ("POST", format!("{upgrade}{key}Sec-WebSocket-Version: 13\r\n"), "HTTP/1.1 405"),
    ];
    for (method, headers, expected) in cases {
        let request = format!("{method} {SESSION_PATH} HTTP/1.1\r\nHost: h\r\n{headers}\r\n");
        assert_eq!(answer_to(&request).await, expected, "{request}");
    }
}
