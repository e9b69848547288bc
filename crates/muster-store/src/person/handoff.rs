//! Handoffs: a session for another program, by a grant that is used once.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
};
use muster_core::{PersonId, RequestId, Timestamp};

const INSERT: Sql = Sql::new(
    "handoff.insert",
    "INSERT INTO handoff (hash, person, created_at, request_id, expires_at)
     VALUES ($1, $2, $3, $4, $5)",
);

const PERSON: Sql = Sql::new(
    "handoff.person",
    "SELECT person FROM handoff WHERE hash = $1 AND used_at IS NULL AND expires_at > $2",
);

const USE: Sql = Sql::new(
    "handoff.use",
    "UPDATE handoff
        SET used_at = $2
      WHERE hash = $1 AND used_at IS NULL AND expires_at > $2",
);

const SWEEP: Sql = Sql::new("handoff.sweep", "DELETE FROM handoff WHERE expires_at <= $1");

/// Keeps a grant, by the hash of it.
pub fn insert(
    tx: &mut dyn Write,
    hash: &[u8],
    person: &PersonId,
    request_id: &RequestId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.change(INSERT, &values![hash, person, now, request_id, expires_at])
}

/// Whose session a grant hands over, if it can still be used.
pub fn person(
    tx: &mut dyn Read,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<PersonId>, StoreError> {
    tx.query_one(PERSON, &values![hash, now])?.map(|mut row| row.take("person")).transpose()
}

/// Uses a grant up. Of all who try one wins; for the others it is a conflict.
pub fn use_once(tx: &mut dyn Write, hash: &[u8], now: Timestamp) -> Result<(), StoreError> {
    tx.change(USE, &values![hash, now])
}

/// Forgets grants that ended before this moment.
pub fn sweep(tx: &mut dyn Write, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(SWEEP, &values![before])
}
