//! Keys: what a worker and a coordinator prove their identity with.
//!
//! Ed25519. A public key is 32 bytes, written in URL-safe base 64 without padding; a key pair is
//! kept as PKCS#8, and never shown.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::{fmt, str::FromStr, sync::Arc};

const PUBLIC_KEY_LENGTH: usize = 32;

/// Bytes or a text that are not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// Not a public key.
    #[error("not a public key: 32 bytes in URL-safe base 64 are expected")]
    Public,
    /// Not a key pair.
    #[error("not an Ed25519 key pair in PKCS#8")]
    Pair,
    /// The system gives no randomness, or the library refuses to work.
    #[error("no key pair could be made")]
    NotMade,
}

/// A secret key with its public one.
#[derive(Clone)]
pub struct KeyPair(Arc<Ed25519KeyPair>);

impl KeyPair {
    /// A new key pair, from the operating system's randomness.
    pub fn generate() -> Result<Self, BadKey> {
        Ed25519KeyPair::generate().map(Self::from_pair).map_err(|_| BadKey::NotMade)
    }
    /// A key pair as [`Self::to_pkcs8`] wrote it.
    pub fn from_pkcs8(document: &[u8]) -> Result<Self, BadKey> {
        Ed25519KeyPair::from_pkcs8(document).map(Self::from_pair).map_err(|_| BadKey::Pair)
    }
    /// The key pair, to be kept where only its owner can read it.
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, BadKey> {
        self.0.to_pkcs8().map(|document| document.as_ref().to_vec()).map_err(|_| BadKey::NotMade)
    }
    /// The part that others may know.
    pub fn public(&self) -> PublicKey {
        let mut bytes = [0; PUBLIC_KEY_LENGTH];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        PublicKey(bytes)
    }
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }
    fn from_pair(pair: Ed25519KeyPair) -> Self {
        Self(Arc::new(pair))
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyPair({}, ***)", self.public())
    }
}

/// A key by which somebody is recognised.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey([u8; PUBLIC_KEY_LENGTH]);

impl PublicKey {
    /// The key in these bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadKey> {
        bytes.try_into().map(Self).map_err(|_| BadKey::Public)
    }
    /// The key's bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
    pub(crate) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0).verify(message, signature).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = BadKey;
    fn from_str(text: &str) -> Result<Self, BadKey> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadKey::Public)?;
        Self::from_bytes(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_pair_survives_being_stored_and_is_never_shown() {
        let pair = KeyPair::generate().unwrap();
        let stored = pair.to_pkcs8().unwrap();
        let read_back = KeyPair::from_pkcs8(&stored).unwrap();
        assert_eq!(read_back.public(), pair.public());
        let signature = pair.sign(b"message");
        assert!(read_back.public().has_signed(b"message", &signature));
        assert!(!read_back.public().has_signed(b"another", &signature));
        assert_eq!(format!("{pair:?}"), format!("KeyPair({}, ***)", pair.public()));
    }

    #[test]
    fn a_public_key_survives_its_text_and_nothing_else_is_one() {
        let key = KeyPair::generate().unwrap().public();
        assert_eq!(key.to_string().parse(), Ok(key));
        let padded = format!("{key}=");
        for text in ["", "AAAA", &padded, "not base 64!"] {
            assert_eq!(text.parse::<PublicKey>(), Err(BadKey::Public), "{text:?}");
        }
        assert_eq!(KeyPair::from_pkcs8(b"nonsense").err(), Some(BadKey::Pair));
    }
}
