//! Invitations: wishes that somebody may belong to an organisation, each used once.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::{InvitationId, OrganisationId, PersonId, Role, Scope, Timestamp, TokenId};

/// An invitation as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRow {
    /// To where.
    pub organisation: OrganisationId,
    /// Which.
    pub id: InvitationId,
    /// The part of its token that is not secret.
    pub token: TokenId,
    /// The hash of the part that is.
    pub secret_hash: Vec<u8>,
    /// Whose address it is for; whoever holds it, if for none.
    pub email: Option<String>,
    /// What they may do there.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: String,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was used or taken back.
    pub ended_at: Option<Timestamp>,
    /// Who used it.
    pub accepted_by: Option<PersonId>,
}

impl TryFrom<Row> for InvitationRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: row.take("organisation")?,
            id: row.take("id")?,
            token: row.take("token")?,
            secret_hash: row.take("secret_hash")?,
            email: row.take("email")?,
            role: row.word("role", &Role::ALL.map(|role| (role.as_str(), role)))?,
            created_at: row.take("created_at")?,
            created_by: row.take("created_by")?,
            expires_at: row.take("expires_at")?,
            ended_at: row.take("ended_at")?,
            accepted_by: row.take("accepted_by")?,
        })
    }
}

const INSERT: Sql = Sql::new(
    "invitation.insert",
    "INSERT INTO invitation
            (organisation, id, token, secret_hash, email, role, created_at, created_by, request_id, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
);

const BY_TOKEN: Sql = Sql::new("invitation.by_token", "SELECT * FROM invitation WHERE token = $1");

const LIST: Sql = Sql::new(
    "invitation.list",
    "SELECT * FROM invitation
      WHERE organisation = $1 AND ended_at IS NULL
      ORDER BY created_at DESC, id DESC",
);

const ACCEPT: Sql = Sql::new(
    "invitation.accept",
    "UPDATE invitation
        SET ended_at = $2, accepted_by = $3
      WHERE token = $1 AND ended_at IS NULL AND expires_at > $2",
);

const REVOKE: Sql = Sql::new(
    "invitation.revoke",
    "UPDATE invitation
        SET ended_at = $3
      WHERE organisation = $1 AND id = $2 AND ended_at IS NULL",
);

/// Keeps a new invitation.
pub fn insert(tx: &mut dyn Write, scope: &Scope, row: &InvitationRow) -> Result<(), StoreError> {
    let values = values![
        &scope.organisation,
        &row.id,
        &row.token,
        row.secret_hash.as_slice(),
        row.email.as_ref(),
        row.role.as_str(),
        row.created_at,
        &scope.actor,
        &scope.request_id,
        row.expires_at,
    ];
    tx.change(INSERT, &values)
}

/// The invitation with this token, of any organisation: this is how it is found to where it leads.
pub fn by_token(tx: &mut dyn Read, token: &TokenId) -> Result<Option<InvitationRow>, StoreError> {
    tx.query_one(BY_TOKEN, &values![token])?.map(InvitationRow::try_from).transpose()
}

/// Invitations that nobody has used or taken back, newest first.
pub fn list(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Vec<InvitationRow>, StoreError> {
    tx.query(LIST, &values![organisation])?.into_iter().map(InvitationRow::try_from).collect()
}

/// Uses an invitation up. Of all who try one wins; for the others it is a conflict.
pub fn accept(
    tx: &mut dyn Write,
    token: &TokenId,
    person: &PersonId,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.change(ACCEPT, &values![token, now, person])
}

/// Takes an invitation back; false if there is none that could still be used.
pub fn revoke(
    tx: &mut dyn Write,
    scope: &Scope,
    id: &InvitationId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    tx.execute(REVOKE, &values![&scope.organisation, id, now]).map(|count| count == 1)
}

const WAS_INVITED: Sql = Sql::new(
    "invitation.was_invited",
    "SELECT id
       FROM invitation
      WHERE organisation = $1 AND accepted_by = $2 AND email = $3
      LIMIT 1",
);

/// Whether somebody was invited by this organisation under this very address, and came.
pub fn was_invited(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    person: &PersonId,
    email: &str,
) -> Result<bool, StoreError> {
    Ok(tx.query_one(WAS_INVITED, &values![organisation, person, email])?.is_some())
}
