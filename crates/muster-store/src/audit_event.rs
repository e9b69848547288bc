//! The audit log: who did what, as a chain in which every change of the past shows.
//!
//! Each event carries SHA-256 over a zero byte, its own fields in a fixed order (each preceded by
//! its length) and the hash of the event before. Sequences are dense from 1, per organisation. A
//! chain shows edits, insertions, removals and exchanges; that its newest end was cut off shows only
//! beside a head that was kept elsewhere, which [`Verdict`] therefore carries.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use aws_lc_rs::digest::{Context, SHA256};
use muster_core::{OrganisationId, Scope, Timestamp};

/// What happened, in the words of whoever writes it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// What was done, as `<noun>.<verb>`.
    pub action: String,
    /// To what.
    pub target: String,
    /// More about it, as JSON.
    pub detail: String,
}

/// An event of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// Its place in the chain, from 1.
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: String,
    /// In which request.
    pub request_id: String,
    /// Under which key of the caller.
    pub idempotency_key: Option<String>,
    /// What happened.
    pub entry: AuditEntry,
    /// The hash over all this and the event before.
    pub hash: Vec<u8>,
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

impl TryFrom<Row> for AuditRow {
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

impl AuditRow {
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

const HEAD: Sql = Sql::new(
    "audit_event.head",
    "SELECT sequence, hash
       FROM audit_event
      WHERE organisation = $1
      ORDER BY sequence DESC
      LIMIT 1",
);

const INSERT: Sql = Sql::new(
    "audit_event.insert",
    "INSERT INTO audit_event
            (organisation, sequence, at, actor, request_id, idempotency_key,
             action, target, detail, hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
);

const PAGE: Sql = Sql::new(
    "audit_event.page",
    "SELECT *
       FROM audit_event
      WHERE organisation = $1 AND sequence < $2
      ORDER BY sequence DESC
      LIMIT $3",
);

const AFTER: Sql = Sql::new(
    "audit_event.after",
    "SELECT *
       FROM audit_event
      WHERE organisation = $1 AND sequence > $2
      ORDER BY sequence
      LIMIT $3",
);

/// Writes an event down, in the very transaction of what it is about.
pub fn append(
    tx: &mut dyn Write,
    scope: &Scope,
    entry: &AuditEntry,
    now: Timestamp,
) -> Result<AuditRow, StoreError> {
    let (last, previous) = match tx.query_one(HEAD, &values![&scope.organisation])? {
        Some(mut row) => (row.take("sequence")?, row.take("hash")?),
        None => (0_u64, ORIGIN.to_vec()),
    };
    let mut event = AuditRow {
        organisation: scope.organisation.clone(),
        sequence: last + 1,
        at: now,
        actor: scope.actor.to_string(),
        request_id: scope.request_id.to_string(),
        idempotency_key: scope.idempotency_key.as_ref().map(ToString::to_string),
        entry: entry.clone(),
        hash: Vec::new(),
    };
    event.hash = event.expected_hash(&previous);
    insert(tx, &event)?;
    Ok(event)
}

fn insert(tx: &mut dyn Write, event: &AuditRow) -> Result<(), StoreError> {
    let values = values![
        &event.organisation,
        event.sequence,
        event.at,
        &event.actor,
        &event.request_id,
        event.idempotency_key.as_ref(),
        &event.entry.action,
        &event.entry.target,
        &event.entry.detail,
        event.hash.as_slice(),
    ];
    tx.change(INSERT, &values)
}

/// Events before a sequence, or the newest ones, newest first.
pub fn page(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<AuditRow>, StoreError> {
    let before = before.unwrap_or(u64::MAX);
    let rows = tx.query(PAGE, &values![organisation, before, limit])?;
    rows.into_iter().map(AuditRow::try_from).collect()
}

/// Checks the whole chain of an organisation.
pub fn verify(tx: &mut dyn Read, organisation: &OrganisationId) -> Result<Verdict, StoreError> {
    let mut verdict = Verdict { checked: 0, broken_at: None, head: None };
    loop {
        let rows = tx.query(AFTER, &values![organisation, verdict.checked, STRIDE])?;
        let is_last = rows.len() < STRIDE as usize;
        for row in rows {
            if !verdict.accepts(&AuditRow::try_from(row)?) {
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
    fn accepts(&mut self, event: &AuditRow) -> bool {
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
