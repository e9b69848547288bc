//! Credentials of agents, kept as the hash of their secret.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::{AgentId, OrganisationId, Scope, Timestamp, TokenId};

/// A credential as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// The part that is not secret.
    pub id: TokenId,
    /// Which agent proves itself with it.
    pub agent: AgentId,
    /// The hash of the part that is secret.
    pub secret_hash: Vec<u8>,
    /// What tokens may be got for, with spaces between.
    pub scopes: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: String,
    /// When it ends, if ever.
    pub expires_at: Option<Timestamp>,
    /// When somebody revoked it.
    pub revoked_at: Option<Timestamp>,
    /// Which one took its place.
    pub successor: Option<TokenId>,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

impl TryFrom<Row> for CredentialRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: row.take("organisation")?,
            id: row.take("id")?,
            agent: row.take("agent")?,
            secret_hash: row.take("secret_hash")?,
            scopes: row.take("scopes")?,
            created_at: row.take("created_at")?,
            created_by: row.take("created_by")?,
            expires_at: row.take("expires_at")?,
            revoked_at: row.take("revoked_at")?,
            successor: row.take("successor")?,
            last_used_at: row.take("last_used_at")?,
        })
    }
}

const INSERT: Sql = Sql::new(
    "agent_credential.insert",
    "INSERT INTO agent_credential
            (organisation, id, agent, secret_hash, scopes, created_at, created_by, request_id,
             idempotency_key, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
);

const FIND: Sql = Sql::new("agent_credential.find", "SELECT * FROM agent_credential WHERE id = $1");

const OF: Sql = Sql::new(
    "agent_credential.of",
    "SELECT *
       FROM agent_credential
      WHERE organisation = $1 AND agent = $2
      ORDER BY created_at DESC, id DESC",
);

// Whoever saw it without a successor and not revoked is the only one who changes it.
const SAVE: Sql = Sql::new(
    "agent_credential.save",
    "UPDATE agent_credential
        SET expires_at = $3, revoked_at = $4, successor = $5
      WHERE organisation = $1 AND id = $2 AND revoked_at IS NULL
        AND (successor IS NULL OR successor = $5)",
);

const REVOKE_ALL: Sql = Sql::new(
    "agent_credential.revoke_all",
    "UPDATE agent_credential
        SET revoked_at = $3
      WHERE organisation = $1 AND agent = $2 AND revoked_at IS NULL",
);

const TOUCH: Sql = Sql::new(
    "agent_credential.touch",
    "UPDATE agent_credential
        SET last_used_at = $2
      WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)",
);

/// Keeps a new credential, made by the scope's actor. An id that is taken is a conflict.
pub fn insert(tx: &mut dyn Write, scope: &Scope, row: &CredentialRow) -> Result<(), StoreError> {
    let values = values![
        &scope.organisation,
        &row.id,
        &row.agent,
        row.secret_hash.as_slice(),
        &row.scopes,
        row.created_at,
        &row.created_by,
        &scope.request_id,
        scope.idempotency_key.as_ref(),
        row.expires_at,
    ];
    tx.change(INSERT, &values)
}

/// The credential with this id, of any organisation: this is how an agent's organisation is found.
pub fn find(tx: &mut dyn Read, id: &TokenId) -> Result<Option<CredentialRow>, StoreError> {
    tx.query_one(FIND, &values![id])?.map(CredentialRow::try_from).transpose()
}

/// Every credential of an agent, newest first.
pub fn of(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    agent: &AgentId,
) -> Result<Vec<CredentialRow>, StoreError> {
    let rows = tx.query(OF, &values![organisation, agent])?;
    rows.into_iter().map(CredentialRow::try_from).collect()
}

/// Keeps end, revocation and successor of a credential that was not revoked before.
pub fn save(tx: &mut dyn Write, row: &CredentialRow) -> Result<(), StoreError> {
    let values = values![
        &row.organisation,
        &row.id,
        row.expires_at,
        row.revoked_at,
        row.successor.as_ref(),
    ];
    tx.change(SAVE, &values)
}

/// Revokes every credential that an agent has; how many there were.
pub fn revoke_all(
    tx: &mut dyn Write,
    scope: &Scope,
    agent: &AgentId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    tx.execute(REVOKE_ALL, &values![&scope.organisation, agent, now])
}

/// Notes that it was used; an earlier moment than the one noted changes nothing.
pub fn touch(tx: &mut dyn Write, id: &TokenId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(TOUCH, &values![id, now]).map(|_| ())
}
