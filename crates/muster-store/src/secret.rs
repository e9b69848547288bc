//! Secrets by name. What is in one is sealed before it comes here, and opened by nobody here.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::{Name, OrganisationId, Scope, Timestamp};
use std::fmt;

/// A secret as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretRow {
    /// What jobs call it.
    pub name: Name,
    /// Its value, sealed.
    pub sealed: String,
    /// When it was last set.
    pub updated_at: Timestamp,
    /// Who set it last.
    pub updated_by: String,
}

impl fmt::Debug for SecretRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretRow").field("name", &self.name).finish_non_exhaustive()
    }
}

impl TryFrom<Row> for SecretRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            name: row.take("name")?,
            sealed: row.take("sealed")?,
            updated_at: row.take("updated_at")?,
            updated_by: row.take("updated_by")?,
        })
    }
}

const PUT: Sql = Sql::new(
    "secret.put",
    "INSERT INTO secret (organisation, name, sealed, updated_at, updated_by, request_id)
     VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (organisation, name) DO UPDATE
        SET sealed = excluded.sealed,
            updated_at = excluded.updated_at,
            updated_by = excluded.updated_by,
            request_id = excluded.request_id",
);

const FIND: Sql =
    Sql::new("secret.find", "SELECT * FROM secret WHERE organisation = $1 AND name = $2");

const PAGE: Sql = Sql::new(
    "secret.page",
    "SELECT * FROM secret WHERE organisation = $1 AND name > $2 ORDER BY name LIMIT $3",
);

const DELETE: Sql =
    Sql::new("secret.delete", "DELETE FROM secret WHERE organisation = $1 AND name = $2");

/// Keeps a secret by its name, in the place of one that was there.
pub fn put(tx: &mut dyn Write, scope: &Scope, row: &SecretRow) -> Result<(), StoreError> {
    let values = values![
        &scope.organisation,
        &row.name,
        &row.sealed,
        row.updated_at,
        &row.updated_by,
        &scope.request_id,
    ];
    tx.change(PUT, &values)
}

/// The secrets of these names, as far as there are any.
pub fn many(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    names: &[Name],
) -> Result<Vec<SecretRow>, StoreError> {
    let asked: Vec<_> = names.iter().map(|name| values![organisation, name].to_vec()).collect();
    tx.query_many(FIND, &asked)?.into_iter().map(SecretRow::try_from).collect()
}

/// Secrets after one, or the first ones, by name.
pub fn page(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    after: Option<&Name>,
    limit: u32,
) -> Result<Vec<SecretRow>, StoreError> {
    let values = values![organisation, after.map_or("", Name::as_str), limit];
    tx.query(PAGE, &values)?.into_iter().map(SecretRow::try_from).collect()
}

/// Removes a secret; false if there is none.
pub fn delete(tx: &mut dyn Write, scope: &Scope, name: &Name) -> Result<bool, StoreError> {
    tx.execute(DELETE, &values![&scope.organisation, name]).map(|count| count == 1)
}
