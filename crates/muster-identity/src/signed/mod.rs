//! Signed requests: requests that carry their own proof, for the tool gateway.
//!
//! A request is signed with HMAC-SHA256 under a secret that both sides have. There are two forms:
//!
//! - [`Ours`](Form::Ours) covers everything: key, method, authority, path with query, body, time and a nonce.
//! - [`Compatible`](Form::Compatible) is Defrag's, word for word: `x-user-id`, `x-tool-timestamp` in seconds, and
//!   `x-tool-signature`, the base 64 (URL, no padding) of HMAC-SHA256 over `timestamp.user.body`. It covers
//!   neither method nor path, so a route that takes it must do nothing that another one with the same body would not.
//!
//! It is looked at in this order: form, key, signature, time; and at the end somebody with a memory says
//! whether it came before ([`Once`]). A wrong clock is so never called a forgery, and nobody without the key
//! fills the memory.

mod compatible;
mod ours;

pub use ours::sign;

use crate::{Secret, once::Once};
use aws_lc_rs::{constant_time, digest, hmac};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::HeaderMap;
use muster_core::Timestamp;
use std::time::Duration;

/// How far the time of a request may be from ours.
pub const WINDOW: Duration = Duration::from_mins(5);
/// Larger than any call of a tool.
pub const LARGEST: usize = 1 << 20;

/// Which form a request is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Everything is covered.
    Ours,
    /// Defrag's.
    Compatible,
}

/// A request as it came, before anybody believes it.
#[derive(Debug, Clone, Copy)]
pub struct Unproven<'a> {
    /// `POST`, as a rule.
    pub method: &'a str,
    /// Host and port, as the client named them.
    pub authority: &'a str,
    /// The path with its query, byte by byte.
    pub target: &'a str,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The raw body.
    pub body: &'a [u8],
}

/// Secrets that requests are signed with.
#[derive(Debug, Clone, Default)]
pub struct GatewayKeys {
    /// By the name that a request gives, for our form.
    pub named: Vec<(String, Secret)>,
    /// For the compatible form; the second one during a rotation.
    pub compatible: Vec<Secret>,
}

/// Who has signed a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// In which form.
    pub form: Form,
    /// With which key, in our form.
    pub key: Option<String>,
    /// For which user, in the compatible form; whoever has the secret may say any.
    pub user: Option<String>,
}

/// Why a request is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotBelieved {
    /// There is no secret to check with.
    #[error("the tool gateway has no secret")]
    NotConfigured,
    /// The body is too long to be summed for anybody.
    #[error("the body is longer than {LARGEST} bytes")]
    TooLarge,
    /// A header is missing.
    #[error("the header {0} is missing")]
    HeaderMissing(&'static str),
    /// A header is there twice, or cannot be read.
    #[error("the header {0} cannot be read")]
    HeaderMalformed(&'static str),
    /// Nobody has a key of that name.
    #[error("no such key")]
    UnknownKey,
    /// The signature does not fit.
    #[error("the signature does not fit")]
    WrongSignature,
    /// The signature fits, but was made too long ago, or too far ahead.
    #[error("genuine, but its time is more than five minutes from ours")]
    OutOfTime,
    /// It was shown before.
    #[error("genuine, but shown before")]
    Replayed,
}

/// Which of the checks has failed, in the words of a 401.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailedCheck {
    /// There is nothing to check with: a 503.
    Configuration,
    /// It is no signed request.
    Form,
    /// It was not signed so.
    Signature,
    /// It was signed at another time.
    Timestamp,
    /// It was shown before.
    Replay,
}

impl NotBelieved {
    /// The word for audit and problems.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NotConfigured => "tool_gateway_not_configured",
            Self::TooLarge => "body_too_large",
            Self::HeaderMissing(_) => "signature_header_missing",
            Self::HeaderMalformed(_) => "signature_header_malformed",
            Self::UnknownKey => "signature_unknown_key",
            Self::WrongSignature => "signature_wrong",
            Self::OutOfTime => "signature_out_of_time",
            Self::Replayed => "signature_replayed",
        }
    }

    /// Which check has failed.
    pub fn failed(&self) -> FailedCheck {
        match self {
            Self::NotConfigured => FailedCheck::Configuration,
            Self::TooLarge | Self::HeaderMissing(_) | Self::HeaderMalformed(_) => FailedCheck::Form,
            Self::UnknownKey | Self::WrongSignature => FailedCheck::Signature,
            Self::OutOfTime => FailedCheck::Timestamp,
            Self::Replayed => FailedCheck::Replay,
        }
    }
}

/// Who has signed this request, once it is found that it did not come before.
pub fn verify(
    request: &Unproven<'_>,
    keys: &GatewayKeys,
    now: Timestamp,
) -> Result<Once<Signer>, NotBelieved> {
    if request.body.len() > LARGEST {
        return Err(NotBelieved::TooLarge);
    }
    // A request in both forms would be believed for what the weaker one says of it.
    if ours::is_meant(request.headers) {
        ours::verify(request, &keys.named, now)
    } else {
        compatible::verify(request, &keys.compatible, now)
    }
}

/// The only value of a header.
fn header<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<&'h str, NotBelieved> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or(NotBelieved::HeaderMissing(name))?;
    if values.next().is_some() {
        return Err(NotBelieved::HeaderMalformed(name));
    }
    value.to_str().map_err(|_| NotBelieved::HeaderMalformed(name))
}

/// Seconds since 1970, written in the one way that there is.
fn seconds(text: &str, name: &'static str) -> Result<Timestamp, NotBelieved> {
    let is_plain =
        !text.is_empty() && text.len() <= 12 && text.bytes().all(|it| it.is_ascii_digit());
    let is_shortest = !text.starts_with('0');
    let seconds: Option<i64> = text.parse().ok().filter(|_| is_plain && is_shortest);
    let seconds = seconds.ok_or(NotBelieved::HeaderMalformed(name))?;
    Ok(Timestamp::from_millis(seconds * 1_000))
}

fn signature(text: &str, name: &'static str) -> Result<Vec<u8>, NotBelieved> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text);
    bytes.map_err(|_| NotBelieved::HeaderMalformed(name))
}

fn sum(secret: &Secret, parts: &[&[u8]]) -> hmac::Tag {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.reveal().as_bytes());
    let mut context = hmac::Context::with_key(&key);
    for part in parts {
        context.update(part);
    }
    context.sign()
}

fn is_same(tag: &hmac::Tag, given: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(tag.as_ref(), given).is_ok()
}

fn within_window(sent: Timestamp, now: Timestamp) -> Result<(), NotBelieved> {
    let distance = now.since(sent).max(sent.since(now));
    if distance > WINDOW { Err(NotBelieved::OutOfTime) } else { Ok(()) }
}

/// Until when a nonce is remembered: a request from the edge of the future can be shown for two windows.
fn forget_after(sent: Timestamp) -> Timestamp {
    sent.after(WINDOW + Duration::from_secs(1))
}

fn sha256(bytes: &[u8]) -> digest::Digest {
    digest::digest(&digest::SHA256, bytes)
}

#[cfg(test)]
mod tests;
