//! Outbound: how GitHub, Google and Cloudflare are asked.
//!
//! One request, one answer, within seconds and of a bounded length. No redirect is followed and every proxy is
//! passed, so that a secret goes nowhere but to the address that was set. Nothing is tried again in here.

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, future::BoxFuture};
use http::{HeaderValue, Method, Request, Response, header};
use muster_core::{RequestId, network::is_public};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{fmt, time::Duration};

/// A key set has a few kilobytes; nobody whom we ask says more than a hundred.
const LONGEST_ANSWER: usize = 1 << 20;
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// Somebody is waiting for it.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A request that got no answer.
#[derive(Debug, thiserror::Error)]
#[error("no answer")]
pub struct Lost(#[source] pub BoxError);

/// Carries a request to whoever answers it: over the internet, or to a fake of this process.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends it and waits for the whole answer. The caller sees to the time-out.
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, Lost>>;
}

/// The real transport.
#[derive(Debug, Clone)]
pub struct Https(reqwest::Client);

impl Https {
    /// HTTPS to addresses of the public internet, whatever a name server says.
    pub fn public() -> Result<Self, Lost> {
        Self::build(|builder| builder.dns_resolver(PublicNames))
    }

    /// HTTP to this machine, for fakes. A machine without certificates could otherwise not even talk to itself.
    pub fn loopback() -> Result<Self, Lost> {
        Self::build(|builder| builder.tls_certs_only([]))
    }

    #[expect(clippy::disallowed_methods, reason = "the one place where this crate makes a client")]
    fn build(
        adapt: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Result<Self, Lost> {
        let builder = reqwest::Client::builder()
            .user_agent(concat!("muster/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_WITHIN)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false);
        adapt(builder).build().map(Self).map_err(lost)
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Lost> {
        let request = reqwest::Request::try_from(request).map_err(lost)?;
        let answer = self.0.execute(request).await.map_err(lost)?;
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        let (mut body, mut chunks) = (BytesMut::new(), answer.bytes_stream());
        while let Some(chunk) = chunks.next().await {
            body.extend_from_slice(&chunk.map_err(lost)?);
            if body.len() > LONGEST_ANSWER {
                return Err(Lost("the answer is too long".into()));
            }
        }
        *response.body_mut() = body.freeze();
        Ok(response)
    }
}

impl Transport for Https {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, Lost>> {
        Box::pin(self.exchange(request))
    }
}

fn lost(error: reqwest::Error) -> Lost {
    Lost(error.without_url().into())
}

/// Finds names, and keeps to addresses of the public internet.
#[derive(Debug)]
struct PublicNames;

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<_> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(BoxError::from("the name leads to no public address"));
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// A question to somebody else, built up field by field.
#[derive(Debug)]
pub(crate) struct Question(Request<Bytes>);

impl Question {
    pub(crate) fn get(url: &str) -> Self {
        Self::new(Method::GET, url, Bytes::new())
    }

    /// A form, as OAuth has it.
    pub(crate) fn form(url: &str, fields: &[(&str, &str)]) -> Self {
        let form =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let kind = "application/x-www-form-urlencoded";
        Self::new(Method::POST, url, form.into()).with(header::CONTENT_TYPE, kind)
    }

    fn new(method: Method, url: &str, body: Bytes) -> Self {
        let mut request = Request::new(body);
        *request.method_mut() = method;
        // Addresses were checked when they were set; one that is none makes a request that nobody answers.
        *request.uri_mut() = url.parse().unwrap_or_default();
        Self(request).with(header::ACCEPT, "application/json")
    }

    pub(crate) fn with(mut self, name: header::HeaderName, value: &str) -> Self {
        if let Ok(mut value) = HeaderValue::from_str(value) {
            value.set_sensitive(name == header::AUTHORIZATION);
            self.0.headers_mut().insert(name, value);
        }
        self
    }

    /// In which request of ours it is asked.
    pub(crate) fn for_request(self, id: &RequestId) -> Self {
        self.with(header::HeaderName::from_static("x-request-id"), id.as_str())
    }

    /// Asks, and waits no longer than somebody waits.
    pub(crate) async fn ask(self, transport: &dyn Transport) -> Result<Response<Bytes>, Lost> {
        let answer = tokio::time::timeout(ANSWER_WITHIN, transport.send(self.0));
        answer.await.map_err(|_| Lost("no answer came in time".into()))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Somebody who takes a request and says nothing.
    #[derive(Debug)]
    struct Silent;

    impl Transport for Silent {
        fn send(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, Lost>> {
            Box::pin(std::future::pending())
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_never_answers_is_given_up() {
        let asked = Question::get("https://silent.example").ask(&Silent).await;
        assert_eq!(asked.unwrap_err().0.to_string(), "no answer came in time");
    }

    #[tokio::test]
    async fn a_name_that_leads_to_ourselves_is_not_followed() {
        let refused = PublicNames.resolve("localhost".parse().unwrap()).await;
        let error = refused.err().expect("this machine is not the public internet");
        assert_eq!(error.to_string(), "the name leads to no public address");
    }
}
