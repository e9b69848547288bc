//! Tokens for an agent's worker: what `POST /auth/agent-token` gives, for a quarter of an hour.
//!
//! The worker checks them by itself. It has either a secret that we have as well, and reads HS256, or the public
//! half of our RSA key, and reads RS256. Which of the two is set decides, and never the token; with both set
//! nobody could say which one counts, so that is an error at the start.

use super::{
    Algorithm, BadKey, Claims, Expected, Issued, NotIssued, Refusal, SigningKey, TokenType,
    VerifyingKey, second, verify,
};
use crate::Scopes;
use muster_core::{Secret, Timestamp, TokenId};
use muster_seams::Rng;
use serde_json::{Value, json};
use std::time::Duration;

const LIFETIME: Duration = Duration::from_mins(15);
/// The worker takes no shorter name for a person.
const SHORTEST_SUBJECT: usize = 3;

/// What agent tokens are signed with, as it is set.
#[derive(Debug, Clone)]
pub enum AgentKey {
    /// A secret that the worker has as well.
    Shared(SigningKey),
    /// Our own RSA key; the public half that the worker has, if it was set here too.
    Ours(Option<VerifyingKey>),
}

/// What cannot be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAgentKey {
    /// There is a secret, and a public key as well.
    #[error("AGENT_JWT_SECRET and JWT_PUBLIC_KEY are both set: only one of them can count")]
    Both,
    /// The secret is none.
    #[error("AGENT_JWT_SECRET: {0}")]
    Secret(BadKey),
    /// The public key is none.
    #[error("JWT_PUBLIC_KEY: {0}")]
    PublicKey(BadKey),
    /// The worker would not read it.
    #[error("agent tokens are signed with an RSA key, because their workers read RS256 alone")]
    NotRsa,
    /// The worker has another key's public half.
    #[error("JWT_PUBLIC_KEY is not the public half of the key that signs")]
    NotAPair,
}

impl AgentKey {
    /// What is meant by these two settings.
    pub fn choose(secret: Option<&Secret>, public: Option<&str>) -> Result<Self, BadAgentKey> {
        match (secret, public) {
            (Some(_), Some(_)) => Err(BadAgentKey::Both),
            (Some(secret), None) => {
                SigningKey::shared(secret).map(Self::Shared).map_err(BadAgentKey::Secret)
            }
            (None, None) => Ok(Self::Ours(None)),
            (None, Some(pem)) => {
                let key = VerifyingKey::from_pem(&crate::pem::unfold(pem));
                let key = key.map_err(BadAgentKey::PublicKey)?;
                if key.algorithm() == Algorithm::Rs256 {
                    Ok(Self::Ours(Some(key)))
                } else {
                    Err(BadAgentKey::NotRsa)
                }
            }
        }
    }
}

/// What a person wants a token for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentTokenOrder<'a> {
    /// Who the person is.
    pub subject: &'a str,
    /// Whether the agent may remember.
    pub memory: bool,
    /// Whether it may use tools.
    pub tools: bool,
    /// Whether it may export.
    pub export: bool,
}

/// What a token allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentToken {
    /// Who the person is.
    pub subject: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// Whether the agent may remember.
    pub memory: bool,
    /// Whether it may use tools.
    pub tools: bool,
    /// Whether it may export.
    pub export: bool,
}

/// Makes and checks agent tokens.
#[derive(Debug, Clone)]
pub struct AgentTokens {
    key: SigningKey,
    issuer: String,
    audience: String,
}

impl AgentTokens {
    /// With the key that was chosen; `ours` is the RSA key of this coordinator.
    pub fn new(
        chosen: &AgentKey,
        ours: &SigningKey,
        (issuer, audience): (&str, &str),
    ) -> Result<Self, BadAgentKey> {
        let key = match chosen {
            AgentKey::Shared(key) => key,
            AgentKey::Ours(_) if ours.algorithm() != Algorithm::Rs256 => {
                return Err(BadAgentKey::NotRsa);
            }
            AgentKey::Ours(Some(public)) if !public.is_same_key(ours.verifying()) => {
                return Err(BadAgentKey::NotAPair);
            }
            AgentKey::Ours(_) => ours,
        };
        Ok(Self { key: key.clone(), issuer: issuer.to_owned(), audience: audience.to_owned() })
    }

    /// A token for a quarter of an hour.
    pub fn issue(
        &self,
        order: &AgentTokenOrder<'_>,
        rng: &dyn Rng,
        now: Timestamp,
    ) -> Result<Issued, NotIssued> {
        let id = TokenId::from_random(rng.bytes());
        let expires_at = Timestamp::from_millis(second(now) * 1_000).after(LIFETIME);
        let mut scope = vec!["agent:chat"];
        scope.extend(order.tools.then_some("agent:tool"));
        scope.extend(order.export.then_some("agent:export"));
        let claims = json!({
            "iss": self.issuer, "aud": self.audience, "sub": order.subject, "jti": id.as_str(),
            "iat": second(now), "nbf": second(now), "exp": second(expires_at), "scope": scope,
            "mem": order.memory, "tools": order.tools, "export": order.export,
        });
        let token = self.key.sign(TokenType::Plain.as_str(), &claims)?;
        Ok(Issued { token, id, expires_at })
    }

    /// What a token allows, as its worker would read it.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<AgentToken, Refusal> {
        let issuers = [self.issuer.as_str()];
        let expected = Expected::of(TokenType::Plain, &issuers, &self.audience);
        let expected = Expected { longest: LIFETIME, ..expected };
        let key = self.key.verifying();
        read(verify(token, |id| (key.id() == id).then_some(key), &expected, now)?)
    }
}

fn read(claims: Claims) -> Result<AgentToken, Refusal> {
    let words = match claims.all.get("scope") {
        Some(Value::Array(words)) => words.iter().map(Value::as_str).collect::<Option<Vec<_>>>(),
        _ => None,
    };
    let scopes = words.and_then(|words| Scopes::new(words).ok());
    let scopes = scopes.ok_or(Refusal::ClaimMalformed("scope"))?;
    let flag = |name: &'static str| {
        claims.all.get(name).and_then(Value::as_bool).ok_or(Refusal::ClaimMalformed(name))
    };
    let (memory, tools, export) = (flag("mem")?, flag("tools")?, flag("export")?);
    if claims.subject.len() < SHORTEST_SUBJECT {
        return Err(Refusal::ClaimMalformed("sub"));
    }
    Ok(AgentToken { subject: claims.subject, scopes, memory, tools, export })
}
