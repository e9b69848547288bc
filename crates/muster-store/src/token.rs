//! Tokens: credentials, kept as the hash of their secret.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::{Json, Row, Value},
};
use muster_core::{
    OrganisationId, Scope, Timestamp, TokenId, requirement::Labels, token::TokenKind,
};

/// A token as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// The part that is not secret.
    pub id: TokenId,
    /// What it may do.
    pub kind: TokenKind,
    /// What it is for, in people's words.
    pub name: String,
    /// The hash of the part that is secret.
    pub secret_hash: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: String,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When its single use was used up.
    pub used_at: Option<Timestamp>,
    /// Labels for the worker that joins with it.
    pub labels: Labels,
}

impl TryFrom<Row> for TokenRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: row.take("organisation")?,
            id: row.take("id")?,
            kind: row.word("kind", &TokenKind::ALL.map(|kind| (kind.as_str(), kind)))?,
            name: row.take("name")?,
            secret_hash: row.take("secret_hash")?,
            created_at: row.take("created_at")?,
            created_by: row.take("created_by")?,
            expires_at: row.take("expires_at")?,
            last_used_at: row.take("last_used_at")?,
            revoked_at: row.take("revoked_at")?,
            used_at: row.take("used_at")?,
            labels: row.json("labels")?,
        })
    }
}

const INSERT: Sql = Sql::new(
    "token.insert",
    "INSERT INTO token
            (organisation, id, kind, name, secret_hash, labels,
             created_at, created_by, request_id, idempotency_key, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
);

const FIND: Sql = Sql::new("token.find", "SELECT * FROM token WHERE id = $1");

const LIST: Sql = Sql::new(
    "token.list",
    "SELECT * FROM token WHERE organisation = $1 ORDER BY created_at DESC, id DESC",
);

const TOUCH: Sql = Sql::new(
    "token.touch",
    "UPDATE token
        SET last_used_at = $2
      WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)",
);

const REVOKE: Sql = Sql::new(
    "token.revoke",
    "UPDATE token
        SET revoked_at = $3, revoked_by = $4, revoked_in = $5
      WHERE organisation = $1 AND id = $2 AND revoked_at IS NULL",
);

const USE_ONCE: Sql = Sql::new(
    "token.use_once",
    "UPDATE token
        SET used_at = $2, last_used_at = $2
      WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2",
);

/// Keeps a new token, made by the scope's actor. An id that is taken is a conflict.
pub fn insert(tx: &mut dyn Write, scope: &Scope, token: &TokenRow) -> Result<(), StoreError> {
    let values = values![
        &scope.organisation,
        &token.id,
        token.kind.as_str(),
        &token.name,
        token.secret_hash.as_slice(),
        Json(&token.labels),
        token.created_at,
        &scope.actor,
        &scope.request_id,
        scope.idempotency_key.as_ref(),
        token.expires_at,
    ];
    tx.change(INSERT, &values)
}

/// The token with this id, of any organisation: this is how a caller's organisation is found.
pub fn find(tx: &mut dyn Read, id: &TokenId) -> Result<Option<TokenRow>, StoreError> {
    tx.query_one(FIND, &values![id])?.map(TokenRow::try_from).transpose()
}

/// Every token of the organisation, newest first.
pub fn list(tx: &mut dyn Read, organisation: &OrganisationId) -> Result<Vec<TokenRow>, StoreError> {
    tx.query(LIST, &values![organisation])?.into_iter().map(TokenRow::try_from).collect()
}

/// Notes that the token was used; an earlier moment than the one noted changes nothing.
pub fn touch(tx: &mut dyn Write, id: &TokenId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(TOUCH, &values![id, now]).map(|_| ())
}

/// Ends the token's life; false if there is no such token or it had ended by this already.
pub fn revoke(
    tx: &mut dyn Write,
    scope: &Scope,
    id: &TokenId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let values: [Value; 5] =
        values![&scope.organisation, id, now, &scope.actor, &scope.request_id,];
    tx.execute(REVOKE, &values).map(|count| count == 1)
}

/// Uses up a token that works once. Of all callers one wins; for the others it is a conflict.
pub fn use_once(tx: &mut dyn Write, id: &TokenId, now: Timestamp) -> Result<(), StoreError> {
    tx.change(USE_ONCE, &values![id, now])
}
