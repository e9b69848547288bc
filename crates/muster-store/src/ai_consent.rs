//! Consent: which provider of models an organisation lets see the ends of its logs.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::{OrganisationId, Scope, Timestamp};

/// A consent as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AiConsentRow {
    /// To whom.
    pub provider: String,
    /// When.
    pub given_at: Timestamp,
    /// By whom.
    pub given_by: String,
}

impl TryFrom<Row> for AiConsentRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            provider: row.take("provider")?,
            given_at: row.take("given_at")?,
            given_by: row.take("given_by")?,
        })
    }
}

const FIND: Sql = Sql::new("ai_consent.find", "SELECT * FROM ai_consent WHERE organisation = $1");

const GIVE: Sql = Sql::new(
    "ai_consent.give",
    "INSERT INTO ai_consent (organisation, provider, given_at, given_by)
     VALUES ($1, $2, $3, $4)
         ON CONFLICT (organisation) DO UPDATE
        SET provider = excluded.provider,
            given_at = excluded.given_at,
            given_by = excluded.given_by",
);

const TAKE_BACK: Sql =
    Sql::new("ai_consent.delete", "DELETE FROM ai_consent WHERE organisation = $1");

/// What an organisation has agreed to, if it has.
pub fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Option<AiConsentRow>, StoreError> {
    tx.query_one(FIND, &values![organisation])?.map(AiConsentRow::try_from).transpose()
}

/// Notes that the caller's organisation agrees to a provider, and to no other.
pub fn give(
    tx: &mut dyn Write,
    scope: &Scope,
    provider: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let by = scope.actor.to_string();
    tx.change(GIVE, &values![&scope.organisation, provider, now, &by])
}

/// Takes the consent back.
pub fn take_back(tx: &mut dyn Write, scope: &Scope) -> Result<(), StoreError> {
    tx.execute(TAKE_BACK, &values![&scope.organisation]).map(drop)
}
