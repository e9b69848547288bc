//! Organisations: the owners of every row. The operator of this machine has one.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
};
use muster_core::{OrganisationId, Timestamp};

const INSERT_LOCAL: Sql = Sql::new(
    "organisation.insert_local",
    "INSERT INTO organisation (id, name, is_local, created_at)
     VALUES ($1, 'local', 1, $2)
         ON CONFLICT DO NOTHING",
);

const INSERT: Sql = Sql::new(
    "organisation.insert",
    "INSERT INTO organisation (id, name, is_local, created_at)
     VALUES ($1, $2, 0, $3)
         ON CONFLICT DO NOTHING",
);

const LOCAL: Sql = Sql::new("organisation.local", "SELECT id FROM organisation WHERE is_local = 1");

const FIND: Sql = Sql::new("organisation.find", "SELECT id FROM organisation WHERE id = $1");

const ALL: Sql =
    Sql::new("organisation.all", "SELECT id FROM organisation ORDER BY created_at, id");

/// The local operator's organisation; it gets `fresh_id` if there is none yet.
pub fn local(
    tx: &mut dyn Write,
    fresh_id: &OrganisationId,
    now: Timestamp,
) -> Result<OrganisationId, StoreError> {
    if let Some(mut row) = tx.query_one(LOCAL, &[])? {
        return row.take("id");
    }
    tx.change(INSERT_LOCAL, &values![fresh_id, now])?;
    Ok(fresh_id.clone())
}

/// Keeps another organisation. An id that is taken is a conflict.
pub fn insert(
    tx: &mut dyn Write,
    id: &OrganisationId,
    name: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.change(INSERT, &values![id, name, now])
}

/// Whether there is an organisation of this id.
pub fn exists(tx: &mut dyn Read, id: &OrganisationId) -> Result<bool, StoreError> {
    Ok(tx.query_one(FIND, &values![id])?.is_some())
}

/// Every organisation, oldest first.
pub fn all(tx: &mut dyn Read) -> Result<Vec<OrganisationId>, StoreError> {
    tx.query(ALL, &[])?.into_iter().map(|mut row| row.take("id")).collect()
}
