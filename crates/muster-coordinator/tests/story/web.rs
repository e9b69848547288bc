//! Requests as others send them: over a socket, with nothing but what stands in them.

use crate::{bench::Bench, guard::token};
use muster_core::token::TokenKind;
use serde_json::Value;
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

/// Somebody who talks to a coordinator.
#[derive(Clone)]
pub(crate) struct Web {
    pub(crate) address: SocketAddr,
    header: String,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Value,
}

impl Answer {
    /// A text in it, by its path.
    pub(crate) fn text(&self, pointer: &str) -> String {
        let found = self.body.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_else(|| panic!("no text {pointer} in {self:?}")).to_owned()
    }
}

impl Web {
    /// A visitor.
    pub(crate) async fn visitor(bench: &Bench) -> Self {
        let net = muster_seams::Seams::real().net;
        let listener = net.listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = bench.coordinator.serve(listener, None).unwrap();
        Self { address, header: String::new() }
    }

    /// Somebody who holds a token of this kind.
    pub(crate) async fn holder(bench: &Bench, kind: TokenKind) -> Self {
        let (token, _) = token(bench, kind).await;
        Self::visitor(bench).await.with(&token)
    }

    /// The same with this bearer.
    pub(crate) fn with(&self, bearer: &str) -> Self {
        self.saying(&format!("Authorization: Bearer {bearer}\r\n"))
    }

    /// The same with this header alone.
    pub(crate) fn saying(&self, header: &str) -> Self {
        Self { header: header.to_owned(), ..self.clone() }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "", String::new()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.ask("DELETE", path, "", String::new()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask("POST", path, "application/json", body.to_string()).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.ask("PATCH", path, "application/json", body.to_string()).await
    }

    pub(crate) async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.ask("POST", path, "application/x-www-form-urlencoded", form).await
    }

    async fn ask(&self, method: &str, path: &str, kind: &str, body: String) -> Answer {
        let kind =
            if kind.is_empty() { String::new() } else { format!("Content-Type: {kind}\r\n") };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{}{kind}Content-Length: {}\r\n\r\n{body}",
            self.address,
            self.header,
            body.len(),
        );
        let address = self.address;
        let answered = tokio::task::spawn_blocking(move || exchange(address, &request));
        let text = answered.await.unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        Answer {
            status: head[9..12].parse().unwrap(),
            head: head.to_owned(),
            body: serde_json::from_str(body).unwrap_or(Value::Null),
        }
    }
}

fn exchange(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
