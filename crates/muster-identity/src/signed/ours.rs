//! Our form: everything that makes a request is covered.
//!
//! What is signed is a line that names the form, and then each part with its length before it, so that no two
//! requests have the same text: key, method, authority, target, time, nonce, and the SHA-256 of the body.

use super::{
    Form, NotBelieved, Signer, Unproven, forget_after, header, is_same, seconds, sha256, signature,
    sum, within_window,
};
use crate::{Secret, once::Once};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::HeaderMap;
use muster_core::Timestamp;

const KEY: &str = "x-muster-key";
const TIMESTAMP: &str = "x-muster-timestamp";
const NONCE: &str = "x-muster-nonce";
const SIGNATURE: &str = "x-muster-signature";
const FORM: &[u8] = b"muster-signed-request-v1\n";
/// 128 bits in base 64 have 22.
const NONCE_LENGTHS: std::ops::RangeInclusive<usize> = 16..=128;
const LONGEST_KEY: usize = 128;

/// Whether a request is meant to be signed in this form, be it wrongly.
pub(super) fn is_meant(headers: &HeaderMap) -> bool {
    [KEY, TIMESTAMP, NONCE, SIGNATURE].iter().any(|name| headers.contains_key(*name))
}

pub(super) fn verify(
    request: &Unproven<'_>,
    keys: &[(String, Secret)],
    now: Timestamp,
) -> Result<Once<Signer>, NotBelieved> {
    if keys.is_empty() {
        return Err(NotBelieved::NotConfigured);
    }
    let said = Said::read(request.headers)?;
    let given = signature(header(request.headers, SIGNATURE)?, SIGNATURE)?;
    let found = keys.iter().find(|(name, _)| name == said.key);
    // Who names a key that is not there waits for a sum as well.
    let nobody = Secret::new("");
    let secret = found.map_or(&nobody, |(_, secret)| secret);
    let fits = is_same(&said.sum(request, secret), &given);
    if found.is_none() {
        return Err(NotBelieved::UnknownKey);
    }
    if !fits {
        return Err(NotBelieved::WrongSignature);
    }
    within_window(said.sent, now)?;
    let signer = Signer { form: Form::Ours, key: Some(said.key.to_owned()), user: None };
    let name = format!("signed {} {}", said.key, said.nonce);
    Ok(Once::new(name, forget_after(said.sent), signer))
}

/// What a request says of its own signature.
#[derive(Debug, Clone, Copy)]
struct Said<'a> {
    key: &'a str,
    timestamp: &'a str,
    sent: Timestamp,
    nonce: &'a str,
}

impl<'a> Said<'a> {
    fn read(headers: &'a HeaderMap) -> Result<Self, NotBelieved> {
        let (key, nonce) = (header(headers, KEY)?, header(headers, NONCE)?);
        let timestamp = header(headers, TIMESTAMP)?;
        let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        if !(1..=LONGEST_KEY).contains(&key.len()) || !is_plain(key) {
            return Err(NotBelieved::HeaderMalformed(KEY));
        }
        if !NONCE_LENGTHS.contains(&nonce.len()) || !is_plain(nonce) {
            return Err(NotBelieved::HeaderMalformed(NONCE));
        }
        let sent = seconds(timestamp, TIMESTAMP)?;
        Ok(Self { key, timestamp, sent, nonce })
    }

    fn sum(&self, request: &Unproven<'_>, secret: &Secret) -> aws_lc_rs::hmac::Tag {
        sum(secret, &[&canonical(self.key, request, self.timestamp, self.nonce)])
    }
}

/// The text that is signed.
pub(super) fn canonical(
    key: &str,
    request: &Unproven<'_>,
    timestamp: &str,
    nonce: &str,
) -> Vec<u8> {
    let body = sha256(request.body);
    let parts = [
        key.as_bytes(),
        request.method.as_bytes(),
        request.authority.as_bytes(),
        request.target.as_bytes(),
        timestamp.as_bytes(),
        nonce.as_bytes(),
        body.as_ref(),
    ];
    let mut text = FORM.to_vec();
    for part in parts {
        text.extend_from_slice(&(part.len() as u64).to_be_bytes());
        text.extend_from_slice(part);
    }
    text
}

/// The headers with which a client signs a request; `request.headers` is not looked at.
pub fn sign(
    request: &Unproven<'_>,
    (key, secret): (&str, &Secret),
    nonce: [u8; 16],
    now: Timestamp,
) -> [(&'static str, String); 4] {
    let timestamp = now.millis().div_euclid(1_000).to_string();
    let nonce = BASE64_URL_SAFE_NO_PAD.encode(nonce);
    let tag = sum(secret, &[&canonical(key, request, &timestamp, &nonce)]);
    let signature = BASE64_URL_SAFE_NO_PAD.encode(tag.as_ref());
    [(KEY, key.to_owned()), (TIMESTAMP, timestamp), (NONCE, nonce), (SIGNATURE, signature)]
}
