//! The vault's file: a JSON head in clear, and the secrets sealed behind it.
//!
//! Argon2id makes two keys from the passphrase and the file's salt: one seals (AES-256-GCM, a fresh
//! nonce each time), the other only tells a wrong passphrase from a damaged file. The whole head is
//! authenticated with the content, so no parameter can be changed unnoticed.

use super::vault::Content;
use crate::Secret;
use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    constant_time::verify_slices_are_equal,
    digest, rand,
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

const FORMAT: &str = "muster-vault";
const VERSION: u32 = 1;
const SALT_LENGTH: usize = 16;
const KEY_LENGTH: usize = 32;
/// What RFC 9106 recommends where memory is not plentiful: 64 MiB, three passes.
const COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
/// A changed head must not make us take all memory there is.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 64;
const MOST_LANES: u32 = 16;

/// What is wrong with a vault's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    WrongPassphrase,
    Damaged(&'static str),
    NoCrypto,
}

/// How much work a guess at the passphrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    version: u32,
    cost: Cost,
    salt: String,
    /// The hash of the second key.
    check: String,
    nonce: String,
    sealed: String,
}

/// The keys for one salt.
#[derive(Clone)]
pub(super) struct Key {
    cost: Cost,
    salt: [u8; SALT_LENGTH],
    seal: Zeroizing<[u8; KEY_LENGTH]>,
    check: [u8; KEY_LENGTH],
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(***)")
    }
}

impl Key {
    /// Keys for a new file.
    pub(super) fn fresh(passphrase: &Secret) -> Result<Self, Flaw> {
        let mut salt = [0; SALT_LENGTH];
        rand::fill(&mut salt).map_err(|_| Flaw::NoCrypto)?;
        Self::derive(passphrase, COST, salt)
    }

    fn derive(passphrase: &Secret, cost: Cost, salt: [u8; SALT_LENGTH]) -> Result<Self, Flaw> {
        let Cost { memory_kib, passes, lanes } = cost;
        let params = Params::new(memory_kib, passes, lanes, Some(2 * KEY_LENGTH))
            .map_err(|_| Flaw::Damaged("its cost makes no sense"))?;
        let mut both = Zeroizing::new([0; 2 * KEY_LENGTH]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.reveal().as_bytes(), &salt, &mut *both)
            .map_err(|_| Flaw::NoCrypto)?;
        let mut seal = Zeroizing::new([0; KEY_LENGTH]);
        seal.copy_from_slice(&both[..KEY_LENGTH]);
        let mut check = [0; KEY_LENGTH];
        check.copy_from_slice(digest::digest(&digest::SHA256, &both[KEY_LENGTH..]).as_ref());
        Ok(Self { cost, salt, seal, check })
    }

    /// Whether these are the keys for a file's salt and cost.
    pub(super) fn fits(&self, sealed: &Sealed) -> bool {
        (self.cost, self.salt) == (sealed.cost, sealed.salt)
    }

    fn cipher(&self) -> Result<LessSafeKey, Flaw> {
        let key = UnboundKey::new(&AES_256_GCM, &*self.seal).map_err(|_| Flaw::NoCrypto)?;
        Ok(LessSafeKey::new(key))
    }

    /// What is authenticated with the content.
    fn head(&self) -> Vec<u8> {
        let Cost { memory_kib, passes, lanes } = self.cost;
        let numbers = [VERSION, memory_kib, passes, lanes].map(u32::to_be_bytes).concat();
        [FORMAT.as_bytes(), &numbers, &self.salt, &self.check].concat()
    }
}

/// A vault's file, read and not yet opened.
#[derive(Debug)]
pub(super) struct Sealed {
    cost: Cost,
    salt: [u8; SALT_LENGTH],
    check: [u8; KEY_LENGTH],
    nonce: [u8; NONCE_LEN],
    content: Vec<u8>,
}

impl Sealed {
    pub(super) fn parse(document: &[u8]) -> Result<Self, Flaw> {
        let document: Document =
            serde_json::from_slice(document).map_err(|_| Flaw::Damaged("it is not a vault"))?;
        if (document.format.as_str(), document.version) != (FORMAT, VERSION) {
            return Err(Flaw::Damaged("its format is not known"));
        }
        let cost = document.cost;
        let is_sane = cost.memory_kib <= MOST_MEMORY_KIB
            && cost.passes <= MOST_PASSES
            && cost.lanes <= MOST_LANES;
        if !is_sane {
            return Err(Flaw::Damaged("its cost makes no sense"));
        }
        let content = STANDARD_NO_PAD.decode(&document.sealed);
        Ok(Self {
            cost,
            salt: decode(&document.salt)?,
            check: decode(&document.check)?,
            nonce: decode(&document.nonce)?,
            content: content.map_err(|_| Flaw::Damaged("it is not base 64"))?,
        })
    }

    pub(super) fn derive(&self, passphrase: &Secret) -> Result<Key, Flaw> {
        let key = Key::derive(passphrase, self.cost, self.salt)?;
        match verify_slices_are_equal(&key.check, &self.check) {
            Ok(()) => Ok(key),
            Err(_) => Err(Flaw::WrongPassphrase),
        }
    }

    pub(super) fn open(self, key: &Key) -> Result<Content, Flaw> {
        let changed = Flaw::Damaged("its content does not fit its seal");
        let nonce = Nonce::assume_unique_for_key(self.nonce);
        let mut clear = Zeroizing::new(self.content);
        let opened = key.cipher()?.open_in_place(nonce, Aad::from(key.head()), &mut clear);
        let opened = opened.map_err(|_| changed)?;
        let content: BTreeMap<String, String> =
            serde_json::from_slice(opened).map_err(|_| changed)?;
        Ok(content.into_iter().map(|(name, text)| (name, Secret::new(text))).collect())
    }
}

fn decode<const N: usize>(text: &str) -> Result<[u8; N], Flaw> {
    let bytes = STANDARD_NO_PAD.decode(text).map_err(|_| Flaw::Damaged("it is not base 64"))?;
    bytes.try_into().map_err(|_| Flaw::Damaged("a part of it has the wrong length"))
}

/// The whole file for this content.
pub(super) fn seal(key: &Key, content: &Content) -> Result<Vec<u8>, Flaw> {
    let texts: BTreeMap<_, _> =
        content.iter().map(|(name, secret)| (name, secret.reveal())).collect();
    let mut sealed = Zeroizing::new(serde_json::to_vec(&texts).map_err(|_| Flaw::NoCrypto)?);
    let mut nonce = [0; NONCE_LEN];
    rand::fill(&mut nonce).map_err(|_| Flaw::NoCrypto)?;
    let unique = Nonce::assume_unique_for_key(nonce);
    let tag = key.cipher()?.seal_in_place_separate_tag(unique, Aad::from(key.head()), &mut sealed);
    sealed.extend_from_slice(tag.map_err(|_| Flaw::NoCrypto)?.as_ref());
    let document = Document {
        format: FORMAT.to_owned(),
        version: VERSION,
        cost: key.cost,
        salt: STANDARD_NO_PAD.encode(key.salt),
        check: STANDARD_NO_PAD.encode(key.check),
        nonce: STANDARD_NO_PAD.encode(nonce),
        sealed: STANDARD_NO_PAD.encode(&*sealed),
    };
    serde_json::to_vec_pretty(&document).map_err(|_| Flaw::NoCrypto)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        [("name".to_owned(), Secret::new("value"))].into()
    }

    fn open(document: &[u8], key: &Key) -> Result<Content, Flaw> {
        let sealed = Sealed::parse(document)?;
        if !key.fits(&sealed) {
            // What a changed salt or cost comes to, without another tenth of a second per case.
            return Err(Flaw::WrongPassphrase);
        }
        verify_slices_are_equal(&key.check, &sealed.check).map_err(|_| Flaw::WrongPassphrase)?;
        sealed.open(key)
    }

    #[test]
    fn no_change_of_a_single_byte_goes_unnoticed() {
        let key = Key::fresh(&Secret::new("p")).unwrap();
        let document = seal(&key, &content()).unwrap();
        assert_eq!(open(&document, &key), Ok(content()));
        for place in 0..document.len() {
            for flip in [0x01, 0x20] {
                let mut changed = document.clone();
                changed[place] ^= flip;
                let is_same_meaning = serde_json::from_slice::<Document>(&changed)
                    .and_then(|document| serde_json::to_vec_pretty(&document))
                    .is_ok_and(|again| again == document);
                let opened = open(&changed, &key);
                assert!(opened.is_err() || is_same_meaning, "byte {place} flipped by {flip:#x}");
            }
        }
        for end in 0..document.len() {
            assert!(open(&document[..end], &key).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn the_same_content_is_never_sealed_the_same_way_twice() {
        let key = Key::fresh(&Secret::new("p")).unwrap();
        assert_ne!(seal(&key, &content()).unwrap(), seal(&key, &content()).unwrap());
    }

    #[test]
    fn a_cost_that_would_take_all_memory_is_refused_before_it_is_paid() {
        let key = Key::fresh(&Secret::new("p")).unwrap();
        let document = String::from_utf8(seal(&key, &content()).unwrap()).unwrap();
        let greedy = document.replace("65536", "4294967295");
        let flaw = Sealed::parse(greedy.as_bytes()).unwrap_err();
        assert_eq!(flaw, Flaw::Damaged("its cost makes no sense"));
    }
}
