//! Introspection: what is said of a token to somebody who asks about it (RFC 7662).

use super::{AccessToken, KeyRing, second};
use muster_core::Timestamp;
use serde::Serialize;

/// An answer. Of a token that does not count nothing is said but that.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Introspection {
    /// Whether it counts now.
    pub active: bool,
    /// What it may be used for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Who got it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// How it is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<&'static str>,
    /// Until when it counts, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// When it was made, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// Whom it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// Whom it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// Who has made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
}

/// What is said of this token. Whether the one who asks may know is asked before, by whoever has the row:
/// `may_see` is given whom the token names.
pub fn introspect(
    ring: &KeyRing,
    issuer: &str,
    token: &str,
    is_revoked: impl FnOnce(&str) -> bool,
    may_see: impl FnOnce(&AccessToken) -> bool,
    now: Timestamp,
) -> Introspection {
    match AccessToken::verify(ring, issuer, token, is_revoked, now) {
        Ok(token) if may_see(&token) => said_of(&token, issuer),
        _ => Introspection::default(),
    }
}

fn said_of(token: &AccessToken, issuer: &str) -> Introspection {
    let subject = match &token.agent {
        Some(agent) => agent.as_str(),
        None => token.organisation.as_str(),
    };
    Introspection {
        active: true,
        scope: Some(token.scopes.to_string()),
        client_id: Some(subject.to_owned()),
        token_type: Some("Bearer"),
        exp: Some(second(token.expires_at)),
        iat: Some(second(token.issued_at)),
        sub: Some(subject.to_owned()),
        aud: Some(issuer.to_owned()),
        iss: Some(issuer.to_owned()),
        jti: Some(token.id.as_str().to_owned()),
    }
}
