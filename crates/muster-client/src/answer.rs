//! Answers: read whole, within bounds, and turned into what was asked for or into an error.

use crate::{
    error::{BoxError, ClientError},
    transport::Body,
};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::{HeaderMap, Response, StatusCode, header};
use muster_api::Problem;
use serde::{Deserialize, de::DeserializeOwned};

/// The largest page of jobs or log that the coordinator sends is far below this.
const LARGEST: usize = 32 * 1024 * 1024;

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// A problem whose code this version may not know.
#[derive(Deserialize)]
struct AnyProblem {
    error: String,
    detail: String,
    #[serde(default)]
    request_id: String,
}

impl Answer {
    pub(crate) async fn read(answer: Response<Body>) -> Result<Self, BoxError> {
        let (head, mut arriving) = answer.into_parts();
        let mut body = BytesMut::new();
        while let Some(part) = arriving.next().await {
            let part = part?;
            if body.len() + part.len() > LARGEST {
                return Err("the answer is larger than any coordinator sends".into());
            }
            body.extend_from_slice(&part);
        }
        Ok(Self { status: head.status, headers: head.headers, body: body.freeze() })
    }

    /// The answer's content, if the coordinator did what it was asked.
    pub(crate) fn content<T: DeserializeOwned>(
        &self,
        operation: &str,
        url: &str,
    ) -> Result<T, ClientError> {
        if !self.status.is_success() {
            return Err(self.refusal(url));
        }
        if !self.is_json() {
            return Err(self.stranger(url));
        }
        serde_json::from_slice(&self.body).map_err(|error| ClientError::Decode {
            operation: operation.to_owned(),
            source: error.into(),
        })
    }

    /// The answer as the error that it stands for.
    pub(crate) fn refusal(&self, url: &str) -> ClientError {
        let status = self.status.as_u16();
        if let Ok(problem) = serde_json::from_slice::<Problem>(&self.body) {
            return ClientError::Problem(Box::new(problem));
        }
        match serde_json::from_slice(&self.body) {
            Ok(AnyProblem { error: code, detail, request_id }) => {
                ClientError::NewerProblem { status, code, detail, request_id }
            }
            Err(_) => self.stranger(url),
        }
    }

    fn stranger(&self, url: &str) -> ClientError {
        ClientError::NotACoordinator { url: url.to_owned(), status: self.status.as_u16() }
    }

    fn is_json(&self) -> bool {
        let kind = self.headers.get(header::CONTENT_TYPE).map(http::HeaderValue::as_bytes);
        kind.is_some_and(|kind| kind.starts_with(b"application/json"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use muster_api::{ProblemKind, instance::Health};

    fn answer(status: u16, kind: &'static str, body: &'static str) -> Answer {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        let status = StatusCode::from_u16(status).unwrap();
        Answer { status, headers, body: Bytes::from_static(body.as_bytes()) }
    }

    fn read(status: u16, kind: &'static str, body: &'static str) -> Result<Health, ClientError> {
        answer(status, kind, body).content("GET /health", "http://here")
    }

    #[test]
    fn an_answer_is_what_was_asked_for_or_says_what_is_wrong() {
        let json = "application/json; charset=utf-8";
        assert_eq!(read(200, json, r#"{"status":"ok","new":1}"#).unwrap().status, "ok");
        let odd = read(200, json, "[]").unwrap_err();
        assert_eq!(odd.code(), "answer_not_understood");
        let page = read(200, "text/html", "<html>").unwrap_err();
        assert_eq!(page.code(), "not_a_coordinator");
        let proxy = read(502, "text/html", "<html>").unwrap_err();
        assert_eq!((proxy.code(), proxy.is_transient()), ("not_a_coordinator", true));
    }

    #[test]
    fn a_refusal_keeps_its_code_even_if_we_are_older() {
        let known = r#"{"type":"x","error":"job_not_found","title":"t","status":404,"detail":"d","request_id":"r"}"#;
        let known = read(404, "application/problem+json", known).unwrap_err();
        assert!(known.is(ProblemKind::JobNotFound));
        assert_eq!(known.request_id(), Some("r"));
        let newer = r#"{"error":"from_the_future","status":409,"detail":"not yet"}"#;
        let newer = read(409, "application/problem+json", newer).unwrap_err();
        assert_eq!((newer.code(), newer.status()), ("from_the_future", Some(409)));
        assert_eq!(newer.to_string(), "not yet");
    }
}
