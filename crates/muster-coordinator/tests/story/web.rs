//! Requests as others send them: over a socket, with nothing but what stands in them, and their answers as JSON.

use crate::{bench::Bench, guard::token, wire::Wire};
use muster_core::token::TokenKind;
use serde_json::Value;
use std::net::SocketAddr;

/// Somebody who talks to a coordinator.
#[derive(Clone)]
pub(crate) struct Web {
    pub(crate) address: SocketAddr,
    wire: Wire,
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
        let wire = Wire::near(bench).await;
        Self { address: wire.at, wire }
    }

    /// Somebody who holds a token of this kind.
    pub(crate) async fn holder(bench: &Bench, kind: TokenKind) -> Self {
        let (token, _) = token(bench, kind).await;
        Self::visitor(bench).await.with(&token)
    }

    /// The same with this bearer.
    pub(crate) fn with(&self, bearer: &str) -> Self {
        self.saying(&format!("Authorization: Bearer {bearer}"))
    }

    /// The same with this header alone.
    pub(crate) fn saying(&self, header: &str) -> Self {
        Self { wire: self.wire.saying(header), ..self.clone() }
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
        let wire = if kind.is_empty() {
            self.wire.clone()
        } else {
            self.wire.with(format!("Content-Type: {kind}"))
        };
        let answer = wire.send(&format!("{method} {path}"), &body).await;
        let body = serde_json::from_str(&answer.text).unwrap_or(Value::Null);
        Answer { status: answer.status, head: answer.head, body }
    }
}
