//! Bookmarks: a coordinator's epoch, signed by itself, for its workers to keep.
//!
//! A store that was put back to an earlier state by hand has forgotten which epochs there were; the
//! workers have not. Each brings the last bookmark that it was given, and only what this
//! coordinator's key has signed is believed: a worker that makes epochs up is not heard, so nobody
//! can use the epochs up. Who keeps a bookmark need not understand it.
//!
//! A bookmark also names the start of the coordinator that wrote it, since two starts that do not
//! know of each other, from one copy of a store, take the same epoch.

use crate::{KeyPair, PublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// Names the purpose, so that no other signature of the same key is one of these.
const DOMAIN: &str = "muster coordinator epoch 1";

/// What a bookmark says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookmark {
    /// The epoch.
    pub epoch: u32,
    /// The start of the coordinator, in a word without a dot.
    pub start: String,
}

impl Bookmark {
    /// The text for a worker to keep.
    pub fn sign(&self, key: &KeyPair) -> String {
        let said = self.said();
        let signature = URL_SAFE_NO_PAD.encode(key.sign(message(&said).as_bytes()));
        format!("{said}.{signature}")
    }

    /// What a text says, if this key has signed it.
    pub fn read(text: &str, key: &PublicKey) -> Option<Self> {
        let (said, signature) = text.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let (epoch, start) = said.split_once('.')?;
        let bookmark = Self { epoch: epoch.parse().ok()?, start: start.to_owned() };
        key.has_signed(message(said).as_bytes(), &signature).then_some(bookmark)
    }

    fn said(&self) -> String {
        format!("{}.{}", self.epoch, self.start)
    }
}

fn message(said: &str) -> String {
    format!("{DOMAIN}: {said}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bookmark_says_only_what_its_coordinator_has_signed() {
        let (own, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let bookmark = Bookmark { epoch: 4, start: "abc".into() };
        let text = bookmark.sign(&own);
        assert_eq!(Bookmark::read(&text, &own.public()), Some(bookmark.clone()));
        let made_up = [
            text.replacen('4', "4000000000", 1),
            text.replacen("abc", "abd", 1),
            text[..text.len() - 4].to_owned(),
            bookmark.sign(&other),
            "4.abc".to_owned(),
            String::new(),
        ];
        for text in made_up {
            assert_eq!(Bookmark::read(&text, &own.public()), None, "{text:?}");
        }
    }
}
