//! Accounts that organisations have themselves at providers. Credentials are sealed before they come here.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::{Json, Row},
};
use muster_core::{OrganisationId, Scope, Timestamp};
use std::{collections::BTreeMap, fmt};

/// An account as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnAccountRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// At which provider.
    pub provider: String,
    /// Settings that anybody may see, by name.
    pub said: BTreeMap<String, String>,
    /// Credentials by name, sealed.
    pub sealed: BTreeMap<String, String>,
    /// What the provider calls it.
    pub shown_as: Option<String>,
    /// When the provider last took these credentials.
    pub checked_at: Option<Timestamp>,
    /// When it was last set.
    pub updated_at: Timestamp,
    /// Who set it last.
    pub updated_by: String,
}

impl fmt::Debug for OwnAccountRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnAccountRow").field("provider", &self.provider).finish_non_exhaustive()
    }
}

impl TryFrom<Row> for OwnAccountRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: row.take("organisation")?,
            provider: row.take("provider")?,
            said: row.json("said")?,
            sealed: row.json("sealed")?,
            shown_as: row.take("shown_as")?,
            checked_at: row.take("checked_at")?,
            updated_at: row.take("updated_at")?,
            updated_by: row.take("updated_by")?,
        })
    }
}

const PUT: Sql = Sql::new(
    "own_account.put",
    "INSERT INTO own_account
            (organisation, provider, said, sealed, shown_as, checked_at, updated_at, updated_by,
             request_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (organisation, provider) DO UPDATE
        SET said = excluded.said,
            sealed = excluded.sealed,
            shown_as = excluded.shown_as,
            checked_at = excluded.checked_at,
            updated_at = excluded.updated_at,
            updated_by = excluded.updated_by,
            request_id = excluded.request_id",
);

const LIST: Sql = Sql::new(
    "own_account.list",
    "SELECT * FROM own_account WHERE organisation = $1 ORDER BY provider",
);

const ALL: Sql =
    Sql::new("own_account.all", "SELECT * FROM own_account ORDER BY organisation, provider");

const DELETE: Sql = Sql::new(
    "own_account.delete",
    "DELETE FROM own_account WHERE organisation = $1 AND provider = $2",
);

/// Keeps an account, in the place of what was said of it before.
pub fn put(tx: &mut dyn Write, scope: &Scope, row: &OwnAccountRow) -> Result<(), StoreError> {
    let values = values![
        &scope.organisation,
        &row.provider,
        Json(&row.said),
        Json(&row.sealed),
        row.shown_as.as_ref(),
        row.checked_at,
        row.updated_at,
        &row.updated_by,
        &scope.request_id,
    ];
    tx.change(PUT, &values)
}

/// The accounts of an organisation.
pub fn list(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Vec<OwnAccountRow>, StoreError> {
    tx.query(LIST, &values![organisation])?.into_iter().map(OwnAccountRow::try_from).collect()
}

/// Those of every organisation.
pub fn all_of_every_organisation(tx: &mut dyn Read) -> Result<Vec<OwnAccountRow>, StoreError> {
    tx.query(ALL, &[])?.into_iter().map(OwnAccountRow::try_from).collect()
}

/// Forgets an account; false if there is none.
pub fn delete(tx: &mut dyn Write, scope: &Scope, provider: &str) -> Result<bool, StoreError> {
    tx.execute(DELETE, &values![&scope.organisation, provider]).map(|count| count == 1)
}
