//! Webhooks: messages that anybody could send us, and how those of a biller are told apart.
//!
//! A message is *verified* if its signature fits the raw bytes and a secret of ours, and it is at most
//! five minutes off. Only a [`Verified`] one can be read, and only `verify` of [`crate::polar`] and
//! [`crate::stripe`] makes one. Each refusal has a name, so that an operator can tell a wrong secret
//! from a wrong clock.
//!
//! Not here: whether a message came before. Its id is the row's key.

use crate::Secret;
use aws_lc_rs::{constant_time, hmac};
use http::HeaderMap;
use muster_core::Timestamp;
use std::time::Duration;

/// Larger than any message of theirs, and small enough to be held and summed for anybody who asks.
pub const LARGEST: usize = 256 << 10;
/// What both billers' own libraries allow.
pub const WINDOW: Duration = Duration::from_mins(5);

/// Why a message is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is nothing to check signatures with.
    #[error("no webhook secret is set")]
    NoSecret,
    /// The body is too long.
    #[error("the body has {bytes} bytes, more than {LARGEST}")]
    TooLarge {
        /// How long.
        bytes: usize,
    },
    /// A header is missing.
    #[error("the header {0} is missing")]
    HeaderMissing(&'static str),
    /// A header is there twice.
    #[error("the header {0} is there twice")]
    HeaderTwice(&'static str),
    /// A header cannot be read.
    #[error("the header {0} cannot be read")]
    HeaderMalformed(&'static str),
    /// No signature is of a kind that we know.
    #[error("no signature is of a scheme that is known here")]
    UnknownScheme,
    /// No signature fits.
    #[error("no signature fits the body and a secret that is set")]
    WrongSignature,
    /// The signature fits, but the message is old, or our clock is ahead.
    #[error("genuine, but {seconds} s old: sent again by somebody, or this clock is ahead")]
    TooOld {
        /// How old.
        seconds: u64,
    },
    /// The signature fits, but the message is from the future, or our clock is behind.
    #[error("genuine, but {seconds} s ahead: this clock is behind")]
    TooNew {
        /// How far ahead.
        seconds: u64,
    },
}

impl Refused {
    /// The word for metrics, audit and problems.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NoSecret => "no_secret",
            Self::TooLarge { .. } => "too_large",
            Self::HeaderMissing(_) => "header_missing",
            Self::HeaderTwice(_) => "header_twice",
            Self::HeaderMalformed(_) => "header_malformed",
            Self::UnknownScheme => "unknown_scheme",
            Self::WrongSignature => "wrong_signature",
            Self::TooOld { .. } => "too_old",
            Self::TooNew { .. } => "too_new",
        }
    }
}

/// A message whose signature fits: the proof that it may be read.
#[derive(Debug, Clone, Copy)]
pub struct Verified<'a> {
    /// The biller's id of this message, where the header has it.
    pub(crate) id: Option<&'a str>,
    pub(crate) body: &'a [u8],
}

impl<'a> Verified<'a> {
    /// The raw bytes, to be kept as they came.
    pub fn body(&self) -> &'a [u8] {
        self.body
    }
}

/// What can be refused before anything is summed.
pub(crate) fn precheck(secrets: &[Secret], body: &[u8]) -> Result<(), Refused> {
    if secrets.is_empty() {
        return Err(Refused::NoSecret);
    }
    if body.len() > LARGEST {
        return Err(Refused::TooLarge { bytes: body.len() });
    }
    Ok(())
}

/// The only value of a header.
pub(crate) fn header<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<&'h str, Refused> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or(Refused::HeaderMissing(name))?;
    if values.next().is_some() {
        return Err(Refused::HeaderTwice(name));
    }
    value.to_str().map_err(|_| Refused::HeaderMalformed(name))
}

/// Whether one of these signatures was made of these parts with one of these secrets. The key is the
/// secret's text, byte by byte, as both billers have it.
pub(crate) fn fits(secrets: &[Secret], parts: &[&[u8]], signatures: &[Vec<u8>]) -> bool {
    secrets.iter().any(|secret| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.reveal().as_bytes());
        let mut context = hmac::Context::with_key(&key);
        for part in parts {
            context.update(part);
        }
        let tag = context.sign();
        let is_same =
            |given: &Vec<u8>| constant_time::verify_slices_are_equal(tag.as_ref(), given).is_ok();
        signatures.iter().any(is_same)
    })
}

/// Whether a message that was signed then may be taken now.
pub(crate) fn within_window(sent_seconds: i64, now: Timestamp) -> Result<(), Refused> {
    let sent = Timestamp::from_millis(sent_seconds.saturating_mul(1_000));
    let (age, ahead) = (now.since(sent), sent.since(now));
    match () {
        () if age > WINDOW => Err(Refused::TooOld { seconds: age.as_secs() }),
        () if ahead > WINDOW => Err(Refused::TooNew { seconds: ahead.as_secs() }),
        () => Ok(()),
    }
}
