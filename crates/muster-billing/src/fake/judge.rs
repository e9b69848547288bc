//! Judges: whether a request has the shape that the biller documents.

use super::form;
use http::request::Parts;
use serde_json::{Map, Value};
use std::fmt;
use url::form_urlencoded;

/// A request, as a fake got it.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// `GET`, `POST` and so on.
    pub method: String,
    /// Where, without the question.
    pub path: String,
    /// The question's names and values; what lies inside something is an object.
    pub query: Map<String, Value>,
    /// What was sent along: JSON, or a form in which everything is a text.
    pub content: Value,
    /// Our own id of the request.
    pub request_id: Option<String>,
    /// The key under which a repeat finds the first one's answer.
    pub idempotency_key: Option<String>,
    pub(super) key: Option<String>,
    pub(super) version: Option<String>,
}

impl Asked {
    pub(super) fn read(parts: &Parts, body: &[u8]) -> Self {
        let header = |name: &str| {
            parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let is_form = header("content-type").is_some_and(|it| it.contains("form-urlencoded"));
        let query = parts.uri.query().unwrap_or_default();
        let content = match (body.is_empty(), is_form) {
            // Stripe's own client names a form even where it sends none.
            (true, _) => Value::Null,
            (false, true) => form::nested(form_urlencoded::parse(body)).into(),
            (false, false) => serde_json::from_slice(body).unwrap_or_default(),
        };
        Self {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: form::nested(form_urlencoded::parse(query.as_bytes())),
            content,
            request_id: header("x-request-id"),
            idempotency_key: header("idempotency-key"),
            key: header("authorization"),
            version: header("polar-version"),
        }
    }

    /// A value of the question.
    pub(super) fn asks(&self, name: &str) -> Option<&str> {
        self.query.get(name).and_then(Value::as_str)
    }

    /// A text that was sent along; `/a/b` is what lies inside `a`.
    pub(super) fn says(&self, pointer: &str) -> Option<&str> {
        self.content.pointer(pointer).and_then(Value::as_str)
    }
}

/// Decides whether a request has the right shape.
pub trait Judge: fmt::Debug + Send + Sync {
    /// Everything that is wrong with it.
    fn wrongs(&self, asked: &Asked) -> Vec<String>;
}

/// Knows no specification.
#[derive(Debug, Clone, Copy)]
pub struct Lenient;

impl Judge for Lenient {
    fn wrongs(&self, _asked: &Asked) -> Vec<String> {
        Vec::new()
    }
}
