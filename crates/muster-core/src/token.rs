//! Tokens: what a credential may do, and what it looks like.
//!
//! `muster_<kind>_<id>_<secret><check>`: the id finds the row, the secret proves it, and the check
//! tells a mistyped or truncated token from a wrong one before anything is looked up. One regular
//! expression finds every token in a leak:
//! `muster_(operator|readonly|join|console|session|agent|invite)_[0-9A-Z]{65}`.

use crate::{TokenId, id};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// Everything an operator may do.
    Operator,
    /// Looking, never changing.
    Readonly,
    /// Joining one worker, once.
    Join,
    /// A console in a browser, for a day.
    Console,
    /// A person who has signed in.
    Session,
    /// An agent's credential, for which it gets tokens that live shortly.
    Agent,
    /// Belonging to an organisation, for whoever is invited; it works once.
    Invite,
}

impl TokenKind {
    /// Every kind there is.
    pub const ALL: [Self; 7] = [
        Self::Operator,
        Self::Readonly,
        Self::Join,
        Self::Console,
        Self::Session,
        Self::Agent,
        Self::Invite,
    ];

    /// The word in the token and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Readonly => "readonly",
            Self::Join => "join",
            Self::Console => "console",
            Self::Session => "session",
            Self::Agent => "agent",
            Self::Invite => "invite",
        }
    }
}

impl FromStr for TokenKind {
    type Err = BadToken;
    fn from_str(text: &str) -> Result<Self, BadToken> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(BadToken::NotOurs)
    }
}

/// Why a text is not a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// It does not have the form of a Muster token.
    #[error("not a Muster token")]
    NotOurs,
    /// It has the form, but a character is wrong or missing.
    #[error("a damaged Muster token: it was cut or mistyped")]
    Damaged,
}

/// A token in clear: shown once, then only its hash is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct ClearToken {
    /// What it is for.
    pub kind: TokenKind,
    /// The part that may be shown.
    pub id: TokenId,
    secret: String,
}

impl ClearToken {
    /// A token from random bytes: 128 bits of id, 160 bits of secret.
    pub fn from_random(kind: TokenKind, id: [u8; 16], secret: [u8; 32]) -> Self {
        let (first, second) = secret.split_at(16);
        let halves = [first, second].map(|half| id::encode(half.try_into().unwrap_or_default()));
        Self {
            kind,
            id: TokenId::from_random(id),
            secret: halves.concat()[..SECRET_LENGTH].to_owned(),
        }
    }
    /// The bytes to hash and compare; never stored.
    pub fn secret(&self) -> &[u8] {
        self.secret.as_bytes()
    }
    /// The whole token, to be shown once.
    pub fn reveal(&self) -> String {
        let body = format!("{}_{}{}", self.kind.as_str(), self.bare_id(), self.secret);
        format!("{PREFIX}{body}{}", check(&body))
    }
    fn bare_id(&self) -> &str {
        self.id.as_str().trim_start_matches("tok_")
    }
}

impl fmt::Debug for ClearToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClearToken({}, {}, ***)", self.kind.as_str(), self.id)
    }
}

const PREFIX: &str = "muster_";
const ID_LENGTH: usize = 26;
/// 33 characters of base 32 carry 165 bits.
const SECRET_LENGTH: usize = 33;
const CHECK_LENGTH: usize = 6;

/// Thirty bits of FNV-1a: enough to notice a typing error, worthless to an attacker.
fn check(body: &str) -> String {
    let hash = body.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let encoded = id::encode(u128::from(hash).to_be_bytes());
    encoded[encoded.len() - CHECK_LENGTH..].to_owned()
}

impl FromStr for ClearToken {
    type Err = BadToken;
    fn from_str(text: &str) -> Result<Self, BadToken> {
        let body = text.strip_prefix(PREFIX).ok_or(BadToken::NotOurs)?;
        let (kind, rest) = body.split_once('_').ok_or(BadToken::NotOurs)?;
        let kind: TokenKind = kind.parse()?;
        if !rest.is_ascii() || rest.len() != ID_LENGTH + SECRET_LENGTH + CHECK_LENGTH {
            return Err(BadToken::Damaged);
        }
        let (signed, given) = body.split_at(body.len() - CHECK_LENGTH);
        if check(signed) != given {
            return Err(BadToken::Damaged);
        }
        let (id, secret) = rest[..ID_LENGTH + SECRET_LENGTH].split_at(ID_LENGTH);
        let id = format!("tok_{id}").parse().map_err(|_| BadToken::Damaged)?;
        Ok(Self { kind, id, secret: secret.to_owned() })
    }
}

/// Texts that people leave in place of a token, in lower case.
const PLACEHOLDERS: [&str; 11] = [
    "changeme",
    "change-me",
    "change_me",
    "secret",
    "token",
    "password",
    "placeholder",
    "your-token",
    "xxx",
    "real-random-token",
    "replace-with-a-long-random-secret",
];

/// Whether a preset token is one that documentation shows, not one that a person made.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let is_bracketed = text.starts_with('<') && text.ends_with('>');
    is_bracketed || PLACEHOLDERS.contains(&text.as_str())
}

/// A preset token shorter than this can be guessed.
pub const SHORTEST_PRESET: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_a_typing_error_is_named() {
        let token = ClearToken::from_random(TokenKind::Join, [1; 16], [2; 32]);
        let text = token.reveal();
        assert_eq!(text.parse(), Ok(token));
        let cut = &text[..text.len() - 1];
        assert_eq!(cut.parse::<ClearToken>(), Err(BadToken::Damaged));
        let swapped = text.replacen('4', "5", 1);
        assert_eq!(swapped.parse::<ClearToken>(), Err(BadToken::Damaged));
        assert_eq!("hunter2".parse::<ClearToken>(), Err(BadToken::NotOurs));
    }

    #[test]
    fn placeholders_of_the_documentation_are_recognised() {
        for text in
            ["<real-random-token>", "changeme", " ChangeMe ", "replace-with-a-long-random-secret"]
        {
            assert!(is_placeholder(text), "{text:?}");
        }
        assert!(!is_placeholder("5f1d8e2c9b7a4630a1b2c3d4e5f60718"));
    }
}
