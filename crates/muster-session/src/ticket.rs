//! Tickets: what lets a worker bring the artefacts of one attempt, signed by the coordinator itself.
//!
//! A ticket travels in the assignment, over a session in which both sides proved who they are, so
//! whoever shows it is that worker. It names the grant, and is worth something only while that stands.
//! Nothing about it is kept: a coordinator that was restarted reads what it wrote before.
//!
//! deborgen's nodes and clients follow addresses alone, so there a ticket is a part of the address: one
//! to bring the files of a grant, another to read one file until a moment.

use crate::{KeyPair, PublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use muster_api::session::Grant;
use muster_core::{JobId, OrganisationId, Timestamp, WorkerId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Names the purpose, so that no other signature of the same key is one of these.
const DOMAIN: &str = "muster artefact ticket 1";
/// The same for what lets somebody read.
const READING: &str = "muster artefact reading 1";

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
        sign(DOMAIN, self, key)
    }

    /// What a text says, if this key has signed it.
    pub fn read(text: &str, key: &PublicKey) -> Option<Self> {
        read(DOMAIN, text, key)
    }
}

/// What lets whoever shows it read one artefact for a time, with nothing else to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingTicket {
    /// Whose job it is.
    pub organisation: OrganisationId,
    /// The job.
    pub job: JobId,
    /// The number of its attempt.
    pub attempt: u32,
    /// The artefact's name.
    pub name: String,
    /// When it ends.
    pub until: Timestamp,
}

impl ReadingTicket {
    /// The text to show.
    pub fn sign(&self, key: &KeyPair) -> String {
        sign(READING, self, key)
    }

    /// What a text says, if this key has signed it.
    pub fn read(text: &str, key: &PublicKey) -> Option<Self> {
        read(READING, text, key)
    }
}

pub(crate) fn sign(domain: &str, said: &impl Serialize, key: &KeyPair) -> String {
    let said = serde_json::to_vec(said).expect("ids, names and numbers have a JSON form");
    let said = URL_SAFE_NO_PAD.encode(said);
    let signature = URL_SAFE_NO_PAD.encode(key.sign(message(domain, &said).as_bytes()));
    format!("{said}.{signature}")
}

pub(crate) fn read<T: DeserializeOwned>(domain: &str, text: &str, key: &PublicKey) -> Option<T> {
    let (said, signature) = text.split_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let is_ours = key.has_signed(message(domain, said).as_bytes(), &signature);
    let said = URL_SAFE_NO_PAD.decode(said).ok().filter(|_| is_ours)?;
    serde_json::from_slice(&said).ok()
}

fn message(domain: &str, said: &str) -> String {
    format!("{domain}: {said}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_core::Fence;

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

    #[test]
    fn what_lets_somebody_read_lets_nobody_bring() {
        let (key, job) = (KeyPair::generate().unwrap(), JobId::from_number(5));
        let organisation = OrganisationId::from_random([1; 16]);
        let (name, until) = ("a.zip".to_owned(), Timestamp::from_millis(7));
        let reading = ReadingTicket { organisation, job, attempt: 1, name, until };
        let text = reading.sign(&key);
        assert_eq!(ReadingTicket::read(&text, &key.public()), Some(reading));
        assert_eq!(Ticket::read(&text, &key.public()), None);
    }
}
