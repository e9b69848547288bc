//! Tickets: what lets a worker bring the artefacts of one attempt, signed by the coordinator itself.
//!
//! A ticket travels in the assignment, over a session in which both sides proved who they are, so
//! whoever shows it is that worker. It names the grant, and is worth something only while that stands.
//! Nothing about it is kept: a coordinator that was restarted reads what it wrote before.

use crate::{KeyPair, PublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use muster_api::session::Grant;
use muster_core::{OrganisationId, WorkerId};
use serde::{Deserialize, Serialize};

/// Names the purpose, so that no other signature of the same key is one of these.
const DOMAIN: &str = "muster artefact ticket 1";

/// What a ticket says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Whose job it is.
    pub organisation: OrganisationId,
    /// Who was granted it.
    pub worker: WorkerId,
    /// The attempt.
    pub grant: Grant,
}

impl Ticket {
    /// The text for the worker to show.
    pub fn sign(&self, key: &KeyPair) -> String {
        let said = serde_json::to_vec(self).expect("ids and numbers have a JSON form");
        let said = URL_SAFE_NO_PAD.encode(said);
        let signature = URL_SAFE_NO_PAD.encode(key.sign(message(&said).as_bytes()));
        format!("{said}.{signature}")
    }

    /// What a text says, if this key has signed it.
    pub fn read(text: &str, key: &PublicKey) -> Option<Self> {
        let (said, signature) = text.split_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let is_ours = key.has_signed(message(said).as_bytes(), &signature);
        let said = URL_SAFE_NO_PAD.decode(said).ok().filter(|_| is_ours)?;
        serde_json::from_slice(&said).ok()
    }
}

fn message(said: &str) -> String {
    format!("{DOMAIN}: {said}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_core::{Fence, JobId};

    #[test]
    fn a_ticket_says_only_what_its_coordinator_has_signed() {
        let (own, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let fence = Fence { epoch: 3, counter: 7 };
        let ticket = Ticket {
            organisation: OrganisationId::from_random([1; 16]),
            worker: WorkerId::from_random([2; 16]),
            grant: Grant { job: JobId::from_number(5), attempt: 2, fence },
        };
        let text = ticket.sign(&own);
        assert_eq!(Ticket::read(&text, &own.public()), Some(ticket.clone()));
        let stranger = Ticket { worker: WorkerId::from_random([3; 16]), ..ticket.clone() };
        let (said, _) = stranger
            .sign(&other)
            .split_once('.')
            .map(|(said, rest)| (said.to_owned(), rest.to_owned()))
            .unwrap();
        let (_, signature) = text.split_once('.').unwrap();
        let made_up = [
            format!("{said}.{signature}"),
            text[..text.len() - 4].to_owned(),
            ticket.sign(&other),
            String::new(),
        ];
        for text in made_up {
            assert_eq!(Ticket::read(&text, &own.public()), None, "{text:?}");
        }
    }
}
