//! The few cryptographic sums that the coordinator makes, all by one library.

use aws_lc_rs::{constant_time, digest, hmac};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use std::io::{self, Read};

/// What begins the proofs of a challenge, so that no other one can be mistaken for them.
const CLIENT: &[u8] = b"muster-challenge-v1 client\0";
const COORDINATOR: &[u8] = b"muster-challenge-v1 coordinator\0";

pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

/// The same of bytes that come one part after the other.
pub(crate) struct Sha256(digest::Context);

impl Default for Sha256 {
    fn default() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }
}

impl Sha256 {
    pub(crate) fn add(&mut self, part: &[u8]) {
        self.0.update(part);
    }
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.finish().as_ref().to_vec()
    }
}

/// The same of everything that can still be read.
pub(crate) fn sha256_of(mut from: impl Read) -> io::Result<Vec<u8>> {
    let (mut sum, mut part) = (Sha256::default(), vec![0; 256 << 10]);
    loop {
        match from.read(&mut part)? {
            0 => return Ok(sum.finish()),
            read => sum.add(&part[..read]),
        }
    }
}

/// Whether two secrets are the same, in a time that does not tell where they differ.
pub(crate) fn is_same(left: &[u8], right: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(left, right).is_ok()
}

/// What a challenge is about besides the credential: a nonce, and the host that the client has dialled.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) nonce: [u8; 32],
    pub(crate) host: String,
}

impl Question {
    /// Whether a client has proved that it knows the credential with this hash.
    pub(crate) fn is_claim(&self, hash: &[u8], claim: &[u8]) -> bool {
        hmac::verify(&key(hash), &self.message(CLIENT), claim).is_ok()
    }

    /// The proof that we know it, too.
    pub(crate) fn proof(&self, hash: &[u8]) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&key(hash), &self.message(COORDINATOR)))
    }

    fn message(&self, who: &[u8]) -> Vec<u8> {
        [who, &self.nonce, self.host.as_bytes()].concat()
    }
}

fn key(hash: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, hash)
}

pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// What links to downloads are signed with.
#[derive(Debug)]
pub(crate) struct LinkKey(hmac::Key);

impl LinkKey {
    /// The one that is made of a secret; it does not tell the secret.
    pub(crate) fn derive(secret: &[u8]) -> Self {
        let made = hmac::sign(&key(secret), b"muster download links v1");
        Self(key(made.as_ref()))
    }

    pub(crate) fn sign(&self, said: &[u8]) -> Vec<u8> {
        hmac::sign(&self.0, said).as_ref().to_vec()
    }

    pub(crate) fn has_signed(&self, said: &[u8], code: &[u8]) -> bool {
        hmac::verify(&self.0, said, code).is_ok()
    }
}
