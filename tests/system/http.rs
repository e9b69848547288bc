//! Requests as bytes on a socket: what no well-behaved client would send.

use serde_json::Value;
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

/// A test that waits this long for a byte has failed.
const LONGEST: Duration = Duration::from_secs(45);

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The stable code of a problem.
    pub(crate) fn problem(&self) -> String {
        assert!(
            self.head.to_ascii_lowercase().contains("application/problem+json"),
            "not a problem: {self:?}"
        );
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }
}

/// `host:port` of a coordinator's address.
pub(crate) fn authority(url: &str) -> &str {
    url.trim_start_matches("http://").trim_end_matches('/')
}

/// Opens a connection and sends these bytes.
pub(crate) fn send(url: &str, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(authority(url)).unwrap();
    stream.set_read_timeout(Some(LONGEST)).unwrap();
    // The other side may refuse before it has read everything.
    drop(stream.write_all(bytes));
    stream
}

/// Sends these bytes and reads everything that comes back until the other side closes.
pub(crate) fn exchange(url: &str, bytes: &[u8]) -> Answer {
    let mut raw = Vec::new();
    let mut stream = send(url, bytes);
    let mut part = [0; 16 * 1024];
    // A reset after the answer is how a refusal of a large body ends.
    while let Ok(length @ 1..) = stream.read(&mut part) {
        raw.extend_from_slice(&part[..length]);
    }
    let text = String::from_utf8_lossy(&raw).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Answer {
        status: status.unwrap_or_else(|| panic!("no status in {head}")),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// A request with these header lines, asked to be the last one of its connection.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let lines: String =
        headers.iter().map(|(name, value)| [name, ": ", value, "\r\n"].concat()).collect();
    let length =
        if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n{lines}{length}\r\n{body}")
        .into_bytes()
}
