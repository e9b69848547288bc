//! Keys: one that seals events, and one that signs heads.
//!
//! Seals need a secret key to be checked, heads only the public one. A key is called after itself, so a seal names its
//! key without telling anything of it. Keys change by retiring the old one at a place: what it sealed up to there
//! counts, and whoever steals it later can seal nothing.

use crate::{
    seal::{Code, Seal, code_bytes},
    text::bytes_as_text,
};
use aws_lc_rs::{
    digest::{SHA256, digest},
    hmac,
    signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey},
};
use std::{fmt, sync::Arc};

bytes_as_text! {
    /// Which key something was made with.
    KeyId, 8
}

bytes_as_text! {
    /// The public key by which heads are recognised.
    HeadSigner, 32
}

bytes_as_text! {
    /// A signature of a head or of an export.
    Signature, 64
}

fn key_id(made_of: &[u8]) -> KeyId {
    let mut id = [0; 8];
    id.copy_from_slice(&made_of[..8]);
    KeyId::from_bytes(id)
}

/// What events are sealed with.
#[derive(Clone)]
pub struct SealKey {
    id: KeyId,
    key: hmac::Key,
}

impl SealKey {
    /// The key that is made of a secret; neither tells the other.
    pub fn derive(secret: &[u8]) -> Self {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let derived = hmac::sign(&secret, b"muster audit seals v1");
        let key = hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref());
        let id = key_id(hmac::sign(&key, b"muster audit key id v1").as_ref());
        Self { id, key }
    }

    /// The key of a number that is made of a secret: the first one is [`Self::derive`]'s, and none tells another.
    pub fn derive_number(secret: &[u8], number: u64) -> Self {
        if number == 0 {
            return Self::derive(secret);
        }
        let secret = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let label = format!("muster audit seals, key {number}");
        Self::derive(hmac::sign(&secret, label.as_bytes()).as_ref())
    }

    /// What it is called.
    pub fn id(&self) -> KeyId {
        self.id
    }

    pub(crate) fn code(&self, bytes: &[u8]) -> Code {
        let mut code = [0; 32];
        code.copy_from_slice(hmac::sign(&self.key, bytes).as_ref());
        Code::from_bytes(code)
    }

    fn made(&self, seal: &Seal) -> bool {
        let bytes = code_bytes(seal.sequence, &seal.link);
        hmac::verify(&self.key, bytes.bytes(), seal.code.as_bytes()).is_ok()
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealKey({}, ***)", self.id)
    }
}

/// The present key and those before it.
#[derive(Debug, Clone)]
pub struct Keyring {
    present: SealKey,
    retired: Vec<(SealKey, u64)>,
}

/// What a seal is, to whoever has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made {
    Here,
    OutsideOfItsTime,
    WithAnotherKey,
    WithoutTheKey,
}

impl Keyring {
    /// A keyring with one key.
    pub fn new(present: SealKey) -> Self {
        Self { present, retired: Vec::new() }
    }

    /// The keys of a secret, of which all but the last have sealed up to these places.
    pub fn of_numbers(secret: &[u8], retired: &[u64]) -> Self {
        let first = Self::new(SealKey::derive_number(secret, 0));
        (1..).zip(retired).fold(first, |keyring, (number, last)| {
            keyring.rotate(SealKey::derive_number(secret, number), *last)
        })
    }

    /// The same with a new key, after the old one made its last seal at this place.
    pub fn rotate(mut self, next: SealKey, last: u64) -> Self {
        self.retired.push((std::mem::replace(&mut self.present, next), last));
        self
    }

    /// What the next seal is made with.
    pub fn present(&self) -> &SealKey {
        &self.present
    }

    pub(crate) fn judge(&self, seal: &Seal) -> Made {
        let Some((key, is_its_time)) = self.find(seal) else { return Made::WithAnotherKey };
        match (key.made(seal), is_its_time) {
            (true, true) => Made::Here,
            (true, false) => Made::OutsideOfItsTime,
            (false, _) => Made::WithoutTheKey,
        }
    }

    /// The key of a seal, and whether it was in use at that place.
    fn find(&self, seal: &Seal) -> Option<(&SealKey, bool)> {
        let mut begin = 1;
        for (key, last) in &self.retired {
            if key.id == seal.key {
                return Some((key, (begin..=*last).contains(&seal.sequence)));
            }
            begin = last + 1;
        }
        (self.present.id == seal.key).then_some((&self.present, seal.sequence >= begin))
    }
}

/// Bytes that are no key pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// They are something else.
    #[error("not an Ed25519 key pair in PKCS#8")]
    Pair,
    /// The system gives no randomness, or the library refuses to work.
    #[error("no key pair could be made")]
    NotMade,
}

/// What heads and exports are signed with.
#[derive(Clone)]
pub struct HeadKey(Arc<Ed25519KeyPair>);

impl HeadKey {
    /// A new key pair, from the operating system's randomness.
    pub fn generate() -> Result<Self, BadKey> {
        Ed25519KeyPair::generate().map(|pair| Self(Arc::new(pair))).map_err(|_| BadKey::NotMade)
    }

    /// The key pair that is made of a secret; what it signs does not tell the secret.
    pub fn derive(secret: &[u8]) -> Result<Self, BadKey> {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let seed = hmac::sign(&secret, b"muster audit heads v1");
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.as_ref()).map_err(|_| BadKey::Pair)?;
        Ok(Self(Arc::new(pair)))
    }

    /// A key pair as [`Self::to_pkcs8`] wrote it.
    pub fn from_pkcs8(document: &[u8]) -> Result<Self, BadKey> {
        let pair = Ed25519KeyPair::from_pkcs8(document).map_err(|_| BadKey::Pair)?;
        Ok(Self(Arc::new(pair)))
    }

    /// The key pair, to be kept where only its owner can read it.
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, BadKey> {
        self.0.to_pkcs8().map(|document| document.as_ref().to_vec()).map_err(|_| BadKey::NotMade)
    }

    /// The part that others may know.
    pub fn signer(&self) -> HeadSigner {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        HeadSigner::from_bytes(bytes)
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        let mut bytes = [0; 64];
        bytes.copy_from_slice(self.0.sign(message).as_ref());
        Signature::from_bytes(bytes)
    }
}

impl fmt::Debug for HeadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HeadKey({}, ***)", self.signer())
    }
}

impl HeadSigner {
    /// What it is called.
    pub fn id(&self) -> KeyId {
        key_id(digest(&SHA256, self.as_bytes()).as_ref())
    }

    pub(crate) fn has_signed(&self, message: &[u8], signature: &Signature) -> bool {
        let key = UnparsedPublicKey::new(&ED25519, self.as_bytes());
        key.verify(message, signature.as_bytes()).is_ok()
    }
}
