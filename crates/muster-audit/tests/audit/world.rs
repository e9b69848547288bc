//! A log for every test: some events of one organisation, sealed with one key.

use muster_audit::{
    DateRange, Event, HeadKey, HeadSigner, Keyring, Link, Outcome, Question, Report, SealKey,
    Sealed, SignedHead, Witnessed, seal,
    verify::{End, verify},
};
use muster_core::{AuditEventId, OrganisationId, Timestamp};
use std::time::Duration;

pub(crate) const DAY: Duration = Duration::from_hours(24);

pub(crate) fn start() -> Timestamp {
    Timestamp::from_millis(1_795_219_200_000)
}

pub(crate) fn organisation(seed: u8) -> OrganisationId {
    OrganisationId::from_random([seed; 16])
}

pub(crate) fn key() -> SealKey {
    SealKey::derive(b"the coordinator's own key")
}

pub(crate) fn other_key() -> SealKey {
    SealKey::derive(b"another coordinator's key")
}

/// One event a day, from the start on.
pub(crate) fn event(number: u8) -> Event {
    Event {
        id: AuditEventId::from_random([number; 16]),
        organisation: organisation(1),
        at: start().after(DAY * u32::from(number)),
        actor: "operator".to_owned(),
        action: "job.cancel".to_owned(),
        target: format!("job_{}", number + 1),
        outcome: Outcome::Succeeded,
        detail: r#"{"reason":"wrong branch"}"#.to_owned(),
        request_id: format!("req_{number}"),
        idempotency_key: number.is_multiple_of(2).then(|| "k".to_owned()),
    }
}

pub(crate) fn events(count: u8) -> Vec<Event> {
    (0..count).map(event).collect()
}

pub(crate) fn sealed_with(key: &SealKey, events: Vec<Event>) -> Vec<Sealed> {
    let seals = seal(None, key, &events);
    events.into_iter().zip(seals).map(|(event, seal)| Sealed { event, seal }).collect()
}

pub(crate) fn log(count: u8) -> Vec<Sealed> {
    sealed_with(&key(), events(count))
}

/// What can be checked without the key.
pub(crate) fn links(log: &[Sealed]) -> Vec<(u64, Link, &Event)> {
    log.iter().map(|Sealed { event, seal }| (seal.sequence, seal.link, event)).collect()
}

/// Who witnesses: a key, and the heads that it signs.
pub(crate) struct Signer(pub(crate) HeadKey);

impl Signer {
    pub(crate) fn new() -> Self {
        Self(HeadKey::generate().unwrap())
    }
    pub(crate) fn public(&self) -> HeadSigner {
        self.0.signer()
    }
    pub(crate) fn sign(&self, newest: &Sealed) -> SignedHead {
        SignedHead::sign(newest, start().after(DAY * 100), &self.0)
    }
    pub(crate) fn saw(&self, newest: &Sealed) -> Witnessed {
        self.sign(newest).check(&[self.public()]).unwrap()
    }
}

pub(crate) fn witnessed(newest: &Sealed) -> Witnessed {
    Signer::new().saw(newest)
}

/// The whole log of the first organisation.
pub(crate) fn question<'a>(keyring: Option<&'a Keyring>, heads: &'a [Witnessed]) -> Question<'a> {
    Question {
        organisation: organisation(1),
        range: DateRange::default(),
        anchor: None,
        keyring,
        heads,
    }
}

pub(crate) fn judge(log: &[Sealed], keyring: Option<&Keyring>, heads: &[Witnessed]) -> Report {
    verify(log, question(keyring, heads), End::Tail { own: heads.last() })
}

/// What was found wrong, and with which event.
pub(crate) fn found(report: &Report) -> (&'static str, Option<AuditEventId>) {
    assert!(!report.verified, "{report:?}");
    (report.reason.expect("a reason").as_str(), report.broken_at_event_id.clone())
}
