//! One look at a page: by whom, at which address, in which language; and how it is answered.

use super::{
    language::Language,
    page::{Page, whole},
    words::{DE, EN, Words},
};
use crate::{
    app::App,
    crypto::{encode, sha256},
    error::AppError,
    http::origin::Origin,
};
use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header, request::Parts};
use std::sync::Arc;

/// No script, nothing from elsewhere, no frame around it; its one form goes back here.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);
/// With less a browser says `Origin: null` for our own form.
const REFERRER: HeaderValue = HeaderValue::from_static("same-origin");
const VARY: HeaderValue = HeaderValue::from_static("Origin, Accept-Language");
/// It may be kept, and is asked about each time: a listing that was hidden is gone at once.
const ASKED_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
/// The same for everybody until the program is another one.
pub(super) const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// Who looks, and what they are shown it with.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) language: Language,
    /// The address that lines to copy name.
    pub(super) origin: Origin,
    /// Whether it is the operator who looks, and where others would.
    pub(super) preview: Option<Preview>,
    pub(super) is_marketplace_open: bool,
    /// What the browser has kept already.
    known: Option<HeaderValue>,
}

/// What the operator is told above a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Preview {
    /// Others see it at this address.
    At(String),
    /// Nobody else sees it.
    Alone,
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, AppError> {
        Self::of(&parts.uri, &parts.headers, app)
    }
}

impl Visit {
    /// What is known of whoever asks.
    pub(super) fn of(uri: &Uri, headers: &HeaderMap, app: &App) -> Result<Self, AppError> {
        let origin = Origin::of(uri, headers, app)?;
        let preview = match app.outside.public_origin() {
            None => Some(Preview::Alone),
            Some(_) if app.outside.is_public_in(uri, headers) => None,
            Some(public) => Some(Preview::At(format!("{public}/portal"))),
        };
        Ok(Self {
            language: Language::of(headers),
            origin,
            preview,
            is_marketplace_open: app.identity.is_marketplace_open,
            known: headers.get(header::IF_NONE_MATCH).cloned(),
        })
    }

    pub(super) fn words(&self) -> &'static Words {
        match self.language {
            Language::English => &EN,
            Language::German => &DE,
        }
    }

    /// The page, or that what the browser has is still right.
    pub(super) fn answer(&self, page: &Page<'_>) -> Response {
        self.answer_with(StatusCode::OK, page)
    }

    pub(super) fn answer_with(&self, status: StatusCode, page: &Page<'_>) -> Response {
        let body = whole(self, page);
        let mut response = match status {
            StatusCode::OK => unless_known(self.known.as_ref(), body.as_str().to_owned()),
            other => (other, body.as_str().to_owned()).into_response(),
        };
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        let headers: [(HeaderName, HeaderValue); 5] = [
            (header::CONTENT_TYPE, html),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::REFERRER_POLICY, REFERRER),
            (header::VARY, VARY),
            (header::CACHE_CONTROL, ASKED_AGAIN),
        ];
        for (name, value) in headers {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// A body with its tag, or nothing if it is known already.
fn unless_known(known: Option<&HeaderValue>, body: String) -> Response {
    let tag = format!("\"{}\"", encode(&sha256(body.as_bytes())[..18]));
    let is_known =
        known.and_then(|known| known.to_str().ok()).is_some_and(|known| names(known, &tag));
    let mut response =
        if is_known { StatusCode::NOT_MODIFIED.into_response() } else { body.into_response() };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Whether `If-None-Match` names this tag.
fn names(known: &str, tag: &str) -> bool {
    known.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

/// A file that is the same for everybody.
pub(super) fn file(headers: &HeaderMap, kind: &'static str, body: &'static str) -> Response {
    let mut response = unless_known(headers.get(header::IF_NONE_MATCH), body.to_owned());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, KEPT);
    response
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_tag_is_known_in_a_list_and_whatever_its_strength() {
        assert!(names("\"a\"", "\"a\"") && names("\"b\", W/\"a\"", "\"a\"") && names("*", "\"a\""));
        assert!(!names("\"ab\"", "\"a\"") && !names("", "\"a\""));
    }
}
