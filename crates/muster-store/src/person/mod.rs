//! People: who has an account, where they belong, and where they have signed in.

pub mod handoff;
pub mod invitation;
pub mod membership;
pub mod session;

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::{PersonId, Scope, Timestamp};
use std::fmt;

/// A person as they are kept.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Who.
    pub id: PersonId,
    /// Their address, in lower case.
    pub email: String,
    /// Whether the address is theirs beyond doubt.
    pub is_email_proven: bool,
    /// What they are called.
    pub name: String,
    /// Where a picture of them is.
    pub image: Option<String>,
    /// The hash of their password, if they have one.
    pub password_hash: Option<String>,
    /// When they signed up.
    pub created_at: Timestamp,
    /// When something about them changed.
    pub updated_at: Timestamp,
}

impl fmt::Debug for PersonRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonRow").field("id", &self.id).finish_non_exhaustive()
    }
}

impl TryFrom<Row> for PersonRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take("id")?,
            email: row.take("email")?,
            is_email_proven: row.take("is_email_proven")?,
            name: row.take("name")?,
            image: row.take("image")?,
            password_hash: row.take("password_hash")?,
            created_at: row.take("created_at")?,
            updated_at: row.take("updated_at")?,
        })
    }
}

const INSERT: Sql = Sql::new(
    "person.insert",
    "INSERT INTO person
            (id, email, is_email_proven, name, image, password_hash, created_at, updated_at, request_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)
         ON CONFLICT DO NOTHING",
);

const FIND: Sql = Sql::new("person.find", "SELECT * FROM person WHERE id = $1");

const BY_EMAIL: Sql = Sql::new("person.by_email", "SELECT * FROM person WHERE email = $1");

const BY_ACCOUNT: Sql = Sql::new(
    "person.by_account",
    "SELECT person.*
       FROM person_account JOIN person ON person.id = person_account.person
      WHERE person_account.account_key = $1",
);

const ADD_ACCOUNT: Sql = Sql::new(
    "person.add_account",
    "INSERT INTO person_account (account_key, person, created_at)
     VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING",
);

const SET_PASSWORD: Sql = Sql::new(
    "person.set_password",
    "UPDATE person SET password_hash = $2, updated_at = $3 WHERE id = $1",
);

/// Keeps a new person. An address that is taken is a conflict.
pub fn insert(tx: &mut dyn Write, scope: &Scope, person: &PersonRow) -> Result<(), StoreError> {
    let values = values![
        &person.id,
        &person.email,
        person.is_email_proven,
        &person.name,
        person.image.as_ref(),
        person.password_hash.as_ref(),
        person.created_at,
        &scope.request_id,
    ];
    tx.change(INSERT, &values)
}

/// One person.
pub fn find(tx: &mut dyn Read, id: &PersonId) -> Result<Option<PersonRow>, StoreError> {
    tx.query_one(FIND, &values![id])?.map(PersonRow::try_from).transpose()
}

/// Whose address this is, in lower case.
pub fn by_email(tx: &mut dyn Read, email: &str) -> Result<Option<PersonRow>, StoreError> {
    tx.query_one(BY_EMAIL, &values![email])?.map(PersonRow::try_from).transpose()
}

/// Whose account at a provider this is.
pub fn by_account(tx: &mut dyn Read, key: &str) -> Result<Option<PersonRow>, StoreError> {
    tx.query_one(BY_ACCOUNT, &values![key])?.map(PersonRow::try_from).transpose()
}

/// Notes that a person signs in with this account. One that is somebody's is a conflict.
pub fn add_account(
    tx: &mut dyn Write,
    id: &PersonId,
    key: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.change(ADD_ACCOUNT, &values![key, id, now])
}

/// Keeps the hash of another password, or of the same one made anew.
pub fn set_password(
    tx: &mut dyn Write,
    id: &PersonId,
    hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.change(SET_PASSWORD, &values![id, hash, now])
}

const ANY: Sql = Sql::new("person.any", "SELECT id FROM person LIMIT 1");

/// Whether anybody has an account.
pub fn is_there_any(tx: &mut dyn Read) -> Result<bool, StoreError> {
    Ok(tx.query_one(ANY, &[])?.is_some())
}

const PAGE: Sql = Sql::new(
    "person.page",
    "SELECT * FROM person ORDER BY created_at DESC, id DESC LIMIT $1 OFFSET $2",
);

const COUNT: Sql = Sql::new("person.count", "SELECT COUNT(*) AS people FROM person");

/// People of all organisations, newest first: for whoever looks after all of them.
pub fn page_of_all(
    tx: &mut dyn Read,
    limit: u32,
    offset: u32,
) -> Result<Vec<PersonRow>, StoreError> {
    tx.query(PAGE, &values![limit, offset])?.into_iter().map(PersonRow::try_from).collect()
}

/// How many people all organisations have.
pub fn count_of_all(tx: &mut dyn Read) -> Result<u64, StoreError> {
    let row = tx.query_one(COUNT, &[])?;
    row.map_or(Ok(0), |mut row| row.take("people"))
}
