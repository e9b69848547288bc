//! Proofs: what each side signs to show who it is.
//!
//! Both sides sign the same facts of this very session: both nonces, the worker's id, the protocol
//! that was offered and the one that was chosen. The signer's role comes first, so that neither
//! side's signature can be handed back to it as the other's, and every part is preceded by its
//! length, so that no two sessions sign the same bytes.

use crate::{Garbled, KeyPair, PublicKey, SessionError};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use muster_core::WorkerId;
use muster_seams::Rng;
use std::fmt;

const NONCE_LENGTH: usize = 32;
const SIGNATURE_LENGTH: usize = 64;
/// Names the purpose, so that a signature made here is worthless elsewhere.
const DOMAIN: &[u8] = b"muster worker session proof 1";

/// Who signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Worker,
    Coordinator,
}

impl Role {
    fn as_bytes(self) -> &'static [u8] {
        match self {
            Self::Worker => b"worker",
            Self::Coordinator => b"coordinator",
        }
    }
    fn who(self) -> &'static str {
        match self {
            Self::Worker => "the worker",
            Self::Coordinator => "the coordinator",
        }
    }
}

/// One side's random part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Nonce([u8; NONCE_LENGTH]);

impl Nonce {
    pub(crate) fn draw(rng: &dyn Rng) -> Self {
        let mut bytes = [0; NONCE_LENGTH];
        rng.fill(&mut bytes);
        Self(bytes)
    }
    pub(crate) fn parse(text: &str) -> Result<Self, Garbled> {
        let field = Garbled::Field { field: "nonce", length: NONCE_LENGTH };
        let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        bytes.try_into().map(Self).map_err(|_| field)
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// What both sides sign.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) worker: WorkerId,
    pub(crate) worker_nonce: Nonce,
    pub(crate) coordinator_nonce: Nonce,
    /// The oldest and newest that the worker offered, and the chosen one.
    pub(crate) protocols: [u32; 3],
}

impl Facts {
    fn message(&self, role: Role) -> Vec<u8> {
        let protocols = self.protocols.map(u32::to_be_bytes).concat();
        let parts = [
            DOMAIN,
            role.as_bytes(),
            self.worker.as_str().as_bytes(),
            &self.worker_nonce.0,
            &self.coordinator_nonce.0,
            &protocols,
        ];
        let prefixed = |part: &&[u8]| [&(part.len() as u64).to_be_bytes()[..], part].concat();
        parts.iter().flat_map(prefixed).collect()
    }

    pub(crate) fn sign(&self, role: Role, key: &KeyPair) -> String {
        URL_SAFE_NO_PAD.encode(key.sign(&self.message(role)))
    }

    pub(crate) fn verify(
        &self,
        role: Role,
        key: &PublicKey,
        signature: &str,
    ) -> Result<(), SessionError> {
        let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        if bytes.len() != SIGNATURE_LENGTH {
            return Err(Garbled::Field { field: "signature", length: SIGNATURE_LENGTH }.into());
        }
        if key.has_signed(&self.message(role), &bytes) {
            Ok(())
        } else {
            Err(SessionError::WrongKey { who: role.who() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_seams::SeededRng;

    fn facts(seed: u64) -> Facts {
        let rng = SeededRng::from_seed(seed);
        Facts {
            worker: WorkerId::from_random([1; 16]),
            worker_nonce: Nonce::draw(&rng),
            coordinator_nonce: Nonce::draw(&rng),
            protocols: [1, 2, 2],
        }
    }

    #[test]
    fn a_proof_counts_for_one_role_in_one_session_only() {
        let key = KeyPair::generate().unwrap();
        let mine = facts(1);
        let proof = mine.sign(Role::Worker, &key);
        assert!(mine.verify(Role::Worker, &key.public(), &proof).is_ok());
        let swapped = Facts {
            worker_nonce: mine.coordinator_nonce,
            coordinator_nonce: mine.worker_nonce,
            ..mine.clone()
        };
        let cases = [
            ("the other role", mine.verify(Role::Coordinator, &key.public(), &proof)),
            ("other nonces", facts(2).verify(Role::Worker, &key.public(), &proof)),
            ("swapped nonces", swapped.verify(Role::Worker, &key.public(), &proof)),
            (
                "another worker",
                Facts { worker: WorkerId::from_random([2; 16]), ..mine.clone() }.verify(
                    Role::Worker,
                    &key.public(),
                    &proof,
                ),
            ),
            (
                "another protocol",
                Facts { protocols: [1, 2, 1], ..mine.clone() }.verify(
                    Role::Worker,
                    &key.public(),
                    &proof,
                ),
            ),
        ];
        for (what, verdict) in cases {
            assert!(matches!(verdict, Err(SessionError::WrongKey { .. })), "{what}: {verdict:?}");
        }
        let cut = mine.verify(Role::Worker, &key.public(), &proof[1..]);
        assert!(matches!(cut, Err(SessionError::Garbled(_))), "{cut:?}");
    }
}
