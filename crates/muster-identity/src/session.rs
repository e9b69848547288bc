//! Sessions and other long-lived secrets: what the holder has, and what is kept of it.
//!
//! The holder has a [`ClearToken`]: prefixed, checksummed and shown once. What is kept is its id, by
//! which it is found, and the SHA-256 of its secret; a fast sum is right for 165 random bits. Whoever
//! looks for an id that is not there compares all the same.

use aws_lc_rs::{constant_time, digest};
use muster_core::{
    Timestamp,
    token::{ClearToken, TokenKind},
};
use muster_seams::Rng;
use std::time::Duration;

/// How long a session lives without being used.
pub const SESSION_LIFETIME: Duration = Duration::from_hours(7 * 24);
/// How long it lives, however often it is used; then somebody types a password again.
pub const LONGEST_SESSION: Duration = Duration::from_hours(90 * 24);
/// A use makes it longer at most once a day, so that looking at a page seldom writes a row.
const BETWEEN_RENEWALS: Duration = Duration::from_hours(24);

/// What is kept of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretHash(pub [u8; 32]);

impl SecretHash {
    /// What is kept of a token.
    pub fn of(token: &ClearToken) -> Self {
        Self::of_bytes(token.secret())
    }

    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        let mut sum = [0; 32];
        sum.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
        Self(sum)
    }

    /// Whether the token is the one of which this was kept, in constant time.
    pub fn fits(&self, token: &ClearToken) -> bool {
        constant_time::verify_slices_are_equal(&self.0, &Self::of(token).0).is_ok()
    }
}

/// A new token of this kind.
pub fn draw(kind: TokenKind, rng: &dyn Rng) -> ClearToken {
    ClearToken::from_random(kind, rng.bytes(), rng.bytes())
}

/// What a row says of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What is kept of its token.
    pub hash: SecretHash,
    /// When somebody signed in.
    pub created_at: Timestamp,
    /// When it ends, if nobody uses it.
    pub expires_at: Timestamp,
    /// When somebody ended it.
    pub revoked_at: Option<Timestamp>,
}

impl Session {
    /// When it ends after it was used now, if that is to be written down.
    pub fn renewed(&self, now: Timestamp) -> Option<Timestamp> {
        let last = self.created_at.after(LONGEST_SESSION);
        let end = now.after(SESSION_LIFETIME).min(last);
        (end.since(self.expires_at) >= BETWEEN_RENEWALS).then_some(end)
    }
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSignedIn {
    /// The token is of another kind, unknown, or not the one that was given out.
    #[error("not a session that is known here")]
    Unknown,
    /// It has ended by itself.
    #[error("the session has expired")]
    Expired,
    /// Somebody ended it.
    #[error("the session was ended")]
    Revoked,
}

impl NotSignedIn {
    /// The word for audit and problems.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "session_unknown",
            Self::Expired => "session_expired",
            Self::Revoked => "session_revoked",
        }
    }
}

/// Whether a token is that of a session which lives. `found` is the row of the token's id.
pub fn check(
    token: &ClearToken,
    found: Option<&Session>,
    now: Timestamp,
) -> Result<(), NotSignedIn> {
    let nobody = SecretHash([0; 32]);
    let fits = found.map_or(&nobody, |session| &session.hash).fits(token);
    match found {
        Some(session) if fits && token.kind == TokenKind::Session => match () {
            () if session.revoked_at.is_some() => Err(NotSignedIn::Revoked),
            () if session.expires_at <= now => Err(NotSignedIn::Expired),
            () => Ok(()),
        },
        _ => Err(NotSignedIn::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_seams::SeededRng;

    const NOW: Timestamp = Timestamp::from_millis(1_795_248_000_000);

    fn session(token: &ClearToken) -> Session {
        let expires_at = NOW.after(SESSION_LIFETIME);
        Session { hash: SecretHash::of(token), created_at: NOW, expires_at, revoked_at: None }
    }

    #[test]
    fn a_session_lives_until_it_expires_or_is_ended() {
        let rng = SeededRng::from_seed(1);
        let token = draw(TokenKind::Session, &rng);
        assert!(token.reveal().starts_with("muster_session_"));
        let live = session(&token);
        assert_eq!(check(&token, Some(&live), NOW), Ok(()));
        let end = live.expires_at;
        assert_eq!(check(&token, Some(&live), end), Err(NotSignedIn::Expired));
        let ended = Session { revoked_at: Some(NOW), ..live };
        assert_eq!(check(&token, Some(&ended), NOW), Err(NotSignedIn::Revoked));
    }

    #[test]
    fn a_session_that_is_used_lives_on_but_not_for_ever() {
        let mut session = session(&draw(TokenKind::Session, &SeededRng::from_seed(1)));
        let hours = |hours| NOW.after(Duration::from_hours(hours));
        assert_eq!(session.renewed(hours(23)), None, "at most once a day");
        assert_eq!(session.renewed(hours(24)), Some(hours(8 * 24)));
        for day in 1..=100 {
            session.expires_at = session.renewed(hours(24 * day)).unwrap_or(session.expires_at);
        }
        assert_eq!(session.expires_at, NOW.after(LONGEST_SESSION));
    }

    #[test]
    fn another_token_another_kind_and_no_row_are_all_unknown() {
        let rng = SeededRng::from_seed(1);
        let (token, other) = (draw(TokenKind::Session, &rng), draw(TokenKind::Session, &rng));
        let live = session(&token);
        assert_eq!(check(&other, Some(&live), NOW), Err(NotSignedIn::Unknown));
        assert_eq!(check(&token, None, NOW), Err(NotSignedIn::Unknown));
        let agent = draw(TokenKind::Agent, &rng);
        assert_eq!(check(&agent, Some(&session(&agent)), NOW), Err(NotSignedIn::Unknown));
    }
}
