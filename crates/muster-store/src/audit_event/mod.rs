//! The audit log: who did what, written down in the very transaction of what it is about.
//!
//! An event gets a number from the database and is called after it. It has no place yet, so writers do not wait for
//! each other; the sealer gives it one afterwards: [`chain`]. What was written before there were seals is in
//! [`before`], and read together with the rest.

pub mod before;
pub mod chain;

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_audit::{DateRange, Event, Outcome};
use muster_core::{AuditEventId, OrganisationId, Scope, Timestamp};

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
    /// What it is called.
    pub id: AuditEventId,
    /// Whose.
    pub organisation: OrganisationId,
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
    /// How it went.
    pub outcome: Outcome,
    /// Its place in the chain, from 1, once it has one.
    pub place: Option<u64>,
}

/// Which events are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// By whom.
    pub actor: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// To what.
    pub target: Option<String>,
    /// When.
    pub range: DateRange,
}

const OUTCOMES: [Outcome; 3] = [Outcome::Succeeded, Outcome::Denied, Outcome::Failed];

impl TryFrom<Row> for AuditRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: id(row.take("number")?),
            outcome: row.one_of("outcome", &OUTCOMES, Outcome::as_str)?,
            place: row.take("sequence")?,
            organisation: row.take("organisation")?,
            at: row.take("at")?,
            actor: row.take("actor")?,
            request_id: row.take("request_id")?,
            idempotency_key: row.take("idempotency_key")?,
            entry: AuditEntry {
                action: row.take("action")?,
                target: row.take("target")?,
                detail: row.take("detail")?,
            },
        })
    }
}

impl From<AuditRow> for Event {
    fn from(row: AuditRow) -> Self {
        Self {
            id: row.id,
            organisation: row.organisation,
            at: row.at,
            actor: row.actor,
            action: row.entry.action,
            target: row.entry.target,
            outcome: row.outcome,
            detail: row.entry.detail,
            request_id: row.request_id,
            idempotency_key: row.idempotency_key,
        }
    }
}

/// What an event with this number is called. The number is no secret, and the only one there is.
fn id(number: u64) -> AuditEventId {
    AuditEventId::from_random(u128::from(number).to_be_bytes())
}

/// The number of an event that is called so. Those from before there were seals have none.
fn number(id: &AuditEventId) -> Option<u64> {
    let (_, text) = id.as_str().split_once('_')?;
    u128::from_be_bytes(muster_core::id::decode(text)?).try_into().ok()
}

const INSERT: Sql = Sql::new(
    "audit_record.insert",
    "INSERT INTO audit_record
            (organisation, at, actor, action, target, outcome, detail, request_id, idempotency_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     RETURNING number",
);

const WAIT: Sql = Sql::new(
    "audit_unsealed.insert",
    "INSERT INTO audit_unsealed (organisation, number) VALUES ($1, $2)",
);

/// Writes an event down, in the very transaction of what it is about.
pub fn append(
    tx: &mut dyn Write,
    scope: &Scope,
    entry: &AuditEntry,
    now: Timestamp,
) -> Result<AuditRow, StoreError> {
    append_as(tx, scope, entry, Outcome::Succeeded, now)
}

/// The same of something that did not come about.
pub fn append_as(
    tx: &mut dyn Write,
    scope: &Scope,
    entry: &AuditEntry,
    outcome: Outcome,
    now: Timestamp,
) -> Result<AuditRow, StoreError> {
    let values = values![
        &scope.organisation,
        now,
        &scope.actor,
        &entry.action,
        &entry.target,
        outcome.as_str(),
        &entry.detail,
        &scope.request_id,
        scope.idempotency_key.as_ref(),
    ];
    let row = tx.query_one(INSERT, &values)?;
    let number: u64 = row.ok_or(StoreError::Conflict)?.take("number")?;
    tx.change(WAIT, &values![&scope.organisation, number])?;
    Ok(AuditRow {
        id: id(number),
        organisation: scope.organisation.clone(),
        at: now,
        actor: scope.actor.to_string(),
        request_id: scope.request_id.to_string(),
        idempotency_key: scope.idempotency_key.as_ref().map(ToString::to_string),
        entry: entry.clone(),
        outcome,
        place: None,
    })
}

const PAGE: Sql = Sql::new(
    "audit_record.page",
    "SELECT r.*, s.sequence
       FROM audit_record r
       LEFT JOIN audit_seal s ON s.number = r.number
      WHERE r.organisation = $1 AND r.number < $2
        AND ($3 = '' OR r.actor = $3)
        AND ($4 = '' OR r.action = $4)
        AND ($5 = '' OR r.target = $5)
        AND r.at >= $6 AND r.at <= $7
      ORDER BY r.number DESC
      LIMIT $8",
);

/// Events before one, or the newest ones, newest first.
pub fn page(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    before: Option<&AuditEventId>,
    limit: u32,
) -> Result<Vec<AuditRow>, StoreError> {
    find(tx, organisation, &AuditFilter::default(), before, limit)
}

const DEEDS: Sql = Sql::new(
    "audit_event.deeds",
    "SELECT at, action
       FROM audit_record
      WHERE organisation = $1 AND target = $2 AND outcome = 'succeeded'
      ORDER BY number DESC
      LIMIT $3",
);

/// What was done to something, newest first, and when; not what was written before there were seals.
pub fn deeds(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    target: &str,
    limit: u32,
) -> Result<Vec<(Timestamp, String)>, StoreError> {
    let deed = |mut row: Row| Ok((row.take("at")?, row.take("action")?));
    tx.query(DEEDS, &values![organisation, target, limit])?.into_iter().map(deed).collect()
}

/// The same of those that are asked for.
pub fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    filter: &AuditFilter,
    before: Option<&AuditEventId>,
    limit: u32,
) -> Result<Vec<AuditRow>, StoreError> {
    let mut found = Vec::new();
    if let Some(before) = before.map_or(Some(u64::MAX), number) {
        let values = filter.values(organisation, before, limit);
        let rows = tx.query(PAGE, &values)?;
        found = rows.into_iter().map(AuditRow::try_from).collect::<Result<_, _>>()?;
    }
    let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(limit));
    if left > 0 {
        found.extend(before::find(tx, organisation, filter, before, left)?);
    }
    Ok(found)
}

impl AuditFilter {
    fn values(
        &self,
        organisation: &OrganisationId,
        before: u64,
        limit: u32,
    ) -> [crate::value::Value; 8] {
        let said = |text: &Option<String>| text.clone().unwrap_or_default();
        let (from, to) = ends(&self.range);
        values![
            organisation,
            before,
            &said(&self.actor),
            &said(&self.action),
            &said(&self.target),
            from,
            to,
            limit,
        ]
    }
}

/// The first and the last millisecond of a range.
fn ends(range: &DateRange) -> (i64, i64) {
    (range.from.map_or(i64::MIN, Timestamp::millis), range.to.map_or(i64::MAX, Timestamp::millis))
}
