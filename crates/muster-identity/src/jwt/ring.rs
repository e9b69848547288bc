//! The ring: the keys of this coordinator, and how one follows the other.
//!
//! The *current* key signs. The *next* one is published already, so that everybody has it before it signs
//! for the first time. A *retired* one signs nothing and is published for as long as tokens of it can live.

use super::{Algorithm, Jwks, KeyId, LEEWAY, LONGEST_LIFETIME, SigningKey, VerifyingKey};
use muster_core::Timestamp;

/// The keys of this coordinator for one algorithm.
#[derive(Debug, Clone)]
pub struct KeyRing {
    current: SigningKey,
    next: SigningKey,
    retired: Vec<(VerifyingKey, Timestamp)>,
}

/// Keys of different algorithms, or a secret, are on no ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a ring has key pairs of one algorithm, each once")]
pub struct NotARing;

impl KeyRing {
    /// A ring of these; each retired key with the moment until which it counts.
    pub fn new(
        current: SigningKey,
        next: SigningKey,
        retired: Vec<(VerifyingKey, Timestamp)>,
    ) -> Result<Self, NotARing> {
        let algorithm = current.algorithm();
        let others = retired.iter().map(|(key, _)| key).chain([next.verifying()]);
        let mut names: Vec<_> = others.clone().map(VerifyingKey::id).collect();
        names.push(current.verifying().id());
        names.sort();
        let is_once = names.windows(2).all(|pair| pair[0] != pair[1]);
        let is_alike = others.into_iter().all(|key| key.algorithm() == algorithm);
        if !is_alike || !is_once || algorithm == Algorithm::Hs256 {
            return Err(NotARing);
        }
        Ok(Self { current, next, retired })
    }

    /// The key that signs.
    pub fn current(&self) -> &SigningKey {
        &self.current
    }

    /// The key that will sign after the next rotation.
    pub fn next(&self) -> &SigningKey {
        &self.next
    }

    /// Those that sign nothing any more, each with the moment until which it counts.
    pub fn retired(&self) -> &[(VerifyingKey, Timestamp)] {
        &self.retired
    }

    /// The next key signs from now on, and the present one counts for as long as its tokens live.
    pub fn rotate(self, fresh: SigningKey, now: Timestamp) -> Result<Self, NotARing> {
        let until = now.after(LONGEST_LIFETIME + LEEWAY);
        let mut retired = self.retired;
        retired.retain(|(_, until)| *until > now);
        retired.push((self.current.verifying().clone(), until));
        Self::new(self.next, fresh, retired)
    }

    /// The key of this name, if it counts now.
    pub fn find(&self, id: &KeyId, now: Timestamp) -> Option<&VerifyingKey> {
        self.counting(now).find(|key| key.id() == id)
    }

    /// What is published now.
    pub fn jwks(&self, now: Timestamp) -> Jwks {
        Jwks::of(self.counting(now))
    }

    fn counting(&self, now: Timestamp) -> impl Iterator<Item = &VerifyingKey> {
        let retired = self.retired.iter().filter(move |(_, until)| *until > now);
        let alive = [self.current.verifying(), self.next.verifying()];
        alive.into_iter().chain(retired.map(|(key, _)| key))
    }
}
