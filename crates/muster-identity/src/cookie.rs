//! Cookies: a session in a browser, as Den's own pages expect it.
//!
//! The value is the session's token, a dot, and the base 64 of HMAC-SHA256 over the token, percent-encoded. The
//! signature adds nothing to a token that is random; it spares the store a look for what was made up.
//!
//! Not here: that a request with a cookie needs an `Origin` of ours to change anything.

use crate::Secret;
use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use muster_core::token::{ClearToken, TokenKind};
use std::time::Duration;

const NAME: &str = "better-auth.session_token";
/// Browsers take a cookie of this name over TLS alone.
const NAME_OVER_TLS: &str = "__Secure-better-auth.session_token";

/// Signs session cookies, and knows its own again.
#[derive(Clone)]
pub struct Cookies {
    key: hmac::Key,
    is_https: bool,
}

impl std::fmt::Debug for Cookies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cookies({}, ***)", self.name())
    }
}

impl Cookies {
    /// With the seed that is set or was drawn, for pages that come over TLS or in clear.
    pub fn new(seed: &Secret, is_https: bool) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, seed.reveal().as_bytes()), is_https }
    }

    /// The `Set-Cookie` with which somebody is signed in.
    pub fn set(&self, token: &ClearToken, lifetime: Duration) -> Secret {
        let token = token.reveal();
        let signature = BASE64_STANDARD.encode(hmac::sign(&self.key, token.as_bytes()));
        let value = format!("{token}.{signature}");
        let value: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
        Secret::new(self.header(&value, lifetime))
    }

    /// The `Set-Cookie` with which somebody is signed out.
    pub fn clear(&self) -> String {
        self.header("", Duration::ZERO)
    }

    /// The session in a `Cookie` header, if there is one of ours and no second one beside it.
    pub fn read(&self, header: &str) -> Option<ClearToken> {
        let pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
        let mut values = pairs.filter(|(name, _)| *name == self.name()).map(|(_, value)| value);
        let (value, None) = (values.next()?, values.next()) else { return None };
        let pair = format!("v={value}");
        let (_, value) = url::form_urlencoded::parse(pair.as_bytes()).next()?;
        let (token, signature) = value.rsplit_once('.')?;
        let signature = BASE64_STANDARD.decode(signature).ok()?;
        hmac::verify(&self.key, token.as_bytes(), &signature).ok()?;
        token.parse().ok().filter(|token: &ClearToken| token.kind == TokenKind::Session)
    }

    fn name(&self) -> &'static str {
        if self.is_https { NAME_OVER_TLS } else { NAME }
    }

    fn header(&self, value: &str, lifetime: Duration) -> String {
        let (name, seconds) = (self.name(), lifetime.as_secs());
        let secure = if self.is_https { "; Secure" } else { "" };
        format!("{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Strict{secure}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{SESSION_LIFETIME, draw};
    use muster_seams::SeededRng;

    fn cookies(is_https: bool) -> Cookies {
        Cookies::new(&Secret::new("hunter2-hunter2-hunter2-hunter2-"), is_https)
    }

    fn token(kind: TokenKind) -> ClearToken {
        draw(kind, &SeededRng::from_seed(1))
    }

    fn pair(cookies: &Cookies, kind: TokenKind) -> String {
        let set = cookies.set(&token(kind), SESSION_LIFETIME);
        set.reveal().split(';').next().unwrap().to_owned()
    }

    #[test]
    fn a_browser_brings_its_session_back() {
        for (is_https, name) in [(false, NAME), (true, NAME_OVER_TLS)] {
            let cookies = cookies(is_https);
            let set = cookies.set(&token(TokenKind::Session), SESSION_LIFETIME);
            assert!(set.reveal().contains("; HttpOnly; SameSite=Strict"));
            assert_eq!(set.reveal().ends_with("; Secure"), is_https);
            let pair = pair(&cookies, TokenKind::Session);
            assert!(pair.starts_with(name) && !pair.contains(['+', '/', ' ']));
            let header = format!("theme=dark; {pair}; x=y=z");
            assert_eq!(cookies.read(&header), Some(token(TokenKind::Session)));
            assert!(cookies.clear().starts_with(&format!("{name}=; Max-Age=0;")));
        }
    }

    #[test]
    fn what_was_made_up_is_no_session() {
        let ours = cookies(false);
        let good = pair(&ours, TokenKind::Session);
        assert!(ours.read(&good).is_some());
        let bare = format!("{NAME}={}", token(TokenKind::Session).reveal());
        let twice = format!("{good}; {good}");
        let cut = &good[..good.len() - 1];
        let swapped = good.replacen('1', "2", 1);
        for bad in ["", NAME, &bare, &twice, cut, &swapped, &pair(&ours, TokenKind::Agent)] {
            assert_eq!(ours.read(bad), None, "{bad}");
        }
        let other = Cookies::new(&Secret::new("another seed of at least 32 chars"), false);
        assert_eq!(other.read(&good), None);
        assert_eq!(cookies(true).read(&good), None, "over TLS one in clear does not count");
    }

    #[test]
    fn the_seed_does_not_show() {
        assert!(!format!("{:?}", cookies(true)).contains("hunter2"));
    }
}
