//! The real transport: HTTPS to a public address.

use super::{
    Base, Lost, Transport, Unopened,
    base::{OwnTls, Way},
    socket,
};
use crate::{
    error::BoxError,
    shell::{Door, Shell},
};
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, future::BoxFuture};
use http::{Request, Response};
use muster_core::network::is_public;
use reqwest::{
    Certificate, ClientBuilder, Identity,
    dns::{Addrs, Name, Resolve, Resolving},
};
use std::time::Duration;

/// Longer than any handshake across the world; a host that takes more is not there.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// A shell that is not open by then will not be.
const OPENED_WITHIN: Duration = Duration::from_secs(20);
// Azure's logs are at most 4 MiB, and nothing else that we ask for is longer.
const LONGEST_ANSWER: usize = 8 * 1024 * 1024;

/// HTTPS with time-outs, past every proxy and following no redirect, so that a token goes nowhere but
/// to the address that was checked.
#[derive(Debug, Clone)]
pub struct Https(reqwest::Client);

/// A transport that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum BadTransport {
    /// A certificate or a key that makes no sense.
    #[error("a certificate or a key cannot be used")]
    Tls(#[from] reqwest::Error),
    /// This system has no sockets that are files.
    #[cfg(not(unix))]
    #[error("this system has no such sockets")]
    Socket,
}

impl Https {
    /// A transport to one provider's address.
    #[expect(clippy::disallowed_methods, reason = "the one place where this crate makes a client")]
    pub fn to(base: &Base) -> Result<Self, BadTransport> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("muster/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_WITHIN)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false);
        builder = match base.way() {
            Way::Public => builder.dns_resolver(PublicNames),
            Way::Own(tls) => known_by(builder, tls)?,
            #[cfg(unix)]
            Way::Socket(path) => builder.unix_socket(path.as_path()),
            #[cfg(not(unix))]
            Way::Socket(_) => return Err(BadTransport::Socket),
        };
        if base.is_plain() {
            // Without this the certificates of the system are read first, and a machine that has none
            // could not even talk to itself.
            builder = builder.tls_certs_only([]);
        }
        Ok(Self(builder.build()?))
    }

    /// A transport without encryption to public addresses, for what is no secret and whoever answers proves nothing.
    /// Its caller sees to it that the host is a name: a number would be dialled whatever it is.
    #[expect(clippy::disallowed_methods, reason = "the same, to nobody in particular")]
    pub fn in_the_clear() -> Result<Self, reqwest::Error> {
        let builder = reqwest::Client::builder()
            .user_agent(concat!("muster/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_WITHIN)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .dns_resolver(PublicNames)
            .tls_certs_only([]);
        builder.build().map(Self)
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Lost> {
        let request = reqwest::Request::try_from(request).map_err(lost)?;
        let answer = self.0.execute(request).await.map_err(lost)?;
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        *response.body_mut() = whole(answer).await?;
        Ok(response)
    }
}

fn known_by(mut builder: ClientBuilder, tls: &OwnTls) -> Result<ClientBuilder, BadTransport> {
    if let Some(roots) = &tls.roots {
        builder = builder.tls_certs_only(Certificate::from_pem_bundle(roots.as_bytes())?);
    }
    if let Some(identity) = &tls.identity {
        builder = builder.identity(Identity::from_pem(identity.reveal().as_bytes())?);
    }
    Ok(builder)
}

impl Transport for Https {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, Lost>> {
        Box::pin(self.exchange(request))
    }

    fn open_shell(&self, door: Door) -> BoxFuture<'_, Result<Shell, Unopened>> {
        Box::pin(async move {
            let opened = tokio::time::timeout(OPENED_WITHIN, socket::open(&self.0, door)).await;
            let late = Lost { is_unsent: false, source: "no shell was opened in time".into() };
            opened.unwrap_or(Err(Unopened::Lost(late)))
        })
    }
}

async fn whole(answer: reqwest::Response) -> Result<Bytes, Lost> {
    let (mut body, mut chunks) = (BytesMut::new(), answer.bytes_stream());
    while let Some(chunk) = chunks.next().await {
        body.extend_from_slice(&chunk.map_err(lost)?);
        if body.len() > LONGEST_ANSWER {
            return Err(Lost { is_unsent: false, source: "the answer is too long".into() });
        }
    }
    Ok(body.freeze())
}

fn lost(error: reqwest::Error) -> Lost {
    let is_unsent = error.is_connect() || error.is_builder();
    Lost { is_unsent, source: error.without_url().into() }
}

/// Finds names, and keeps to addresses of the public internet whatever a name server says.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_leads_to_ourselves_is_not_followed() {
        let refused = PublicNames.resolve("localhost".parse().unwrap()).await;
        let error = refused.err().expect("this machine is not the public internet");
        assert_eq!(error.to_string(), "the name leads to no public address");
    }
}
