//! Verifying: from a text that anybody could have made to claims that somebody has signed.

use super::{Algorithm, KeyId, LEEWAY, LONGEST_LIFETIME, Refusal, VerifyingKey, strict};
use muster_core::Timestamp;
use serde_json::{Map, Value};
use std::time::Duration;

/// Larger than GitHub's, which have two kilobytes and a half.
const LONGEST_TOKEN: usize = 8 * 1_024;

/// What a token is for. One that is for something else is not taken, whoever has signed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenType {
    /// To be let in (RFC 9068).
    Access,
    /// Anything else: an identity of a foreign issuer, a token for an agent's worker.
    Plain,
}

impl TokenType {
    /// The word in the header.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Access => "at+jwt",
            Self::Plain => "JWT",
        }
    }

    fn fits(self, typ: Option<&str>) -> bool {
        let Some(typ) = typ else { return self == Self::Plain };
        let typ = typ.to_ascii_lowercase();
        let bare = typ.strip_prefix("application/").unwrap_or(&typ);
        bare == self.as_str().to_ascii_lowercase()
    }
}

/// What a token must say to be believed.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// What it is for.
    pub kind: TokenType,
    /// Who has made it, under any of these names.
    pub issuers: &'a [&'a str],
    /// Whom it is for.
    pub audience: &'a str,
    /// How long it may live.
    pub longest: Duration,
}

impl<'a> Expected<'a> {
    /// A token of this kind, of one issuer, that lives for at most an hour.
    pub fn of(kind: TokenType, issuers: &'a [&'a str], audience: &'a str) -> Self {
        Self { kind, issuers, audience, longest: LONGEST_LIFETIME }
    }
}

/// What somebody has signed.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims {
    /// Who says it.
    pub issuer: String,
    /// Of whom.
    pub subject: String,
    /// To whom.
    pub audience: String,
    /// When it was said.
    pub issued_at: Timestamp,
    /// From when it counts.
    pub not_before: Option<Timestamp>,
    /// Until when it counts.
    pub expires_at: Timestamp,
    /// What it is called, if it has a name.
    pub id: Option<String>,
    /// Everything, the above included.
    pub all: Map<String, Value>,
}

impl Claims {
    /// A claim that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.all.get(name)?.as_str()
    }

    /// The same claims, unless their token was taken back.
    pub fn unless_revoked(self, is_revoked: impl FnOnce(&str) -> bool) -> Result<Self, Refusal> {
        let id = self.id.as_deref().ok_or(Refusal::ClaimMissing("jti"))?;
        if is_revoked(id) { Err(Refusal::Revoked) } else { Ok(self) }
    }
}

/// A token of which nothing is believed yet: only the name of its key can be asked for.
#[derive(Debug, Clone)]
pub struct Compact<'a> {
    signed: &'a str,
    claims: &'a str,
    signature: &'a str,
    algorithm: String,
    typ: Option<String>,
    key: KeyId,
}

impl<'a> Compact<'a> {
    /// Takes a token apart.
    pub fn parse(token: &'a str) -> Result<Self, Refusal> {
        if token.len() > LONGEST_TOKEN {
            return Err(Refusal::TooLong);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(NOT_THREE)?;
        let (header, claims) = signed.split_once('.').ok_or(NOT_THREE)?;
        if claims.contains('.') {
            return Err(NOT_THREE);
        }
        let header = strict::object(header, "header")?;
        if header.contains_key("crit") {
            return Err(Refusal::Critical);
        }
        let algorithm = word(&header, "alg")?.ok_or(Refusal::WrongAlgorithm)?;
        let key = word(&header, "kid").map_err(|_| Refusal::NoKeyId)?.ok_or(Refusal::NoKeyId)?;
        let key = key.parse().map_err(|_| Refusal::NoKeyId)?;
        Ok(Self { signed, claims, signature, algorithm, typ: word(&header, "typ")?, key })
    }

    /// The name of the key that it says it was signed with.
    pub fn key_id(&self) -> &KeyId {
        &self.key
    }

    /// What it says, if this key has signed it and it says what is expected.
    pub fn verify(
        &self,
        key: &VerifyingKey,
        expected: &Expected<'_>,
        now: Timestamp,
    ) -> Result<Claims, Refusal> {
        self.check_signature(key)?;
        if !expected.kind.fits(self.typ.as_deref()) {
            return Err(Refusal::WrongType);
        }
        let claims = read(strict::object(self.claims, "claims")?)?;
        check(&claims, expected, now)?;
        Ok(claims)
    }

    fn check_signature(&self, key: &VerifyingKey) -> Result<(), Refusal> {
        if key.id() != &self.key {
            return Err(Refusal::UnknownKey);
        }
        if self.algorithm != Algorithm::as_str(key.algorithm()) {
            return Err(Refusal::WrongAlgorithm);
        }
        // What is written in two ways could be shown twice to somebody who remembers texts.
        strict::bytes(self.signature)?;
        if key.fits(self.signed, self.signature) { Ok(()) } else { Err(Refusal::Signature) }
    }
}

const NOT_THREE: Refusal = Refusal::Malformed("it has not three parts");

/// What a token says, if a key that `find` knows has signed it and it says what is expected.
pub fn verify<'k>(
    token: &str,
    find: impl FnOnce(&KeyId) -> Option<&'k VerifyingKey>,
    expected: &Expected<'_>,
    now: Timestamp,
) -> Result<Claims, Refusal> {
    let compact = Compact::parse(token)?;
    let key = find(compact.key_id()).ok_or(Refusal::UnknownKey)?;
    compact.verify(key, expected, now)
}

fn word(map: &Map<String, Value>, name: &'static str) -> Result<Option<String>, Refusal> {
    match map.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Refusal::ClaimMalformed(name)),
    }
}

fn needed(map: &Map<String, Value>, name: &'static str) -> Result<String, Refusal> {
    let text = word(map, name)?.ok_or(Refusal::ClaimMissing(name))?;
    if text.is_empty() { Err(Refusal::ClaimMalformed(name)) } else { Ok(text) }
}

fn moment(map: &Map<String, Value>, name: &'static str) -> Result<Option<Timestamp>, Refusal> {
    // The year 9999. Beyond it nobody means a moment, and sums could overflow.
    const LAST_SECOND: i64 = 253_402_300_799;
    let Some(value) = map.get(name) else { return Ok(None) };
    let seconds = value.as_i64().filter(|seconds| (0..=LAST_SECOND).contains(seconds));
    let seconds = seconds.ok_or(Refusal::ClaimMalformed(name))?;
    Ok(Some(Timestamp::from_millis(seconds * 1_000)))
}

/// The one audience. A token for several could be used by one of them with another.
fn audience(map: &Map<String, Value>) -> Result<String, Refusal> {
    match map.get("aud") {
        Some(Value::Array(list)) => match list.as_slice() {
            [Value::String(one)] => Ok(one.clone()),
            [_, _, ..] => Err(Refusal::Audience),
            _ => Err(Refusal::ClaimMalformed("aud")),
        },
        _ => needed(map, "aud"),
    }
}

fn read(all: Map<String, Value>) -> Result<Claims, Refusal> {
    Ok(Claims {
        issuer: needed(&all, "iss")?,
        audience: audience(&all)?,
        expires_at: moment(&all, "exp")?.ok_or(Refusal::ClaimMissing("exp"))?,
        issued_at: moment(&all, "iat")?.ok_or(Refusal::ClaimMissing("iat"))?,
        not_before: moment(&all, "nbf")?,
        subject: needed(&all, "sub")?,
        id: word(&all, "jti")?,
        all,
    })
}

fn check(claims: &Claims, expected: &Expected<'_>, now: Timestamp) -> Result<(), Refusal> {
    let begins = claims.not_before.unwrap_or(claims.issued_at).max(claims.issued_at);
    match () {
        () if !expected.issuers.contains(&claims.issuer.as_str()) => Err(Refusal::Issuer),
        () if claims.audience != expected.audience => Err(Refusal::Audience),
        () if claims.expires_at.after(LEEWAY) <= now => Err(Refusal::Expired),
        () if begins > now.after(LEEWAY) => Err(Refusal::NotYet),
        () if claims.expires_at.since(claims.issued_at) > expected.longest => {
            Err(Refusal::LivesTooLong)
        }
        () => Ok(()),
    }
}
