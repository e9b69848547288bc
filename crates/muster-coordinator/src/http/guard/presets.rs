//! Tokens that are not in the store: the one that was preset, and the key of this start.

use crate::crypto::{is_same, sha256};

/// Hashes of the tokens that make a caller the operator.
#[derive(Debug)]
pub(crate) struct Presets {
    hashes: Vec<Vec<u8>>,
    /// Whether the operator chose a token, which an answer to a wrong one should mention.
    pub(crate) has_preset: bool,
}

impl Presets {
    pub(crate) fn new(preset: Option<&str>, instance_key: Option<&str>) -> Self {
        let keys = preset.into_iter().chain(instance_key);
        Self {
            hashes: keys.map(|key| sha256(key.as_bytes())).collect(),
            has_preset: preset.is_some(),
        }
    }

    /// The hash of the one of which this is true.
    pub(crate) fn find(&self, is_meant: impl Fn(&[u8]) -> bool) -> Option<&[u8]> {
        self.hashes.iter().map(Vec::as_slice).find(|hash| is_meant(hash))
    }

    /// Whether this is one of them; takes the same time for every answer.
    pub(crate) fn match_token(&self, token: &str) -> bool {
        let given = sha256(token.as_bytes());
        self.hashes.iter().fold(false, |found, hash| found | is_same(hash, &given))
    }
}
