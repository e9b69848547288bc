//! Outbound: how a biller is called.
//!
//! One request, one [`Answer`]. Every call has time-outs, follows no redirect and goes past every proxy, so
//! that a key goes nowhere but to the address that was set. Our request id travels with it.

mod answer;
mod base;
mod page;
mod request;

pub use answer::{Answer, BoxError, Done, Doubt, Failure, FailureKind, Operation, Refusal, Retry};
pub use base::{ApiBase, NotABase};
pub use page::{NotToBeOpened, Page};
pub use request::Call;

pub(crate) use page::Hosts;
pub(crate) use request::{Asked, Content, Reply};

use crate::{BillerName, Secret};
use futures_util::StreamExt;
use muster_seams::Clock;
use reqwest::{Method, redirect::Policy};
use std::{sync::Arc, time::Duration};

/// A list of a hundred subscriptions has about 300 kB.
const LARGEST_ANSWER: usize = 2 << 20;

/// How long a call may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// To a connection.
    pub connect: Duration,
    /// To the end of the answer.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        // A checkout takes two or three seconds on a bad day; somebody is waiting for it.
        Self { connect: Duration::from_secs(5), answer: Duration::from_secs(20) }
    }
}

/// The way to one biller.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) biller: BillerName,
    pub(crate) base: ApiBase,
    key: Secret,
    version: (&'static str, &'static str),
    client: reqwest::Client,
    clock: Arc<dyn Clock>,
}

impl Line {
    pub(crate) fn new(
        biller: BillerName,
        (base, key): (ApiBase, Secret),
        version: (&'static str, &'static str),
        (clock, patience): (Arc<dyn Clock>, Patience),
    ) -> Result<Self, BoxError> {
        let client = client(base.is_in_clear(), patience)?;
        Ok(Self { biller, base, key, version, client, clock })
    }

    /// Sends a request and answers with whatever comes back.
    pub(crate) async fn send(&self, call: Call<'_>, asked: Asked) -> Result<Reply, Failure> {
        let (started, operation) = (self.clock.boot(), asked.operation);
        let lost = |error: reqwest::Error| self.lost(operation, error);
        let answer = self.request(call, asked).send().await.map_err(lost)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut body = Vec::new();
        let mut parts = answer.bytes_stream();
        while let Some(part) = parts.next().await {
            body.extend_from_slice(&part.map_err(lost)?);
            if body.len() > LARGEST_ANSWER {
                return Err(self.failed(operation, FailureKind::Unknown(Doubt::Unreadable)));
            }
        }
        let (now, took) = (self.clock.now(), self.clock.boot().since(started));
        Ok(Reply { biller: self.biller, operation, status, headers, body, now, took })
    }

    fn request(&self, call: Call<'_>, asked: Asked) -> reqwest::RequestBuilder {
        let mut url = self.base.below(&asked.path);
        if !asked.query.is_empty() {
            url.query_pairs_mut().extend_pairs(asked.query);
        }
        let request = self.client.request(asked.method, url);
        let request = request
            .bearer_auth(self.key.reveal())
            .header(self.version.0, self.version.1)
            .header("x-request-id", call.request_id.as_str());
        let request = match call.idempotency_key {
            Some(key) => request.header("idempotency-key", key.as_str()),
            None => request,
        };
        match asked.content {
            Content::Nothing => request,
            Content::Json(json) => request.json(&json),
            Content::Form(form) => {
                request.header("content-type", "application/x-www-form-urlencoded").body(form)
            }
        }
    }

    /// What a request came to that has no answer.
    fn lost(&self, operation: Operation, error: reqwest::Error) -> Failure {
        let kind = match () {
            () if error.is_connect() || error.is_builder() => {
                FailureKind::Refused(Refusal::Unreachable)
            }
            () if error.is_timeout() => FailureKind::Unknown(Doubt::TimedOut),
            () => FailureKind::Unknown(Doubt::ConnectionLost),
        };
        Failure { source: Some(error.without_url().into()), ..self.failed(operation, kind) }
    }

    pub(crate) fn failed(&self, operation: Operation, kind: FailureKind) -> Failure {
        Failure { biller: self.biller, operation, kind, reference: None, source: None }
    }

    /// What a biller says about a request, fit for our own log: short, on one line, without our key.
    pub(crate) fn quote(&self, says: &str) -> String {
        let plain: String = says.chars().filter(|char| !char.is_control()).take(300).collect();
        plain.replace(self.key.reveal(), "***")
    }
}

#[expect(clippy::disallowed_methods, reason = "billers are reached from here alone")]
pub(crate) fn client(is_in_clear: bool, patience: Patience) -> Result<reqwest::Client, BoxError> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("muster/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(patience.connect)
        .timeout(patience.answer)
        .no_proxy()
        .redirect(Policy::none())
        .referer(false);
    if is_in_clear {
        // A machine without certificates could not even talk to itself.
        builder = builder.tls_certs_only([]);
    }
    Ok(builder.build()?)
}

impl Asked {
    /// Something that is only read.
    pub(crate) fn get(operation: Operation, path: impl Into<String>) -> Self {
        Self::new(operation, Method::GET, path)
    }

    pub(crate) fn new(operation: Operation, method: Method, path: impl Into<String>) -> Self {
        Self { operation, method, path: path.into(), query: Vec::new(), content: Content::Nothing }
    }

    pub(crate) fn with_query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub(crate) fn with(mut self, content: Content) -> Self {
        self.content = content;
        self
    }
}
