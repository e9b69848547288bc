//! Keys: each has one algorithm for life, and a name that follows from what it is.

use super::NotIssued;
use crate::pem;
use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    hmac,
    rsa::KeySize,
    signature::{Ed25519KeyPair, KeyPair, RsaKeyPair},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{
    DecodingKey, EncodingKey, Header,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse, ThumbprintHash},
};
use muster_core::Secret;
use muster_seams::Rng;
use serde::Serialize;
use serde_json::Value;
use std::{fmt, str::FromStr};

/// Shorter ones can be guessed from any token that was signed with them.
const SHORTEST_SECRET: usize = 32;
// The sizes that the library checks signatures for; anything below is broken, above only slow.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=1_024;

/// How a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Ed25519.
    EdDsa,
    /// RSA with SHA-256, for those who know nothing else.
    Rs256,
    /// A secret that both sides have, with SHA-256.
    Hs256,
}

impl Algorithm {
    /// The word in headers and key sets.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
            Self::Hs256 => "HS256",
        }
    }

    pub(super) fn theirs(self) -> jsonwebtoken::Algorithm {
        match self {
            Self::EdDsa => jsonwebtoken::Algorithm::EdDSA,
            Self::Rs256 => jsonwebtoken::Algorithm::RS256,
            Self::Hs256 => jsonwebtoken::Algorithm::HS256,
        }
    }
}

/// What a key is called.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(String);

/// A text that names no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no name of a key: it has 1 to 128 letters, digits and `-_.=`")]
pub struct BadKeyId;

impl KeyId {
    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyId {
    type Err = BadKeyId;
    fn from_str(text: &str) -> Result<Self, BadKeyId> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.=".contains(&byte);
        let is_name = (1..=128).contains(&text.len()) && text.bytes().all(is_plain);
        if is_name { Ok(Self(text.to_owned())) } else { Err(BadKeyId) }
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is no key, or one that is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// It is no PEM of a key that we know.
    #[error("not a PEM file with an Ed25519 or RSA key")]
    NotAKey,
    /// It is too weak, or too much work.
    #[error("an RSA key has 2048 to 8192 bits")]
    RsaSize,
    /// The secret can be guessed.
    #[error("a shared secret has at least {SHORTEST_SECRET} bytes")]
    ShortSecret,
    /// The library makes no key.
    #[error("no key could be made")]
    NotMade,
}

/// What signatures are checked with.
#[derive(Clone)]
pub struct VerifyingKey {
    id: KeyId,
    algorithm: Algorithm,
    key: DecodingKey,
    /// What may be shown; nothing, if the key is a secret.
    public: Option<Jwk>,
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({}, {})", self.algorithm.as_str(), self.id)
    }
}

impl VerifyingKey {
    /// A public key from its PEM file.
    pub fn from_pem(pem: &str) -> Result<Self, BadKey> {
        let ed = DecodingKey::from_ed_pem(pem.as_bytes()).map(|key| (Algorithm::EdDsa, key));
        let rsa = || DecodingKey::from_rsa_pem(pem.as_bytes()).map(|key| (Algorithm::Rs256, key));
        let (algorithm, key) = ed.or_else(|_| rsa()).map_err(|_| BadKey::NotAKey)?;
        let jwk = Jwk::from_decoding_key(&key, Some(algorithm.theirs()));
        Self::public(algorithm, jwk.map_err(|_| BadKey::NotAKey)?, None)
    }

    /// A key of somebody's key set, if it is one for signatures that we know; it keeps its name there.
    pub(super) fn from_foreign(value: &Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(value.clone()).ok()?;
        let id = jwk.common.key_id.as_deref()?.parse().ok()?;
        let is_for_signatures =
            matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
        let algorithm = match (&jwk.algorithm, jwk.common.key_algorithm) {
            (AlgorithmParameters::RSA(_), None | Some(KeyAlgorithm::RS256)) => Algorithm::Rs256,
            (AlgorithmParameters::OctetKeyPair(_), None | Some(KeyAlgorithm::EdDSA)) => {
                Algorithm::EdDsa
            }
            _ => return None,
        };
        let key = Self::public(algorithm, jwk, Some(id)).ok()?;
        is_for_signatures.then_some(key)
    }

    /// The other half of a key from its parts.
    fn public(algorithm: Algorithm, mut jwk: Jwk, id: Option<KeyId>) -> Result<Self, BadKey> {
        check_size(&jwk)?;
        let key = DecodingKey::from_jwk(&jwk).map_err(|_| BadKey::NotAKey)?;
        let id = match id {
            Some(id) => id,
            None => thumbprint(&jwk)?,
        };
        jwk.common.key_id = Some(id.0.clone());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self { id, algorithm, key, public: Some(jwk) })
    }

    /// What it is called.
    pub fn id(&self) -> &KeyId {
        &self.id
    }

    /// How signatures were made that it checks.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// What everybody may see of it, as a JWK; nothing, if the key is a secret.
    pub fn jwk(&self) -> Option<Value> {
        self.public.as_ref().and_then(|jwk| serde_json::to_value(jwk).ok())
    }

    /// Whether both are one key, whatever each is called.
    pub fn is_same_key(&self, other: &Self) -> bool {
        let print = |key: &Self| key.public.as_ref().and_then(|jwk| thumbprint(jwk).ok());
        self.algorithm == other.algorithm
            && print(self).is_some_and(|mine| Some(mine) == print(other))
    }

    /// Whether the signature of these bytes fits.
    pub(super) fn fits(&self, signed: &str, signature: &str) -> bool {
        let algorithm = self.algorithm.theirs();
        let bytes = signed.as_bytes();
        jsonwebtoken::crypto::verify(signature, bytes, &self.key, algorithm).unwrap_or(false)
    }
}

fn thumbprint(jwk: &Jwk) -> Result<KeyId, BadKey> {
    let print = jwk.thumbprint(ThumbprintHash::SHA256).map_err(|_| BadKey::NotAKey)?;
    print.parse().map_err(|_| BadKey::NotAKey)
}

fn check_size(jwk: &Jwk) -> Result<(), BadKey> {
    let length = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).map(|bytes| bytes.len());
    match &jwk.algorithm {
        AlgorithmParameters::RSA(rsa) => {
            let bytes = length(&rsa.n).map_err(|_| BadKey::NotAKey)?;
            if RSA_BYTES.contains(&bytes) { Ok(()) } else { Err(BadKey::RsaSize) }
        }
        AlgorithmParameters::OctetKeyPair(pair)
            if pair.curve == EllipticCurve::Ed25519 && length(&pair.x) == Ok(32) =>
        {
            Ok(())
        }
        _ => Err(BadKey::NotAKey),
    }
}

/// What tokens are signed with.
#[derive(Clone)]
pub struct SigningKey {
    key: EncodingKey,
    verifying: VerifyingKey,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, {}, ***)", self.algorithm().as_str(), self.verifying.id)
    }
}

impl SigningKey {
    /// A private key from its PEM file.
    pub fn from_pem(pem: &Secret) -> Result<Self, BadKey> {
        let pem = pem.reveal().as_bytes();
        let ed = EncodingKey::from_ed_pem(pem).map(|key| (Algorithm::EdDsa, key));
        let rsa = || EncodingKey::from_rsa_pem(pem).map(|key| (Algorithm::Rs256, key));
        let (algorithm, key) = ed.or_else(|_| rsa()).map_err(|_| BadKey::NotAKey)?;
        let jwk = Jwk::from_encoding_key(&key, algorithm.theirs()).map_err(|_| BadKey::NotAKey)?;
        Ok(Self { key, verifying: VerifyingKey::public(algorithm, jwk, None)? })
    }

    /// The PEM file of a new Ed25519 key, to be kept.
    pub fn draw_ed25519(rng: &dyn Rng) -> Result<Secret, BadKey> {
        let seed = zeroize::Zeroizing::new(rng.bytes::<32>());
        let pair = Ed25519KeyPair::from_seed_unchecked(&*seed).map_err(|_| BadKey::NotMade)?;
        let der = pair.to_pkcs8v1().map_err(|_| BadKey::NotMade)?;
        Ok(Secret::new(pem::write("PRIVATE KEY", der.as_ref())))
    }

    /// The PEM file of a new RSA key, to be kept. The library draws it by dice of its own.
    pub fn draw_rs256() -> Result<Secret, BadKey> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| BadKey::NotMade)?;
        let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| BadKey::NotMade)?;
        Ok(Secret::new(pem::write("PRIVATE KEY", der.as_ref())))
    }

    /// A secret that the other side has as well.
    pub fn shared(secret: &Secret) -> Result<Self, BadKey> {
        let bytes = secret.reveal().as_bytes();
        if bytes.len() < SHORTEST_SECRET {
            return Err(BadKey::ShortSecret);
        }
        // A name that follows from the secret and does not tell it.
        let key = hmac::Key::new(hmac::HMAC_SHA256, bytes);
        let print = hmac::sign(&key, b"muster key id v1");
        let id = BASE64_URL_SAFE_NO_PAD.encode(&print.as_ref()[..16]);
        let id = id.parse().map_err(|_| BadKey::NotMade)?;
        let (algorithm, key) = (Algorithm::Hs256, DecodingKey::from_secret(bytes));
        let verifying = VerifyingKey { id, algorithm, key, public: None };
        Ok(Self { key: EncodingKey::from_secret(bytes), verifying })
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        self.verifying.algorithm
    }

    /// What its signatures are checked with.
    pub fn verifying(&self) -> &VerifyingKey {
        &self.verifying
    }

    /// The public half as a PEM file, for `JWT_PUBLIC_KEY` of others; nothing, if there is none.
    pub fn public_pem(&self) -> Option<String> {
        let der: PublicKeyX509Der<'_> = match self.algorithm() {
            Algorithm::EdDsa => {
                let pair = Ed25519KeyPair::from_pkcs8(self.key.as_bytes()).ok()?;
                pair.public_key().as_der().ok()?
            }
            Algorithm::Rs256 => {
                let pair = RsaKeyPair::from_der(self.key.as_bytes()).ok()?;
                pair.public_key().as_der().ok()?
            }
            Algorithm::Hs256 => return None,
        };
        Some(pem::write("PUBLIC KEY", der.as_ref()))
    }

    /// Signs claims.
    pub(crate) fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<Secret, NotIssued> {
        let mut header = Header::new(self.algorithm().theirs());
        header.typ = Some(typ.to_owned());
        header.kid = Some(self.verifying.id.0.clone());
        let token = jsonwebtoken::encode(&header, claims, &self.key);
        token.map(Secret::new).map_err(|_| NotIssued::BadKey)
    }
}
