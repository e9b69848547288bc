//! Key sets: the public halves, ours for others and those of others for us.

use super::{KeyId, VerifyingKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// No issuer has more; each is a signature that somebody could make us check.
const MOST_KEYS: usize = 20;

/// What is published under `/.well-known/jwks.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Jwks {
    /// The keys.
    pub keys: Vec<Value>,
}

/// What is no key set that we use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadJwks {
    /// It is something else.
    #[error("not a key set")]
    NotAKeySet,
    /// It has too many keys.
    #[error("more than {MOST_KEYS} keys")]
    TooMany,
    /// One name is that of two keys.
    #[error("two keys have one name")]
    NameTwice,
    /// There is none among them that we can use.
    #[error("no key for signatures that are known here")]
    Empty,
}

impl Jwks {
    /// The public halves of these.
    pub(super) fn of<'a>(keys: impl IntoIterator<Item = &'a VerifyingKey>) -> Self {
        Self { keys: keys.into_iter().filter_map(VerifyingKey::jwk).collect() }
    }

    /// The keys of somebody else's key set. Those for other purposes are passed over.
    pub fn read(bytes: &[u8]) -> Result<Vec<VerifyingKey>, BadJwks> {
        let set: Self = serde_json::from_slice(bytes).map_err(|_| BadJwks::NotAKeySet)?;
        if set.keys.len() > MOST_KEYS {
            return Err(BadJwks::TooMany);
        }
        let keys: Vec<_> = set.keys.iter().filter_map(VerifyingKey::from_foreign).collect();
        let mut names: Vec<&KeyId> = keys.iter().map(VerifyingKey::id).collect();
        names.sort();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(BadJwks::NameTwice);
        }
        if keys.is_empty() { Err(BadJwks::Empty) } else { Ok(keys) }
    }
}
