//! Sessions: that a person has signed in, kept as the hash of what they were given.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::{PersonId, RequestId, Timestamp, TokenId};

/// A session as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// The part of its token that is not secret.
    pub id: TokenId,
    /// Whose.
    pub person: PersonId,
    /// The hash of the part that is secret.
    pub secret_hash: Vec<u8>,
    /// From where they signed in.
    pub address: Option<String>,
    /// With what they signed in.
    pub agent: Option<String>,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When it ends, if nobody uses it.
    pub expires_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Timestamp,
    /// When it was ended.
    pub revoked_at: Option<Timestamp>,
}

impl TryFrom<Row> for SessionRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take("id")?,
            person: row.take("person")?,
            secret_hash: row.take("secret_hash")?,
            address: row.take("address")?,
            agent: row.take("agent")?,
            created_at: row.take("created_at")?,
            expires_at: row.take("expires_at")?,
            last_used_at: row.take("last_used_at")?,
            revoked_at: row.take("revoked_at")?,
        })
    }
}

const INSERT: Sql = Sql::new(
    "person_session.insert",
    "INSERT INTO person_session
            (id, person, secret_hash, address, agent, created_at, request_id, expires_at, last_used_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $6)",
);

const FIND: Sql = Sql::new("person_session.find", "SELECT * FROM person_session WHERE id = $1");

const LIVE: Sql = Sql::new(
    "person_session.live",
    "SELECT * FROM person_session
      WHERE person = $1 AND revoked_at IS NULL AND expires_at > $2
      ORDER BY created_at DESC, id DESC",
);

const TOUCH: Sql = Sql::new(
    "person_session.touch",
    "UPDATE person_session
        SET last_used_at = $2, expires_at = $3
      WHERE id = $1 AND last_used_at < $2",
);

const REVOKE: Sql = Sql::new(
    "person_session.revoke",
    "UPDATE person_session
        SET revoked_at = $3
      WHERE id = $1 AND person = $2 AND revoked_at IS NULL",
);

const SWEEP: Sql =
    Sql::new("person_session.sweep", "DELETE FROM person_session WHERE expires_at <= $1");

/// Keeps a new session.
pub fn insert(
    tx: &mut dyn Write,
    request_id: &RequestId,
    row: &SessionRow,
) -> Result<(), StoreError> {
    let values = values![
        &row.id,
        &row.person,
        row.secret_hash.as_slice(),
        row.address.as_ref(),
        row.agent.as_ref(),
        row.created_at,
        request_id,
        row.expires_at,
    ];
    tx.change(INSERT, &values)
}

/// The session with this id, whoever has it: this is how it is found who asks.
pub fn find(tx: &mut dyn Read, id: &TokenId) -> Result<Option<SessionRow>, StoreError> {
    tx.query_one(FIND, &values![id])?.map(SessionRow::try_from).transpose()
}

/// A person's sessions that still live, newest first.
pub fn live(
    tx: &mut dyn Read,
    person: &PersonId,
    now: Timestamp,
) -> Result<Vec<SessionRow>, StoreError> {
    tx.query(LIVE, &values![person, now])?.into_iter().map(SessionRow::try_from).collect()
}

/// Notes that the session was used, and until when it lives now.
pub fn touch(
    tx: &mut dyn Write,
    id: &TokenId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(TOUCH, &values![id, now, expires_at]).map(|_| ())
}

/// Ends a session of the person; false if there is none that lives.
pub fn revoke(
    tx: &mut dyn Write,
    person: &PersonId,
    id: &TokenId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    tx.execute(REVOKE, &values![id, person, now]).map(|count| count == 1)
}

/// Forgets sessions that ended before this moment.
pub fn sweep(tx: &mut dyn Write, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(SWEEP, &values![before])
}
