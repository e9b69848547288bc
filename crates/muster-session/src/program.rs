//! What the coordinator signs when it brings a worker to another version of its program.
//!
//! The order travels in the session, which on a plain line others may change. The signature binds it to one
//! worker, to the moment in which it was asked for, and to every byte of the program.

use crate::{KeyPair, PublicKey, ticket};
use muster_api::session::UpdateOrder;
use muster_core::{Timestamp, WorkerId};
use serde::{Deserialize, Serialize};

/// Names the purpose, so that no other signature of the same key is one of these.
const TICKET: &str = "muster program ticket 1";
const ORDER: &str = "muster update order 1";

/// What lets a worker fetch a program for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramTicket {
    /// Who fetches it.
    pub worker: WorkerId,
    /// Its SHA-256.
    pub sha256: String,
    /// When it ends.
    pub until: Timestamp,
}

impl ProgramTicket {
    /// The text to show.
    pub fn sign(&self, key: &KeyPair) -> String {
        ticket::sign(TICKET, self, key)
    }

    /// What a text says, if this key has signed it.
    pub fn read(text: &str, key: &PublicKey) -> Option<Self> {
        ticket::read(TICKET, text, key)
    }
}

/// What an order says that its worker goes by.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Signed {
    worker: WorkerId,
    asked_at: Timestamp,
    version: String,
    size: u64,
    sha256: String,
}

impl Signed {
    fn of(order: &UpdateOrder, worker: &WorkerId) -> Self {
        let UpdateOrder { asked_at, version, size, sha256, .. } = order.clone();
        Self { worker: worker.clone(), asked_at, version, size, sha256 }
    }
}

/// Signs an order for a worker.
pub fn sign_order(order: UpdateOrder, worker: &WorkerId, key: &KeyPair) -> UpdateOrder {
    let signature = ticket::sign(ORDER, &Signed::of(&order, worker), key);
    UpdateOrder { signature, ..order }
}

/// Whether this key has signed this very order for this worker.
pub fn is_signed(order: &UpdateOrder, worker: &WorkerId, key: &PublicKey) -> bool {
    ticket::read(ORDER, &order.signature, key) == Some(Signed::of(order, worker))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_for_one_worker_and_one_program_and_nobody_else_signs_it() {
        let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let worker = WorkerId::from_random([1; 16]);
        let order = UpdateOrder {
            asked_at: Timestamp::from_millis(5),
            version: "1.1.0".to_owned(),
            size: 7,
            sha256: "aa".to_owned(),
            ticket: String::new(),
            signature: String::new(),
        };
        let signed = sign_order(order.clone(), &worker, &key);
        assert!(is_signed(&signed, &worker, &key.public()));
        assert!(!is_signed(&signed, &WorkerId::from_random([2; 16]), &key.public()));
        assert!(!is_signed(&signed, &worker, &other.public()));
        let changed = [
            UpdateOrder { asked_at: Timestamp::from_millis(6), ..signed.clone() },
            UpdateOrder { version: "1.0.0".to_owned(), ..signed.clone() },
            UpdateOrder { size: 8, ..signed.clone() },
            UpdateOrder { sha256: "ab".to_owned(), ..signed.clone() },
            UpdateOrder { signature: String::new(), ..signed.clone() },
            UpdateOrder { signature: sign_order(order, &worker, &other).signature, ..signed },
        ];
        for order in changed {
            assert!(!is_signed(&order, &worker, &key.public()), "{order:?}");
        }
    }
}
