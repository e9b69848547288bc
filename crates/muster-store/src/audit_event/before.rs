//! What was written before there were seals: a plain chain, to which nothing is added.
//!
//! Each event carries SHA-256 over a zero byte, its own fields in a fixed order (each preceded by
//! its length) and the hash of the event before. Sequences are dense from 1, per organisation. The
//! first event of the chain that came after it carries the head of this one.

use super::{AuditEntry, AuditFilter, AuditRow, ends};
use crate::{
    Read, StoreError,
    driver::{Sql, values},
    value::Row,
};
use aws_lc_rs::digest::{Context, SHA256};
use muster_audit::{DateRange, Outcome};
use muster_core::{AuditEventId, OrganisationId, Timestamp, id::decode};

/// Above every number, so that no event after it is called the same.
const BEFORE: u128 = 1 << 127;

/// What the event at this place is called.
pub fn id(sequence: u64) -> AuditEventId {
    AuditEventId::from_random((BEFORE | u128::from(sequence)).to_be_bytes())
}

fn sequence(id: &AuditEventId) -> Option<u64> {
    let (_, text) = id.as_str().split_once('_')?;
    u128::from_be_bytes(decode(text)?).checked_sub(BEFORE)?.try_into().ok()
}

/// An event of this chain.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Old {
    organisation: OrganisationId,
    sequence: u64,
    at: Timestamp,
    actor: String,
    request_id: String,
    idempotency_key: Option<String>,
    entry: AuditEntry,
    hash: Vec<u8>,
}

/// What a check of the whole chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How many events are in order, from the first.
    pub checked: u64,
    /// The first sequence at which the chain is broken.
    pub broken_at: Option<u64>,
    /// The hash of the last event that is in order.
    pub head: Option<Vec<u8>>,
}

impl TryFrom<Row> for Old {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: row.take("organisation")?,
            sequence: row.take("sequence")?,
            at: row.take("at")?,
            actor: row.take("actor")?,
            request_id: row.take("request_id")?,
            idempotency_key: row.take("idempotency_key")?,
            entry: AuditEntry {
                action: row.take("action")?,
                target: row.take("target")?,
                detail: row.take("detail")?,
            },
            hash: row.take("hash")?,
        })
    }
}

/// Before the first event there is nothing to chain it to.
const ORIGIN: [u8; 32] = [0; 32];
/// So many events are read at once while the chain is checked.
const STRIDE: u32 = 500;

impl Old {
    /// What the hash of this event must be after an event with that hash.
    fn expected_hash(&self, previous: &[u8]) -> Vec<u8> {
        let mut context = Context::new(&SHA256);
        context.update(&[0]);
        let key = self.idempotency_key.as_deref();
        let fields: [&[u8]; 9] = [
            self.organisation.as_str().as_bytes(),
            &self.sequence.to_be_bytes(),
            &self.at.millis().to_be_bytes(),
            self.actor.as_bytes(),
            self.request_id.as_bytes(),
            key.unwrap_or_default().as_bytes(),
            self.entry.action.as_bytes(),
            self.entry.target.as_bytes(),
            self.entry.detail.as_bytes(),
        ];
        for field in fields {
            context.update(&(field.len() as u64).to_be_bytes());
            context.update(field);
        }
        context.update(previous);
        context.finish().as_ref().to_vec()
    }
}

const PAGE: Sql = Sql::new(
    "audit_event.page",
    "SELECT *
       FROM audit_event
      WHERE organisation = $1 AND sequence < $2
        AND ($3 = '' OR actor = $3)
        AND ($4 = '' OR action = $4)
        AND ($5 = '' OR target = $5)
        AND at >= $6 AND at <= $7
      ORDER BY sequence DESC
      LIMIT $8",
);

const COUNT: Sql = Sql::new(
    "audit_event.count",
    "SELECT COUNT(*) AS total FROM audit_event WHERE organisation = $1 AND at >= $2 AND at <= $3",
);

const AFTER: Sql = Sql::new(
    "audit_event.after",
    "SELECT *
       FROM audit_event
      WHERE organisation = $1 AND sequence > $2
      ORDER BY sequence
      LIMIT $3",
);

/// Events of this chain before one, or the newest ones, newest first.
pub(super) fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    filter: &AuditFilter,
    before: Option<&AuditEventId>,
    limit: u32,
) -> Result<Vec<AuditRow>, StoreError> {
    let before = before.and_then(sequence).unwrap_or(u64::MAX);
    let rows = tx.query(PAGE, &filter.values(organisation, before, limit))?;
    rows.into_iter().map(|row| Old::try_from(row).map(AuditRow::from)).collect()
}

/// How many events of a range of time are in it.
pub fn count(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    range: &DateRange,
) -> Result<u64, StoreError> {
    let (from, to) = ends(range);
    let row = tx.query_one(COUNT, &values![organisation, from, to])?;
    row.map_or(Ok(0), |mut row| row.take("total"))
}

impl From<Old> for AuditRow {
    fn from(old: Old) -> Self {
        Self {
            id: id(old.sequence),
            organisation: old.organisation,
            at: old.at,
            actor: old.actor,
            request_id: old.request_id,
            idempotency_key: old.idempotency_key,
            entry: old.entry,
            // Nothing else was written down then.
            outcome: Outcome::Succeeded,
            place: None,
        }
    }
}

/// Checks the whole chain of an organisation.
pub fn verify(tx: &mut dyn Read, organisation: &OrganisationId) -> Result<Verdict, StoreError> {
    let mut verdict = Verdict { checked: 0, broken_at: None, head: None };
    loop {
        let rows = tx.query(AFTER, &values![organisation, verdict.checked, STRIDE])?;
        let is_last = rows.len() < STRIDE as usize;
        for row in rows {
            if !verdict.accepts(&Old::try_from(row)?) {
                return Ok(verdict);
            }
        }
        if is_last {
            return Ok(verdict);
        }
    }
}

impl Verdict {
    /// Takes the next event in, or notes that the chain is broken here.
    fn accepts(&mut self, event: &Old) -> bool {
        let expected_sequence = self.checked + 1;
        let previous = self.head.as_deref().unwrap_or(&ORIGIN);
        let is_next = event.sequence == expected_sequence;
        if is_next && event.hash == event.expected_hash(previous) {
            self.checked = expected_sequence;
            self.head = Some(event.hash.clone());
        } else {
            self.broken_at = Some(expected_sequence);
        }
        self.broken_at.is_none()
    }
}
