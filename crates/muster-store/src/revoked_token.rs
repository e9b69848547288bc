//! Signed tokens that were taken back, for as long as they would have counted.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
};
use muster_core::{Scope, Timestamp, TokenId};

const INSERT: Sql = Sql::new(
    "revoked_token.insert",
    "INSERT INTO revoked_token (organisation, id, until, revoked_at, revoked_by, request_id)
     VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO NOTHING",
);

const FIND: Sql = Sql::new("revoked_token.find", "SELECT id FROM revoked_token WHERE id = $1");

const SWEEP: Sql = Sql::new("revoked_token.sweep", "DELETE FROM revoked_token WHERE until <= $1");

/// Takes a token back that would have counted until then; false if somebody had done so.
pub fn insert(
    tx: &mut dyn Write,
    scope: &Scope,
    id: &TokenId,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let values = values![&scope.organisation, id, until, now, &scope.actor, &scope.request_id];
    tx.execute(INSERT, &values).map(|count| count == 1)
}

/// Whether a token was taken back, whosever it is.
pub fn contains(tx: &mut dyn Read, id: &TokenId) -> Result<bool, StoreError> {
    Ok(tx.query_one(FIND, &values![id])?.is_some())
}

/// Forgets those that would not count any more; how many there were.
pub fn sweep_of_every_organisation(tx: &mut dyn Write, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(SWEEP, &values![now])
}
