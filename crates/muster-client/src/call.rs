//! Calls: one request of ours, as often as it has to be sent.

use crate::random;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::Serialize;
use serde_json::Value;
use url::form_urlencoded::Serializer;

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What to ask, without saying whom.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// The path and, behind `?`, the query.
    pub(crate) path: String,
    pub(crate) body: Bytes,
    pub(crate) headers: HeaderMap,
}

impl Call {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path.into())
    }

    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path.into())
    }

    /// A question or a demand that may be repeated without harm only if nothing of it arrived.
    pub(crate) fn post(path: impl Into<String>, body: &impl Serialize) -> Self {
        Self::with_body(Method::POST, path.into(), body)
    }

    /// A change of what is there.
    pub(crate) fn patch(path: impl Into<String>, body: &impl Serialize) -> Self {
        Self::with_body(Method::PATCH, path.into(), body)
    }

    fn with_body(method: Method, path: String, body: &impl Serialize) -> Self {
        let mut call = Self::new(method, path);
        // Our own types: plain structures with text keys, which always have a JSON form.
        let json = serde_json::to_vec(body).expect("our own types have a JSON form");
        call.body = json.into();
        call.headers.insert(header::CONTENT_TYPE, JSON);
        call
    }

    /// A form, as OAuth has it.
    pub(crate) fn form(path: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let mut call = Self::new(Method::POST, path.into());
        call.body = Serializer::new(String::new()).extend_pairs(fields).finish().into();
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        call.with(header::CONTENT_TYPE, kind)
    }

    /// The whole of a thing: sending it again leaves the same.
    pub(crate) fn put(path: impl Into<String>, body: &impl Serialize) -> Self {
        Self { method: Method::PUT, ..Self::post(path, body) }
    }

    /// The same of a file.
    pub(crate) fn put_bytes(path: impl Into<String>, file: Vec<u8>) -> Self {
        let mut call = Self::new(Method::PUT, path.into());
        call.body = file.into();
        call.with(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"))
    }

    /// A creation: it happens once, however often it is sent.
    pub(crate) fn create(
        path: impl Into<String>,
        body: &impl Serialize,
        key: Option<&str>,
    ) -> Self {
        let key = key.map_or_else(|| random::name("idem"), ToOwned::to_owned);
        let call = Self::post(path, body);
        // A key that no header can carry is left to the coordinator to refuse, by being absent.
        match HeaderValue::from_str(&key) {
            Ok(value) => call.with(IDEMPOTENCY_KEY, value),
            Err(_) => call,
        }
    }

    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The same call with these fields as its query; empty ones are left out.
    pub(crate) fn with_query(mut self, fields: &impl Serialize) -> Self {
        let fields = serde_json::to_value(fields).expect("our own types have a JSON form");
        let Value::Object(fields) = fields else { return self };
        let mut query = Serializer::new(String::new());
        for (name, value) in fields {
            match value {
                Value::Null => {}
                Value::String(text) => drop(query.append_pair(&name, &text)),
                other => drop(query.append_pair(&name, &other.to_string())),
            }
        }
        let query = query.finish();
        if !query.is_empty() {
            self.path = format!("{}?{query}", self.path);
        }
        self
    }

    /// Whether a second sending does no harm even if the first one arrived.
    pub(crate) fn is_repeatable(&self) -> bool {
        [Method::GET, Method::PUT].contains(&self.method)
            || self.headers.contains_key(IDEMPOTENCY_KEY)
    }

    /// The call as people name it in a message.
    pub(crate) fn operation(&self) -> String {
        let path = self.path.split('?').next().unwrap_or_default();
        format!("{} {path}", self.method)
    }

    fn new(method: Method, path: String) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, JSON);
        Self { method, path, body: Bytes::new(), headers }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_api::job::JobQuery;

    #[test]
    fn a_query_holds_what_was_said_and_is_encoded() {
        let query =
            JobQuery { search: Some("a&b c".into()), limit: Some(5), ..JobQuery::default() };
        let call = Call::get("/v1/jobs").with_query(&query);
        assert_eq!(call.path, "/v1/jobs?limit=5&search=a%26b+c");
        assert_eq!(call.operation(), "GET /v1/jobs");
        assert_eq!(Call::get("/v1/jobs").with_query(&JobQuery::default()).path, "/v1/jobs");
    }

    #[test]
    fn a_creation_has_a_key_and_a_mere_demand_has_none() {
        let made = Call::create("/v1/jobs", &(), None);
        let given = Call::create("/v1/jobs", &(), Some("mine"));
        assert!(made.headers[IDEMPOTENCY_KEY].to_str().unwrap().starts_with("idem_"));
        assert_eq!(given.headers[IDEMPOTENCY_KEY], "mine");
        assert!(!Call::post("/v1/jobs/job_1/cancel", &()).is_repeatable());
        assert!(!Call::delete("/v1/workers/w").is_repeatable());
    }
}
