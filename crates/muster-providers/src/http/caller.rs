//! One call: a request with its id and its time-out, and what its answer makes certain.

use super::{Base, Dialect, Lost, Transport, Unopened};
use crate::{
    Secret,
    check::BadOrder,
    error::{BoxError, Conflict, Doubt, Operation, Outcome, ProviderError, Refusal},
    secret::redacted,
    shell::{Door, Shell, Speech},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use muster_core::{RequestId, Timestamp};
use muster_seams::Clock;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use url::Url;

// Azure takes up to half a minute to accept a container group; nothing that we send takes a whole one.
const ANSWER_WITHIN: Duration = Duration::from_mins(1);
// A message for people; some providers put whole stack traces there.
const LONGEST_WORDS: usize = 500;

/// What to ask, built up field by field.
pub(crate) struct Call<'a> {
    operation: Operation,
    method: Method,
    url: Url,
    request: &'a RequestId,
    headers: HeaderMap,
    body: Bytes,
    patience: Duration,
    /// What must not come back in an error.
    secrets: Vec<Secret>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(
        operation: Operation,
        method: Method,
        url: Url,
        request: &'a RequestId,
    ) -> Self {
        let (headers, body, secrets) = (HeaderMap::new(), Bytes::new(), Vec::new());
        Self { operation, method, url, request, headers, body, patience: ANSWER_WITHIN, secrets }
    }

    pub(crate) fn bearer(self, token: &Secret) -> Self {
        let value = Secret::new(format!("Bearer {}", token.reveal()));
        self.private("authorization", &value).hiding([token.clone()])
    }

    /// A header that nobody else may see.
    pub(crate) fn private(mut self, name: &'static str, secret: &Secret) -> Self {
        // A token that fits in no header is refused as a bad one, by whoever reads it.
        if let Ok(mut value) = HeaderValue::from_str(secret.reveal()) {
            value.set_sensitive(true);
            self.headers.insert(name, value);
        }
        self.hiding([secret.clone()])
    }

    pub(crate) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.insert(name, HeaderValue::from_static(value));
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        let call = self.header("content-type", "application/json");
        Self { body: body.to_string().into(), ..call }
    }

    /// A body that is not JSON, or not only that.
    #[cfg(any(feature = "docker", feature = "kubernetes"))]
    pub(crate) fn body(self, kind: &'static str, body: impl Into<Bytes>) -> Self {
        let call = self.header("content-type", kind);
        Self { body: body.into(), ..call }
    }

    /// Waits longer than usual for the answer.
    #[cfg(feature = "docker")]
    pub(crate) fn within(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    pub(crate) fn form(self, fields: &[(&str, &str)]) -> Self {
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let call = self.header("content-type", "application/x-www-form-urlencoded");
        Self { body: body.into(), ..call }
    }

    pub(crate) fn hiding(mut self, secrets: impl IntoIterator<Item = Secret>) -> Self {
        self.secrets.extend(secrets);
        self
    }

    fn into_request(mut self) -> Request<Bytes> {
        if let Ok(id) = HeaderValue::from_str(self.request.as_str()) {
            self.headers.insert("x-request-id", id);
        }
        let json = HeaderValue::from_static("application/json");
        self.headers.entry(header::ACCEPT).or_insert(json);
        let mut request = Request::new(self.body);
        *request.method_mut() = self.method;
        // Every URL of the `url` crate is a URI.
        *request.uri_mut() = self.url.as_str().parse().unwrap_or_default();
        *request.headers_mut() = self.headers;
        request
    }
}

/// Asks one provider.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) dialect: &'static Dialect,
    pub(crate) base: Base,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Caller {
    /// Asks once. An error says what is certain.
    pub(crate) async fn send(&self, call: Call<'_>) -> Result<Reply, ProviderError> {
        let (operation, secrets) = (call.operation, call.secrets.clone());
        let (method, request_id) = (call.method.clone(), call.request.clone());
        let patience = call.patience;
        let sent = self.transport.send(call.into_request());
        let answer = match tokio::time::timeout(patience, sent).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(lost)) => return Err(self.lost(operation, lost)),
            Err(_) => return Err(self.error(operation, Outcome::Unknown(Doubt::Timeout))),
        };
        let (provider, status) = (self.dialect.provider, answer.status().as_u16());
        tracing::debug!(%provider, %operation, %method, status, %request_id, "answered");
        self.read(operation, answer, &secrets)
    }

    /// Opens a shell with what was asked.
    pub(crate) async fn open(
        &self,
        call: Call<'_>,
        speech: Speech,
    ) -> Result<Shell, ProviderError> {
        let operation = call.operation;
        let opened = self.transport.open_shell(Door { request: call.into_request(), speech });
        opened.await.map_err(|unopened| match unopened {
            Unopened::Lost(lost) => self.lost(operation, lost),
            // Why, only the body of another request would say; a shell changes nothing that could be in doubt.
            Unopened::Refused(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
                self.refuse(operation, Refusal::Unauthorised, "these credentials open no shell")
            }
            Unopened::Refused(status) => {
                self.error(operation, Outcome::Unknown(Doubt::Status(status.as_u16())))
            }
        })
    }

    fn read(
        &self,
        operation: Operation,
        answer: Response<Bytes>,
        secrets: &[Secret],
    ) -> Result<Reply, ProviderError> {
        let (head, body) = answer.into_parts();
        let status = head.status;
        let garbled = self.error(operation, Outcome::Unknown(Doubt::Garbled));
        let error = ProviderError { provider_request: self.named(&head.headers), ..garbled };
        if status.is_success() {
            return Ok(Reply { status, body, error });
        }
        let said = (self.dialect.read)(&body);
        Err(ProviderError {
            outcome: self.dialect.outcome(operation, status, said.as_ref()),
            said: said.map(|said| shortened(&redacted(&said.message, secrets))),
            not_before: self.not_before(&head.headers),
            ..error
        })
    }

    fn not_before(&self, headers: &HeaderMap) -> Option<Timestamp> {
        (self.dialect.wait)(headers).map(|wait| wait.from(self.clock.now()))
    }

    fn named(&self, headers: &HeaderMap) -> Option<String> {
        let name = headers.get(self.dialect.request_header)?.to_str().ok()?;
        Some(shortened(name))
    }

    fn lost(&self, operation: Operation, lost: Lost) -> ProviderError {
        let outcome = if lost.is_unsent { Outcome::Unsent } else { Outcome::Unknown(Doubt::Cut) };
        self.error(operation, outcome).because(lost.source)
    }

    pub(crate) fn error(&self, operation: Operation, outcome: Outcome) -> ProviderError {
        ProviderError::new(self.dialect.provider, operation, outcome)
    }
}

/// What an engine itself has to say, whoever it asks.
impl Caller {
    /// Refuses an order that cannot be right, before anybody is asked.
    pub(crate) fn checked(
        &self,
        operation: Operation,
        checked: Result<(), BadOrder>,
    ) -> Result<(), ProviderError> {
        checked.map_err(|bad| self.refuse(operation, Refusal::BadRequest, bad.to_string()))
    }

    pub(crate) fn refuse(
        &self,
        operation: Operation,
        refusal: Refusal,
        says: impl Into<String>,
    ) -> ProviderError {
        self.error(operation, Outcome::Refused(refusal)).saying(says)
    }

    pub(crate) fn conflict(
        &self,
        operation: Operation,
        conflict: Conflict,
        says: &str,
    ) -> ProviderError {
        self.refuse(operation, Refusal::Conflict(conflict), says)
    }

    /// An answer that makes no sense.
    pub(crate) fn garbled(&self, operation: Operation, why: impl Into<BoxError>) -> ProviderError {
        self.error(operation, Outcome::Unknown(Doubt::Garbled)).because(why)
    }

    pub(crate) fn absent(&self, operation: Operation) -> ProviderError {
        self.error(operation, Outcome::Absent)
    }
}

/// An answer that says yes. It has no `Debug`, because it may be full of secrets.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    body: Bytes,
    /// What it is if it cannot be understood.
    error: ProviderError,
}

impl Reply {
    /// Its content. What is in it stays out of the error: it may be secret.
    pub(crate) fn json<T: DeserializeOwned>(self) -> Result<T, ProviderError> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let place = format!(
                "{:?} at line {}, column {}",
                error.classify(),
                error.line(),
                error.column()
            );
            self.error.because(place)
        })
    }

    /// Its content as it is.
    #[cfg(any(feature = "docker", feature = "kubernetes"))]
    pub(crate) fn bytes(self) -> Bytes {
        self.body
    }

    /// The same, and with nothing in it: a page with the right status comes from somebody in between.
    pub(crate) fn empty(self, statuses: &[u16]) -> Result<(), ProviderError> {
        if self.body.is_empty() { self.done(statuses) } else { Err(self.error) }
    }

    /// Nothing but a yes, given with one of these statuses: a page with any other one comes from
    /// somebody in between.
    pub(crate) fn done(self, statuses: &[u16]) -> Result<(), ProviderError> {
        let status = self.status.as_u16();
        if statuses.contains(&status) {
            return Ok(());
        }
        Err(ProviderError { outcome: Outcome::Unknown(Doubt::Status(status)), ..self.error })
    }
}

/// Somebody else's words, as many as people will read.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(LONGEST_WORDS).collect()
}
