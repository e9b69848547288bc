//! Token requests: what an agent sends to get a token (RFC 6749, the client's own credentials).
//!
//! The credential stands in the `Authorization` header or in the form, and never in both.

use crate::{Scopes, Secret};
use base64::{Engine, prelude::BASE64_STANDARD};
use http::StatusCode;
use muster_core::AgentId;
use std::{borrow::Cow, collections::BTreeMap};

/// Larger than any request of an agent.
const LARGEST: usize = 8 * 1_024;

/// Somebody who says that they are an agent, and wants a token.
#[derive(Debug, Clone)]
pub struct TokenRequest {
    /// Which agent.
    pub client: AgentId,
    /// What is shown for it.
    pub secret: Secret,
    /// What the token is to be for; everything that the credential is for, if nothing is said.
    pub scopes: Option<Scopes>,
}

/// A request that no token is given for, in the words of RFC 6749.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadTokenRequest {
    /// It is not a form, says something twice, or proves itself in two ways.
    #[error("the request is malformed, says something twice, or shows two credentials")]
    InvalidRequest,
    /// It wants a token in another way.
    #[error("only client_credentials is supported")]
    UnsupportedGrantType,
    /// It shows nothing, or something that is no agent's.
    #[error("the client cannot be known")]
    InvalidClient,
    /// The scopes are none.
    #[error("the scopes are malformed")]
    InvalidScope,
}

impl BadTokenRequest {
    /// The word of the answer.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidClient => "invalid_client",
            Self::InvalidScope => "invalid_scope",
        }
    }

    /// The status of the answer. A 401 comes with `WWW-Authenticate: Basic`.
    pub fn status(self) -> StatusCode {
        match self {
            Self::InvalidClient => StatusCode::UNAUTHORIZED,
            Self::InvalidRequest | Self::UnsupportedGrantType | Self::InvalidScope => {
                StatusCode::BAD_REQUEST
            }
        }
    }
}

type Fields<'a> = BTreeMap<Cow<'a, str>, Cow<'a, str>>;

impl TokenRequest {
    /// Reads the value of the `Authorization` header and the raw form.
    pub fn read(authorization: Option<&str>, form: &[u8]) -> Result<Self, BadTokenRequest> {
        let fields = fields(form)?;
        let word = |name: &str| fields.get(name).map(Cow::as_ref).filter(|it| !it.is_empty());
        match word("grant_type") {
            Some("client_credentials") => {}
            Some(_) => return Err(BadTokenRequest::UnsupportedGrantType),
            None => return Err(BadTokenRequest::InvalidRequest),
        }
        let (client, secret) = match (authorization, word("client_secret")) {
            (Some(_), Some(_)) => return Err(BadTokenRequest::InvalidRequest),
            (Some(header), None) => basic(header)?,
            (None, Some(secret)) => {
                let client = word("client_id").ok_or(BadTokenRequest::InvalidClient)?;
                (client.to_owned(), Secret::new(secret))
            }
            (None, None) => return Err(BadTokenRequest::InvalidClient),
        };
        if word("client_id").is_some_and(|named| named != client) {
            return Err(BadTokenRequest::InvalidRequest);
        }
        let client = client.parse().map_err(|_| BadTokenRequest::InvalidClient)?;
        let scopes = word("scope").map(str::parse).transpose();
        Ok(Self { client, secret, scopes: scopes.map_err(|_| BadTokenRequest::InvalidScope)? })
    }
}

fn fields(form: &[u8]) -> Result<Fields<'_>, BadTokenRequest> {
    if form.len() > LARGEST || std::str::from_utf8(form).is_err() {
        return Err(BadTokenRequest::InvalidRequest);
    }
    let mut fields = Fields::new();
    for (name, value) in url::form_urlencoded::parse(form) {
        if fields.insert(name, value).is_some() {
            return Err(BadTokenRequest::InvalidRequest);
        }
    }
    Ok(fields)
}

/// Name and secret, each encoded as in a form before they were joined.
fn basic(header: &str) -> Result<(String, Secret), BadTokenRequest> {
    let (scheme, text) = header.split_once(' ').ok_or(BadTokenRequest::InvalidClient)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(BadTokenRequest::InvalidClient);
    }
    let decoded = BASE64_STANDARD.decode(text.trim()).ok().map(String::from_utf8);
    let Some(Ok(pair)) = decoded else { return Err(BadTokenRequest::InvalidClient) };
    let (client, secret) = pair.split_once(':').ok_or(BadTokenRequest::InvalidClient)?;
    Ok((unescaped(client), Secret::new(unescaped(secret))))
}

fn unescaped(text: &str) -> String {
    let pair = format!("v={text}");
    let found = url::form_urlencoded::parse(pair.as_bytes()).next();
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGENT: &str = "agt_01040G2081040G2081040G2081";

    fn read(authorization: Option<&str>, form: &str) -> Result<TokenRequest, BadTokenRequest> {
        TokenRequest::read(authorization, form.as_bytes())
    }

    #[track_caller]
    fn refused(authorization: Option<&str>, form: &str, because: BadTokenRequest) {
        assert_eq!(read(authorization, form).map(|_| ()), Err(because), "{form}");
    }

    fn header(text: &str) -> String {
        format!("Basic {}", BASE64_STANDARD.encode(text))
    }

    #[test]
    fn an_agent_shows_its_credential_in_the_form_or_in_the_header() {
        let form = format!("grant_type=client_credentials&client_id={AGENT}&client_secret=s%2B1");
        let header = header(&format!("{AGENT}:s%2B1"));
        let bare = "grant_type=client_credentials";
        for request in [read(None, &form), read(Some(&header), bare)] {
            let request = request.unwrap();
            assert_eq!((request.client.as_str(), request.secret.reveal()), (AGENT, "s+1"));
            assert_eq!(request.scopes, None, "omitted means all");
        }
        let scoped = read(None, &format!("{form}&scope=agents%3Aread+tools:submit")).unwrap();
        assert_eq!(scoped.scopes.unwrap().to_string(), "agents:read tools:submit");
    }

    #[test]
    fn what_is_wrong_is_said_in_the_words_of_the_standard() {
        use BadTokenRequest as B;
        let whole = format!("grant_type=client_credentials&client_id={AGENT}&client_secret=s");
        let header = header(&format!("{AGENT}:s"));
        let bare = "grant_type=client_credentials";
        refused(None, "", B::InvalidRequest);
        refused(None, "{\"grant_type\":\"client_credentials\"}", B::InvalidRequest);
        refused(None, "grant_type=password&username=a&password=b", B::UnsupportedGrantType);
        refused(None, &format!("{whole}&grant_type=client_credentials"), B::InvalidRequest);
        refused(Some(&header), &whole, B::InvalidRequest);
        let other = format!("{bare}&client_id=agt_00000000000000000000000000");
        refused(Some(&header), &other, B::InvalidRequest);
        refused(None, &"x".repeat(LARGEST + 1), B::InvalidRequest);
        refused(None, bare, B::InvalidClient);
        refused(None, &format!("{bare}&client_id=wrk_1&client_secret=s"), B::InvalidClient);
        for bad in ["Bearer x", "Basic", "Basic !", "Basic QQ=="] {
            refused(Some(bad), bare, B::InvalidClient);
        }
        refused(None, &format!("{whole}&scope=everything"), B::InvalidScope);
        assert_eq!(B::InvalidClient.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(B::InvalidScope.status(), StatusCode::BAD_REQUEST);
    }
}
