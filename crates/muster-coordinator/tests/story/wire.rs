//! Requests over real sockets, as any client of any language sends them.

use crate::bench::Bench;
use futures_util::future::BoxFuture;
use muster_seams::{Io, Listen};
use serde_json::Value;
use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
};

/// A listener whose callers seem to be on another machine.
#[derive(Debug)]
struct FromAfar(Box<dyn Listen>, SocketAddr);

impl Listen for FromAfar {
    fn accept(&self) -> BoxFuture<'_, io::Result<(Box<dyn Io>, SocketAddr)>> {
        Box::pin(async move { Ok((self.0.accept().await?.0, self.1)) })
    }
    fn address(&self) -> io::Result<SocketAddr> {
        self.0.address()
    }
}

/// A way to the coordinator, and what is sent along each time.
#[derive(Debug, Clone)]
pub(crate) struct Wire {
    pub(crate) at: SocketAddr,
    headers: Vec<String>,
    /// What is sent as `Host`, if not the address.
    host: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// Status and stable code of a problem.
    pub(crate) fn problem(&self) -> (u16, String) {
        (self.status, self.json()["error"].as_str().unwrap_or_default().to_owned())
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let pairs = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut found = pairs.filter(|(given, _)| given.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.trim())
    }
}

impl Wire {
    /// From this machine.
    pub(crate) async fn near(bench: &Bench) -> Self {
        Self::from(bench, "127.0.0.1").await
    }

    /// From somebody who seems to be at this address.
    pub(crate) async fn from(bench: &Bench, address: &str) -> Self {
        let sockets = bench.seams.net.listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let from = SocketAddr::new(address.parse().unwrap(), 40_000);
        let at = bench.coordinator.serve(Box::new(FromAfar(sockets, from)), None).unwrap();
        Self { at, headers: Vec::new(), host: None }
    }

    /// The same with one more header.
    pub(crate) fn with(&self, header: impl Into<String>) -> Self {
        let mut wire = self.clone();
        wire.headers.push(header.into());
        wire
    }

    /// The same for another name of ours.
    pub(crate) fn named(&self, host: &str) -> Self {
        Self { host: Some(host.to_owned()), ..self.clone() }
    }

    /// The same with these lines in place of all others; nothing, if they are empty.
    pub(crate) fn saying(&self, lines: &str) -> Self {
        let headers = lines.lines().map(str::to_owned).collect();
        Self { headers, ..self.clone() }
    }

    /// The same with a bearer token.
    pub(crate) fn bearing(&self, token: &str) -> Self {
        self.with(format!("Authorization: Bearer {token}"))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(&format!("GET {path}"), "").await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.json("POST", path, body).await
    }

    pub(crate) async fn json(&self, method: &str, path: &str, body: Value) -> Answer {
        let typed = self.with("Content-Type: application/json");
        typed.send(&format!("{method} {path}"), &body.to_string()).await
    }

    /// Sends a request, given as method and path.
    pub(crate) async fn send(&self, asked: &str, body: &str) -> Answer {
        let headers: Vec<_> = self.headers.iter().flat_map(|it| [it.as_str(), "\r\n"]).collect();
        let headers = headers.concat();
        let (at, length) = (self.at, body.len());
        let host = self.host.clone().unwrap_or_else(|| at.to_string());
        let request = format!(
            "{asked} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        let asking = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(at).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        });
        let answer = asking.await.unwrap();
        let (head, text) = answer.split_once("\r\n\r\n").unwrap();
        let status = head[9..12].parse().unwrap();
        Answer { status, head: head.to_owned(), text: text.to_owned() }
    }
}
