//! People over HTTP: one file per part. Paths and words are Den's where Den has any, and Defrag's beside them.

mod handoff;
mod invitations;
mod members;
mod organisations;
mod sessions;
mod sign_in;
mod sign_up;
mod social;

use crate::{
    app::App,
    caller::{Caller, SignedIn},
    crypto,
    engine::people::{Begun, Visitor},
    error::{AppError, invalid},
    http::{
        extract::{Reader, request_id},
        guard::limits::Far,
        serve,
    },
};
use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, header, request::Parts};
use muster_api::{Problem, ProblemKind};
use muster_core::{Secret, token::ClearToken};
use muster_identity::session::SESSION_LIFETIME;
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(sign_up::sign_up))
        .routes(routes!(sign_up::register))
        .routes(routes!(sign_in::ways))
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(sign_in::login))
        .routes(routes!(sign_in::sign_out))
        .routes(routes!(sign_in::get_session))
        .routes(routes!(social::begin))
        .routes(routes!(social::callback))
        .routes(routes!(organisations::list))
        .routes(routes!(sessions::list))
        .routes(routes!(sessions::end))
        .routes(routes!(members::list))
        .routes(routes!(members::change, members::remove))
        .routes(routes!(invitations::list, invitations::create))
        .routes(routes!(invitations::accept))
        .routes(routes!(invitations::redeem))
        .routes(routes!(invitations::revoke))
        .routes(routes!(handoff::begin))
        .routes(routes!(handoff::exchange))
}

/// Browsers and programs say what they are at length.
const LONGEST_AGENT: usize = 200;

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, AppError> {
        let far = parts.extensions.get::<Far>().copied();
        let agent = parts.headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok());
        Ok(Self {
            request_id: request_id(parts)?,
            address: far.map(|Far(address)| address.to_string()),
            agent: agent.map(|it| it.chars().take(LONGEST_AGENT).collect()),
            is_near: far.is_none(),
        })
    }
}

/// A caller that is a person who has signed in.
pub(crate) struct Signed {
    pub(crate) caller: Caller,
    pub(crate) who: SignedIn,
}

impl FromRequestParts<Arc<App>> for Signed {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, AppError> {
        let Reader(caller) = Reader::from_request_parts(parts, app).await?;
        let who = caller.signed_in.clone().ok_or_else(|| {
            Problem::new(ProblemKind::Forbidden, "this is for people who have signed in")
                .with_hint("`muster login --email ADDRESS` signs in with an account")
        })?;
        Ok(Self { caller, who })
    }
}

/// Whether the request came encrypted, to us or to the proxy that has brought it.
pub(crate) struct Scheme {
    is_encrypted: bool,
}

impl FromRequestParts<Arc<App>> for Scheme {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, AppError> {
        Ok(Self { is_encrypted: serve::is_encrypted(&parts.extensions) })
    }
}

impl Scheme {
    /// The address at which the caller has reached us; the guard has checked the host.
    pub(crate) fn base(&self, headers: &HeaderMap) -> String {
        let host = headers.get(header::HOST).and_then(|it| it.to_str().ok()).unwrap_or_default();
        let scheme = if self.is_encrypted { "https" } else { "http" };
        format!("{scheme}://{host}")
    }
}

/// The answer to somebody who has signed in: as JSON, and as a cookie for a browser.
fn welcome(app: &App, begun: &Begun, scheme: &Scheme) -> Response {
    let mut response = axum::Json(begun.answer()).into_response();
    let cookie = app.people.cookies(scheme.is_encrypted).set(&begun.token, SESSION_LIFETIME);
    put_cookie(&mut response, cookie.reveal());
    response
}

fn put_cookie(response: &mut Response, cookie: &str) {
    if let Ok(mut value) = HeaderValue::from_str(cookie) {
        value.set_sensitive(true);
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// The token of an invitation, as somebody has pasted it.
fn invited(text: Option<&Secret>) -> Result<Option<ClearToken>, AppError> {
    let Some(text) = text.filter(|text| !text.reveal().trim().is_empty()) else { return Ok(None) };
    let token = text.reveal().trim().parse::<ClearToken>();
    token.map(Some).map_err(|_| {
        let detail = "the invitation was cut or mistyped on its way";
        Problem::new(ProblemKind::Validation, detail).in_field("invitation").into()
    })
}

/// A name of 1 to 100 characters on one line.
fn named(name: &str) -> Result<String, AppError> {
    let name = name.trim();
    let length = name.chars().count();
    if length == 0 || length > 100 || name.chars().any(char::is_control) {
        return Err(invalid("name", "must have 1 to 100 characters on one line"));
    }
    Ok(name.to_owned())
}

/// The hash under which a grant is kept.
fn grant_hash(grant: &str) -> Vec<u8> {
    crypto::sha256(format!("handoff\0{grant}").as_bytes())
}
