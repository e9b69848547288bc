//! Credentials: what a client shows of itself, kept out of every log.

use muster_core::token::{BadToken, ClearToken, SHORTEST_PRESET, TokenKind, is_placeholder};
use std::fmt;
use zeroize::Zeroizing;

/// A bearer token, or the key of a running coordinator. Overwritten in memory when it is dropped.
#[derive(Clone)]
pub struct Credential(Zeroizing<String>);

/// Why a text is not fit to be sent as a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCredential {
    /// Nothing but spaces.
    #[error("the token is empty")]
    Empty,
    /// A text from the documentation, not a token.
    #[error("the token is a placeholder from the documentation")]
    Placeholder,
    /// So short that it can be guessed.
    #[error("the token is shorter than {SHORTEST_PRESET} characters")]
    Short,
    /// It contains something that no header can carry.
    #[error("the token contains spaces or control characters")]
    NotPlain,
    /// A Muster token with a wrong or missing character.
    #[error("the token was cut or mistyped")]
    Damaged,
    /// A token that joins a worker and does nothing else.
    #[error("the token is a join token, which lets a worker join and nothing else")]
    Join,
}

impl Credential {
    /// A token that somebody typed, copied or put into a variable. Checked, so that a placeholder
    /// is never sent to anybody.
    pub fn from_token(text: &str) -> Result<Self, BadCredential> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BadCredential::Empty);
        }
        if is_placeholder(text) {
            return Err(BadCredential::Placeholder);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(BadCredential::NotPlain);
        }
        check_form(text)?;
        Ok(Self::from_key(text))
    }

    /// The key of a running coordinator, from its own file.
    pub(crate) fn from_key(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

fn check_form(text: &str) -> Result<(), BadCredential> {
    match text.parse::<ClearToken>() {
        Ok(token) if token.kind == TokenKind::Join => Err(BadCredential::Join),
        Err(BadToken::Damaged) => Err(BadCredential::Damaged),
        Err(BadToken::NotOurs) if text.len() < SHORTEST_PRESET => Err(BadCredential::Short),
        Ok(_) | Err(BadToken::NotOurs) => Ok(()),
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_token_is_never_sent() {
        let join = ClearToken::from_random(TokenKind::Join, [1; 16], [2; 32]).reveal();
        let cut = &ClearToken::from_random(TokenKind::Operator, [1; 16], [2; 32]).reveal()[..60];
        let cases = [
            ("", BadCredential::Empty),
            ("  \n", BadCredential::Empty),
            ("<real-random-token>", BadCredential::Placeholder),
            ("changeme", BadCredential::Placeholder),
            ("0123456789abcde", BadCredential::Short),
            ("0123456789 abcdef", BadCredential::NotPlain),
            ("0123456789\u{e9}abcdef", BadCredential::NotPlain),
            (cut, BadCredential::Damaged),
            (&join, BadCredential::Join),
        ];
        for (text, expected) in cases {
            assert_eq!(Credential::from_token(text).unwrap_err(), expected, "{text:?}");
        }
    }

    #[test]
    fn a_token_is_trimmed_and_never_shown() {
        let token = Credential::from_token("0123456789abcdef\n").unwrap();
        assert_eq!(token.reveal(), "0123456789abcdef");
        assert_eq!(format!("{token:?}"), "Credential(***)");
    }
}
