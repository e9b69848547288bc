//! E-mail addresses: one person, one spelling.
//!
//! An address is kept in lower case, because no provider tells addresses apart by case and people do not
//! remember how they wrote theirs. That it has the form of one says nothing about whose it is.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// An e-mail address in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// A text that is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct BadEmail;

impl Email {
    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`.
    pub fn local(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }
}

impl FromStr for Email {
    type Err = BadEmail;
    fn from_str(text: &str) -> Result<Self, BadEmail> {
        // Only ASCII: two addresses that look alike to people would be two people to us.
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\"(),:;<>[\\]".contains(&byte);
        let (local, domain) = text.split_once('@').ok_or(BadEmail)?;
        let is_name = |name: &str| {
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !name.starts_with('-')
                && !name.ends_with('-')
        };
        let is_whole = (1..=64).contains(&local.len())
            && text.len() <= 254
            && local.bytes().all(is_plain)
            && domain.contains('.')
            && domain.split('.').all(is_name);
        if is_whole { Ok(Self(text.to_ascii_lowercase())) } else { Err(BadEmail) }
    }
}

impl TryFrom<String> for Email {
    type Error = BadEmail;
    fn try_from(text: String) -> Result<Self, BadEmail> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_spelling() {
        let email: Email = "Ada.Lovelace+x@Example.ORG".parse().unwrap();
        assert_eq!(
            (email.as_str(), email.local()),
            ("ada.lovelace+x@example.org", "ada.lovelace+x")
        );
    }

    #[test]
    fn what_is_no_address_is_none() {
        let long = format!("{}@example.org", "a".repeat(65));
        for bad in [
            "",
            "@",
            "a@",
            "@example.org",
            "a@b",
            "a@@example.org",
            "a@b@example.org",
            "a b@example.org",
            "a@exa mple.org",
            "a@example..org",
            "a@-example.org",
            "a@example.org.",
            "a\n@example.org",
            "\u{430}da@example.org",
            "\"a\"@example.org",
            "<a@example.org>",
            &long,
        ] {
            assert_eq!(bad.parse::<Email>(), Err(BadEmail), "{bad:?}");
        }
    }
}
