//! Access tokens: what an agent shows at every request (RFC 9068).

use super::{
    Claims, Expected, Issued, KeyRing, LONGEST_LIFETIME, NotIssued, Refusal, TokenType, second,
    verify,
};
use crate::Scopes;
use muster_core::{AgentId, OrganisationId, Timestamp, TokenId, TrustPolicyId};
use muster_seams::Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::time::Duration;

/// Who stands behind a token that was exchanged for one of somebody else's (`act` of RFC 8693).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behind {
    /// Who had said it.
    #[serde(rename = "iss")]
    pub issuer: String,
    /// Of whom.
    #[serde(rename = "sub")]
    pub subject: String,
}

/// What a token was got with. Once that is taken back, the token does not count any more either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// A credential of the agent.
    Credential(TokenId),
    /// A rule for runs of a foreign workflow.
    Policy(TrustPolicyId),
}

impl Basis {
    fn as_str(&self) -> &str {
        match self {
            Self::Credential(id) => id.as_str(),
            Self::Policy(id) => id.as_str(),
        }
    }
}

impl std::str::FromStr for Basis {
    type Err = muster_core::id::BadId;
    /// Ids say by their beginnings what they are of.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self::Credential).or_else(|_| text.parse().map(Self::Policy))
    }
}

/// A token to be made.
#[derive(Debug, Clone)]
pub struct AccessGrant<'a> {
    /// For whom; nobody, while an agent does not exist yet.
    pub agent: Option<&'a AgentId>,
    /// Whose rows it may touch.
    pub organisation: &'a OrganisationId,
    /// What it may be used for.
    pub scopes: &'a Scopes,
    /// What it is got with.
    pub by: &'a Basis,
    /// Who stands behind it, if it was exchanged.
    pub behind: Option<&'a Behind>,
    /// How long it lives, at most an hour.
    pub lifetime: Duration,
}

/// Whom a token names that was found genuine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// The agent; none, if it may do no more than make one.
    pub agent: Option<AgentId>,
    /// Whose rows it may touch.
    pub organisation: OrganisationId,
    /// What it may be used for.
    pub scopes: Scopes,
    /// What it was got with.
    pub by: Basis,
    /// Who stands behind it, if it was exchanged.
    pub behind: Option<Behind>,
    /// By which it is revoked.
    pub id: TokenId,
    /// When it was made.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl AccessToken {
    /// Makes a token, signed with the ring's current key. `issuer` is this coordinator and its audience.
    pub fn issue(
        ring: &KeyRing,
        issuer: &str,
        grant: &AccessGrant<'_>,
        rng: &dyn Rng,
        now: Timestamp,
    ) -> Result<Issued, NotIssued> {
        if grant.lifetime > LONGEST_LIFETIME {
            return Err(NotIssued::TooLong);
        }
        let id = TokenId::from_random(rng.bytes());
        let expires_at = Timestamp::from_millis(second(now) * 1_000).after(grant.lifetime);
        let subject = grant.agent.map_or(grant.organisation.as_str(), AgentId::as_str);
        let mut claims = Map::from_iter([
            ("iss".to_owned(), Value::from(issuer)),
            ("aud".to_owned(), Value::from(issuer)),
            ("sub".to_owned(), Value::from(subject)),
            ("client_id".to_owned(), Value::from(subject)),
            ("org".to_owned(), Value::from(grant.organisation.as_str())),
            ("scope".to_owned(), Value::from(grant.scopes.to_string())),
            ("by".to_owned(), Value::from(grant.by.as_str())),
            ("jti".to_owned(), Value::from(id.as_str())),
            ("iat".to_owned(), Value::from(second(now))),
            ("nbf".to_owned(), Value::from(second(now))),
            ("exp".to_owned(), Value::from(second(expires_at))),
        ]);
        if let Some(behind) = grant.behind {
            let behind = serde_json::json!({ "iss": behind.issuer, "sub": behind.subject });
            claims.insert("act".to_owned(), behind);
        }
        let token = ring.current().sign(TokenType::Access.as_str(), &claims)?;
        Ok(Issued { token, id, expires_at })
    }

    /// Whom a token names, if it is genuine and was not taken back. Whether the agent is still let in is in its row:
    /// a token says what was so when it was made.
    pub fn verify(
        ring: &KeyRing,
        issuer: &str,
        token: &str,
        is_revoked: impl FnOnce(&str) -> bool,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let issuers = [issuer];
        let expected = Expected::of(TokenType::Access, &issuers, issuer);
        let claims = verify(token, |id| ring.find(id, now), &expected, now)?;
        Self::read(&claims.unless_revoked(is_revoked)?)
    }

    fn read(claims: &Claims) -> Result<Self, Refusal> {
        let organisation: OrganisationId = parsed(claims, "org")?;
        let agent = match claims.subject.parse() {
            Ok(agent) => Some(agent),
            Err(_) if claims.subject == organisation.as_str() => None,
            Err(_) => return Err(Refusal::ClaimMalformed("sub")),
        };
        let behind = claims.all.get("act").cloned().map(serde_json::from_value).transpose();
        Ok(Self {
            agent,
            organisation,
            scopes: parsed(claims, "scope")?,
            by: parsed(claims, "by")?,
            behind: behind.map_err(|_| Refusal::ClaimMalformed("act"))?,
            id: parsed(claims, "jti")?,
            issued_at: claims.issued_at,
            expires_at: claims.expires_at,
        })
    }
}

fn parsed<T: std::str::FromStr>(claims: &Claims, name: &'static str) -> Result<T, Refusal> {
    let text = claims.text(name).ok_or(Refusal::ClaimMissing(name))?;
    text.parse().map_err(|_| Refusal::ClaimMalformed(name))
}
