//! Answers to creations, so that a repeat under the same key finds the first one's.
//!
//! A key belongs to its caller and its route. Whether the repeat asks for the same thing is told by
//! the fingerprint, which the caller of these functions compares.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::{Scope, Timestamp};

/// What was answered the first time, and to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// A hash of what was asked.
    pub fingerprint: Vec<u8>,
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

impl TryFrom<Row> for Answer {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            fingerprint: row.take("fingerprint")?,
            status: row.take("status")?,
            body: row.take("body")?,
        })
    }
}

const FIND: Sql = Sql::new(
    "idempotency.find",
    "SELECT fingerprint, status, body
       FROM idempotency
      WHERE organisation = $1 AND actor = $2 AND route = $3 AND idempotency_key = $4
        AND expires_at > $5",
);

// An answer that has expired makes room.
const INSERT: Sql = Sql::new(
    "idempotency.insert",
    "INSERT INTO idempotency
            (organisation, actor, route, idempotency_key, fingerprint, status, body,
             request_id, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (organisation, actor, route, idempotency_key) DO UPDATE
        SET fingerprint = excluded.fingerprint,
            status = excluded.status,
            body = excluded.body,
            request_id = excluded.request_id,
            created_at = excluded.created_at,
            expires_at = excluded.expires_at
      WHERE idempotency.expires_at <= excluded.created_at",
);

const PURGE: Sql = Sql::new(
    "idempotency.purge",
    "DELETE FROM idempotency
      WHERE (organisation, actor, route, idempotency_key) IN
            (SELECT organisation, actor, route, idempotency_key
               FROM idempotency
              WHERE expires_at <= $1
              ORDER BY expires_at
              LIMIT $2)",
);

/// The answer that this caller got under the scope's key, if it gave one and it has not expired.
pub fn find(
    tx: &mut dyn Read,
    scope: &Scope,
    route: &str,
    now: Timestamp,
) -> Result<Option<Answer>, StoreError> {
    let Some(key) = &scope.idempotency_key else { return Ok(None) };
    let values = values![&scope.organisation, &scope.actor, route, key.as_str(), now];
    tx.query_one(FIND, &values)?.map(Answer::try_from).transpose()
}

/// Keeps an answer under the scope's key, if it has one. A conflict if there is an answer already.
pub fn insert(
    tx: &mut dyn Write,
    scope: &Scope,
    route: &str,
    answer: &Answer,
    now: Timestamp,
    expires: Timestamp,
) -> Result<(), StoreError> {
    let Some(key) = &scope.idempotency_key else { return Ok(()) };
    let values = values![
        &scope.organisation,
        &scope.actor,
        route,
        key.as_str(),
        answer.fingerprint.as_slice(),
        answer.status,
        &answer.body,
        &scope.request_id,
        now,
        expires,
    ];
    tx.change(INSERT, &values)
}

/// Forgets answers that have expired, oldest first, and says how many.
pub fn purge(tx: &mut dyn Write, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
    tx.execute(PURGE, &values![now, limit])
}
