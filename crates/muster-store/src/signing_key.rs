//! The keys that tokens are signed with: of the coordinator, not of an organisation.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::Timestamp;
use std::fmt;

/// What a key is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRole {
    /// It signs.
    Current,
    /// It will sign after the next rotation.
    Next,
    /// It signs nothing any more, and counts until then.
    Retired(Timestamp),
}

/// A key as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKeyRow {
    /// What it is called.
    pub id: String,
    /// What it is there for.
    pub role: KeyRole,
    /// Its public half, a PEM file.
    pub public: String,
    /// Its private half, sealed; nothing, if the settings have it or it signs nothing any more.
    pub sealed: Option<String>,
    /// When it came.
    pub created_at: Timestamp,
}

impl fmt::Debug for SigningKeyRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("SigningKeyRow");
        shown.field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}

impl TryFrom<Row> for SigningKeyRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        let role: String = row.take("role")?;
        let until: Option<Timestamp> = row.take("until")?;
        let role = match (role.as_str(), until) {
            ("current", None) => KeyRole::Current,
            ("next", None) => KeyRole::Next,
            ("retired", Some(until)) => KeyRole::Retired(until),
            _ => return Err(row.corrupt("role", "not one of its words")),
        };
        Ok(Self {
            role,
            id: row.take("id")?,
            public: row.take("public")?,
            sealed: row.take("sealed")?,
            created_at: row.take("created_at")?,
        })
    }
}

const LIST: Sql = Sql::new("signing_key.list", "SELECT * FROM signing_key ORDER BY created_at, id");

const CLEAR: Sql = Sql::new("signing_key.clear", "DELETE FROM signing_key");

const INSERT: Sql = Sql::new(
    "signing_key.insert",
    "INSERT INTO signing_key (id, role, public, sealed, created_at, until)
     VALUES ($1, $2, $3, $4, $5, $6)",
);

/// Every key, oldest first.
pub fn list(tx: &mut dyn Read) -> Result<Vec<SigningKeyRow>, StoreError> {
    tx.query(LIST, &[])?.into_iter().map(SigningKeyRow::try_from).collect()
}

/// Keeps these keys in the place of all that there were.
pub fn replace(tx: &mut dyn Write, keys: &[SigningKeyRow]) -> Result<(), StoreError> {
    tx.execute(CLEAR, &[])?;
    for key in keys {
        let (role, until) = match key.role {
            KeyRole::Current => ("current", None),
            KeyRole::Next => ("next", None),
            KeyRole::Retired(until) => ("retired", Some(until)),
        };
        let values =
            values![&key.id, role, &key.public, key.sealed.as_ref(), key.created_at, until];
        tx.change(INSERT, &values)?;
    }
    Ok(())
}
