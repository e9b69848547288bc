//! The address at which others reach us, for names that lead back here.

use crate::{app::App, error::AppError};
use axum::extract::FromRequestParts;
use http::{HeaderMap, Uri, header, request::Parts};
use muster_api::ProblemKind;
use std::{net::IpAddr, sync::Arc};
use url::{Host, Url};

/// The public address if there is one; else that at which we are asked, whose host the guard has found to be ours.
#[derive(Debug, Clone)]
pub(crate) struct Origin(Url);

impl Origin {
    /// The address itself.
    pub(crate) fn url(&self) -> &Url {
        &self.0
    }

    /// The same as browsers write it: without a path.
    pub(crate) fn text(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// That of a request.
    pub(crate) fn of(uri: &Uri, headers: &HeaderMap, app: &App) -> Result<Self, AppError> {
        let authority = uri.authority().map(http::uri::Authority::as_str);
        let header = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        Self::read(header.or(authority), app).ok_or_else(|| {
            AppError::told(ProblemKind::BadHost, "the host of this request makes no address")
        })
    }

    fn read(said: Option<&str>, app: &App) -> Option<Self> {
        if let Some(public) = app.outside.public_url() {
            return Some(Self(public.clone()));
        }
        let Some(host) = said else {
            // A request from inside this process names nobody.
            let own = app.urls().into_iter().next();
            return Url::parse(own.as_deref().unwrap_or("http://127.0.0.1")).ok().map(Self);
        };
        let near = Url::parse(&format!("http://{host}/")).ok()?;
        if is_here(&near) {
            return Some(Self(near));
        }
        Url::parse(&format!("https://{host}/")).ok().map(Self)
    }
}

/// Others reach us over TLS.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

impl FromRequestParts<Arc<App>> for Origin {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, AppError> {
        Self::of(&parts.uri, &parts.headers, app)
    }
}
