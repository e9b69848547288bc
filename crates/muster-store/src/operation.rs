//! Operations: what is wanted of resources, and how far it has come.
//!
//! A resource has at most one open operation. Every change is compared with the version that its author saw.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::{Json, Row},
};
use muster_core::{
    Name, OperationId, OrganisationId, Scope, Timestamp,
    cloud::{OperationKind, OperationState, Reason, Step},
};

/// An operation as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// Its id.
    pub id: OperationId,
    /// What is wanted.
    pub kind: OperationKind,
    /// Of which resource.
    pub resource: Name,
    /// Whether a running one may be deleted.
    pub is_forced: bool,
    /// Where it is.
    pub state: OperationState,
    /// For what it waits, or why it failed; nothing once it came true.
    pub reason: Option<Reason>,
    /// What the provider said about that, without secrets.
    pub said: Option<String>,
    /// Why it has failed, while what it made is still being removed.
    pub failure: Option<Reason>,
    /// What was asked.
    pub steps: Vec<Step>,
    /// Until when it should be over.
    pub deadline: Timestamp,
    /// When somebody looks after it next.
    pub next_at: Timestamp,
    /// Raised by every change.
    pub version: i64,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// Who wants it.
    pub created_by: String,
    /// In which request it was accepted.
    pub request_id: String,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
}

impl OperationRow {
    /// Whether it should have been over by now.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.state == OperationState::Open && self.deadline <= now
    }
}

impl TryFrom<Row> for OperationRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: row.take("organisation")?,
            id: row.take("id")?,
            kind: row.one_of("kind", OperationKind::ALL, OperationKind::as_str)?,
            resource: row.take("resource")?,
            is_forced: row.take("is_forced")?,
            state: row.one_of("state", OperationState::ALL, OperationState::as_str)?,
            reason: row.maybe_one_of("reason", Reason::ALL, Reason::as_str)?,
            said: row.take("said")?,
            failure: row.maybe_one_of("failure", Reason::ALL, Reason::as_str)?,
            steps: row.json("steps")?,
            deadline: row.take("deadline")?,
            next_at: row.take("next_at")?,
            version: row.take("version")?,
            created_at: row.take("created_at")?,
            created_by: row.take("created_by")?,
            request_id: row.take("request_id")?,
            ended_at: row.take("ended_at")?,
        })
    }
}

fn all(rows: Vec<Row>) -> Result<Vec<OperationRow>, StoreError> {
    rows.into_iter().map(OperationRow::try_from).collect()
}

const INSERT: Sql = Sql::new(
    "operation.insert",
    "INSERT INTO operation
            (organisation, id, kind, resource, is_forced, state, reason, said, failure, steps,
             deadline, next_at, version, created_at, created_by, request_id, idempotency_key,
             ended_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         ON CONFLICT DO NOTHING",
);

const SAVE: Sql = Sql::new(
    "operation.save",
    "UPDATE operation
        SET is_forced = $3, state = $4, reason = $5, said = $6, failure = $7, steps = $8,
            deadline = $9, next_at = $10, ended_at = $11, version = $12
      WHERE organisation = $1 AND id = $2 AND version = $12 - 1",
);

const FIND: Sql =
    Sql::new("operation.find", "SELECT * FROM operation WHERE organisation = $1 AND id = $2");

const OPEN: Sql = Sql::new(
    "operation.open",
    "SELECT * FROM operation WHERE organisation = $1 AND resource = $2 AND state = 'open'",
);

const PAGE: Sql = Sql::new(
    "operation.page",
    "SELECT *
       FROM operation
      WHERE organisation = $1
        AND (created_at < $2 OR (created_at = $2 AND id < $3))
      ORDER BY created_at DESC, id DESC
      LIMIT $4",
);

const OF_RESOURCE: Sql = Sql::new(
    "operation.of_resource",
    "SELECT *
       FROM operation
      WHERE organisation = $1 AND resource = $2
      ORDER BY created_at DESC, id DESC
      LIMIT $3",
);

// One that waits until after `latest` was written by a clock that was ahead.
const DUE: Sql = Sql::new(
    "operation.due",
    "SELECT *
       FROM operation
      WHERE state = 'open' AND (next_at <= $1 OR next_at > $2)
      ORDER BY next_at, created_at, id
      LIMIT $3",
);

const NEXT: Sql = Sql::new(
    "operation.next",
    "SELECT next_at
       FROM operation
      WHERE state = 'open' AND next_at > $1
      ORDER BY next_at
      LIMIT 1",
);

// What is under way has no end, so it is never among them.
const FORGET: Sql = Sql::new(
    "operation.forget",
    "DELETE FROM operation
      WHERE id IN (SELECT id FROM operation
                    WHERE state <> 'open' AND ended_at < $1
                    ORDER BY ended_at
                    LIMIT $2)",
);

/// Keeps a new operation. A resource that has an open one is a conflict.
pub fn insert(tx: &mut dyn Write, scope: &Scope, row: &OperationRow) -> Result<(), StoreError> {
    let values = values![
        &scope.organisation,
        &row.id,
        row.kind.as_str(),
        &row.resource,
        row.is_forced,
        row.state.as_str(),
        row.reason.map(Reason::as_str),
        row.said.as_ref(),
        row.failure.map(Reason::as_str),
        Json(&row.steps),
        row.deadline,
        row.next_at,
        row.version,
        row.created_at,
        &row.created_by,
        &scope.request_id,
        scope.idempotency_key.as_ref(),
        row.ended_at,
    ];
    tx.change(INSERT, &values)
}

/// Keeps an operation that has changed since it was read with this version.
pub fn save(tx: &mut dyn Write, row: &OperationRow) -> Result<(), StoreError> {
    let values = values![
        &row.organisation,
        &row.id,
        row.is_forced,
        row.state.as_str(),
        row.reason.map(Reason::as_str),
        row.said.as_ref(),
        row.failure.map(Reason::as_str),
        Json(&row.steps),
        row.deadline,
        row.next_at,
        row.ended_at,
        row.version + 1,
    ];
    tx.change(SAVE, &values)
}

/// The operation with this id.
pub fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    id: &OperationId,
) -> Result<Option<OperationRow>, StoreError> {
    tx.query_one(FIND, &values![organisation, id])?.map(OperationRow::try_from).transpose()
}

/// The open operation of a resource.
pub fn open(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    resource: &Name,
) -> Result<Option<OperationRow>, StoreError> {
    tx.query_one(OPEN, &values![organisation, resource])?.map(OperationRow::try_from).transpose()
}

/// Operations before one, or the latest ones, latest first.
pub fn page(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    before: Option<&OperationRow>,
    limit: u32,
) -> Result<Vec<OperationRow>, StoreError> {
    let at = before.map_or(i64::MAX, |row| row.created_at.millis());
    let id = before.map_or("", |row| row.id.as_str());
    all(tx.query(PAGE, &values![organisation, at, id, limit])?)
}

/// The latest operations on a resource, latest first.
pub fn of_resource(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    resource: &Name,
    limit: u32,
) -> Result<Vec<OperationRow>, StoreError> {
    all(tx.query(OF_RESOURCE, &values![organisation, resource, limit])?)
}

/// Open operations of any organisation that are due, and those that wait until after `latest`, by a clock
/// that was ahead. One that cannot be read is an error in its place.
pub fn due_in_any_organisation(
    tx: &mut dyn Read,
    now: Timestamp,
    latest: Timestamp,
    limit: u32,
) -> Result<Vec<Result<OperationRow, StoreError>>, StoreError> {
    let rows = tx.query(DUE, &values![now, latest, limit])?;
    Ok(rows.into_iter().map(OperationRow::try_from).collect())
}

/// When the next open operation of any organisation is due that is not due yet.
pub fn next_in_any_organisation(
    tx: &mut dyn Read,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    tx.query_one(NEXT, &values![now])?.map(|mut row| row.take("next_at")).transpose()
}

/// Removes operations of any organisation that ended before then, the oldest first. Answers how many.
pub fn forget_of_every_organisation(
    tx: &mut dyn Write,
    before: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    tx.execute(FORGET, &values![before, limit])
}
