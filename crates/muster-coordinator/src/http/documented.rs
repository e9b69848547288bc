//! Errors in the words of the documented registry and of OAuth, beside our own in one body.
//!
//! Clients of the registry read `code` and `message`, those of OAuth `error` and `error_description`; our own
//! `error` is a word of OAuth where OAuth has one. On these routes a value that is not allowed is a 400.

use axum::extract::{MatchedPath, Request};
use http::{HeaderValue, StatusCode, header, response::Parts};
use muster_api::{Problem, ProblemKind};
use serde_json::Value;

/// Which documents a route follows besides ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Registry,
    OAuth,
}

impl Dialect {
    /// That of the route that was found.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        Self::on(request.extensions().get::<MatchedPath>()?.as_str())
    }

    fn on(path: &str) -> Option<Self> {
        let path =
            path.strip_prefix("/api/v1").or_else(|| path.strip_prefix("/v1")).unwrap_or(path);
        let begins = |part: &str| {
            path.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        match () {
            () if begins("/token") || begins("/oauth2") => Some(Self::OAuth),
            () if ["/agents", "/marketplace", "/oidc"].into_iter().any(begins) => {
                Some(Self::Registry)
            }
            () => None,
        }
    }

    /// The body of a problem; its status and type may be others than ours.
    pub(crate) fn answer(self, mut problem: Problem, parts: &mut Parts) -> Vec<u8> {
        if problem.error == ProblemKind::Validation {
            parts.status = StatusCode::BAD_REQUEST;
            problem.status = parts.status.as_u16();
        }
        let written = serde_json::to_value(&problem).ok();
        let mut body = written.and_then(|it| it.as_object().cloned()).unwrap_or_default();
        body.insert("code".to_owned(), code(problem.error).into());
        body.insert("message".to_owned(), problem.detail.clone().into());
        if self == Self::OAuth {
            body.insert("error_description".to_owned(), problem.detail.into());
            let json = HeaderValue::from_static("application/json");
            parts.headers.insert(header::CONTENT_TYPE, json);
        }
        if problem.error == ProblemKind::InvalidClient {
            parts.headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic"));
        }
        Value::Object(body).to_string().into_bytes()
    }
}

/// Which schema errors have on a route that tells them as plain JSON.
pub(crate) fn errors_of(path: &str) -> Option<&'static str> {
    if path.starts_with("/api/v1/environments") {
        return Some("Dev8Problem");
    }
    (Dialect::on(path) == Some(Dialect::OAuth)).then_some("Problem")
}

/// The documented code where there is one, and ours in its manner where there is none.
fn code(kind: ProblemKind) -> String {
    match kind {
        ProblemKind::Validation | ProblemKind::JsonInvalid | ProblemKind::BadId => {
            "VALIDATION_ERROR".to_owned()
        }
        ProblemKind::TokenExpired | ProblemKind::TokenRevoked => "UNAUTHORIZED".to_owned(),
        other => other.as_str().to_ascii_uppercase(),
    }
}
