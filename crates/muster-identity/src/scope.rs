//! Scopes: what a credential or a token may be used for.
//!
//! A scope is a pair of words such as `agents:write`. Whoever asks for scopes gets those that it asks for
//! and that everybody in between has: nothing ever widens a set.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, str::FromStr};

/// Enough for every scope that there is.
const MOST: usize = 32;
const LONGEST: usize = 64;

/// Some scopes, at least one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scopes(BTreeSet<String>);

/// A text or a wish that is no set of scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadScopes {
    /// A word has not the form of one.
    #[error("a scope has the form `agents:write`, and there are 1 to {MOST} of them")]
    Malformed,
    /// None of those that were asked for may be given.
    #[error("none of the scopes may be given")]
    NoneGranted,
}

impl BadScopes {
    /// The word of RFC 6749, which is the same for both.
    pub fn as_str(self) -> &'static str {
        "invalid_scope"
    }
}

fn is_scope(word: &str) -> bool {
    let is_part = |part: &str| {
        let is_plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
        !part.is_empty() && part.bytes().all(is_plain)
    };
    word.len() <= LONGEST && word.contains(':') && word.split(':').all(is_part)
}

impl Scopes {
    /// These scopes.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, BadScopes> {
        let words: Vec<_> = words.into_iter().take(MOST + 1).collect();
        if words.is_empty() || words.len() > MOST || !words.iter().all(|word| is_scope(word)) {
            return Err(BadScopes::Malformed);
        }
        Ok(Self(words.into_iter().map(str::to_owned).collect()))
    }

    /// Whether this one is among them.
    pub fn has(&self, scope: &str) -> bool {
        self.0.contains(scope)
    }

    /// Each of them, in the order of letters.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// What of these is given to somebody who asks for `wanted`, or for everything.
    pub fn grant(&self, wanted: Option<&Self>) -> Result<Self, BadScopes> {
        let Some(wanted) = wanted else { return Ok(self.clone()) };
        let both: BTreeSet<_> = self.0.intersection(&wanted.0).cloned().collect();
        if both.is_empty() { Err(BadScopes::NoneGranted) } else { Ok(Self(both)) }
    }
}

impl FromStr for Scopes {
    type Err = BadScopes;
    /// Reads scopes with spaces between them, as OAuth writes them.
    fn from_str(text: &str) -> Result<Self, BadScopes> {
        Self::new(text.split(' ').filter(|word| !word.is_empty()))
    }
}

impl TryFrom<String> for Scopes {
    type Error = BadScopes;
    fn try_from(text: String) -> Result<Self, BadScopes> {
        text.parse()
    }
}

impl From<Scopes> for String {
    fn from(scopes: Scopes) -> Self {
        scopes.to_string()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn some() -> impl Strategy<Value = Scopes> {
        let words = ["agents:read", "agents:write", "tools:submit", "audit:read", "agent:chat"];
        prop::sample::subsequence(words.to_vec(), 1..=5).prop_map(|it| Scopes::new(it).unwrap())
    }

    proptest! {
        #[test]
        fn nothing_is_ever_widened(held in some(), between in some(), wanted in some()) {
            let granted = held.grant(Some(&between)).and_then(|it| it.grant(Some(&wanted)));
            match granted {
                Ok(granted) => {
                    for scope in granted.iter() {
                        prop_assert!(held.has(scope) && between.has(scope) && wanted.has(scope));
                    }
                }
                Err(error) => {
                    prop_assert_eq!(error, BadScopes::NoneGranted);
                    prop_assert!(!held.iter().any(|it| between.has(it) && wanted.has(it)));
                }
            }
        }

        #[test]
        fn scopes_are_read_back_as_they_are_written(scopes in some()) {
            prop_assert_eq!(scopes.to_string().parse(), Ok(scopes));
        }
    }

    #[test]
    fn who_asks_for_nothing_gets_everything_and_what_is_no_scope_is_refused() {
        let held: Scopes = "agents:write  agents:read agents:write".parse().unwrap();
        assert_eq!(held.to_string(), "agents:read agents:write");
        assert_eq!(held.grant(None), Ok(held));
        for bad in
            ["", " ", "agents", "*", "agents:*", "agents:", ":read", "Agents:read", "a:b\tc:d"]
        {
            assert_eq!(bad.parse::<Scopes>(), Err(BadScopes::Malformed), "{bad:?}");
        }
        let many = (0..33).map(|it| format!("a:b{it}")).collect::<Vec<_>>().join(" ");
        assert!(many.parse::<Scopes>().is_err());
    }
}
