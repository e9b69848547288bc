//! A listener that does what it is told with each connection, and keeps what it heard.

use muster_client::{Client, Credential, Target};
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinSet,
};

/// What to do with a connection after its request has arrived.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// Close it without a word.
    Hang,
    /// Answer and close.
    Say(u16, &'static str, String),
}

/// The listener; it ends when it is dropped.
pub(crate) struct Wire {
    pub(crate) url: String,
    heard: Arc<Mutex<Vec<String>>>,
    _running: JoinSet<()>,
}

impl Wire {
    /// Listens and gives each connection the next reply; the last one is repeated.
    pub(crate) async fn listen(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let mut running = JoinSet::new();
        running.spawn(answer(listener, replies, Arc::clone(&heard)));
        Self { url, heard, _running: running }
    }

    /// Every request so far, as text.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    pub(crate) async fn client(&self, token: Option<&str>) -> Client {
        let credential = token.map(|token| Credential::from_token(token).unwrap());
        let url = self.url.parse().unwrap();
        Client::over_http(Target { url, credential, allows_plain_http: false }).await.unwrap()
    }
}

async fn answer(listener: TcpListener, replies: Vec<Reply>, heard: Arc<Mutex<Vec<String>>>) {
    for turn in 0.. {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !is_whole(&request) {
            if connection.read_buf(&mut request).await.unwrap() == 0 {
                break;
            }
        }
        heard.lock().unwrap().push(String::from_utf8(request).unwrap());
        if let Reply::Say(status, head, body) = &replies[turn.min(replies.len() - 1)] {
            let length = body.len();
            let text = format!(
                "HTTP/1.1 {status} x\r\ncontent-length: {length}\r\nconnection: close\r\n{head}\r\n\r\n{body}"
            );
            connection.write_all(text.as_bytes()).await.unwrap();
        }
    }
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    body.len() >= header(head, "content-length").and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// A header of a request.
pub(crate) fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let lines = request.lines().skip(1).take_while(|line| !line.is_empty());
    let mut pairs = lines.filter_map(|line| line.split_once(": "));
    pairs.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
