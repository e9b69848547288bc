//! Tokens that somebody sets: whether they can protect anything.

use super::resolve::{Wrong, wrong};
use muster_core::token::{BadToken, ClearToken, SHORTEST_PRESET, is_placeholder};

const MAKE_ONE: &str = "make one with `openssl rand -hex 32`";

/// Whether a token is worth the name: `serve` takes no other, and a client sends no other.
pub(super) fn check(text: &str) -> Result<(), Wrong> {
    if is_placeholder(text) {
        return Err(wrong("the token is a placeholder from the documentation", MAKE_ONE));
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(wrong("the token has blanks or characters outside of ASCII", MAKE_ONE));
    }
    if text.chars().count() < SHORTEST_PRESET {
        return Err(wrong(
            format!("the token is shorter than {SHORTEST_PRESET} characters and could be guessed"),
            MAKE_ONE,
        ));
    }
    match text.parse::<ClearToken>() {
        Err(damage @ BadToken::Damaged) => {
            Err(wrong(format!("the token is {damage}"), "copy it again, or make a new one"))
        }
        Ok(_) | Err(BadToken::NotOurs) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_short_and_damaged_tokens_are_named_as_such() {
        let cases = [
            ("<real-random-token>", "placeholder"),
            ("replace-with-a-long-random-secret", "placeholder"),
            ("changeme", "placeholder"),
            ("fifteen-letters", "shorter than 16"),
            ("sixteen letters!", "blanks"),
            ("muster_operator_0123", "damaged"),
        ];
        for (text, word) in cases {
            let (message, hint) = check(text).unwrap_err();
            assert!(message.contains(word), "{text}: {message}");
            assert!(hint.is_some());
        }
        assert_eq!(check("5f1d8e2c9b7a4630"), Ok(()));
    }
}
