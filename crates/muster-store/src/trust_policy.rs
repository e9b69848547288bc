//! Trust policies: which runs of foreign workflows are taken, and what they get.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::{Json, Row},
};
use muster_core::{AgentId, OrganisationId, Scope, Timestamp, TrustPolicyId};

/// A policy as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustPolicyRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// What it is called.
    pub id: TrustPolicyId,
    /// The repository, by number.
    pub repository_id: u64,
    /// Its owner, by number.
    pub repository_owner_id: u64,
    /// Only these branches or tags.
    pub git_ref: Option<String>,
    /// Only jobs in this environment.
    pub environment: Option<String>,
    /// Only this file of a workflow.
    pub workflow: Option<String>,
    /// Only these events, if any is named.
    pub events: Vec<String>,
    /// Whether events of outsiders are admitted.
    pub admits_outsiders: bool,
    /// Which agent a run acts as.
    pub agent: Option<AgentId>,
    /// What its token may be used for, with spaces between.
    pub scopes: String,
    /// When it came.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: String,
}

impl TryFrom<Row> for TrustPolicyRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: row.take("organisation")?,
            id: row.take("id")?,
            repository_id: row.take("repository_id")?,
            repository_owner_id: row.take("repository_owner_id")?,
            git_ref: row.take("git_ref")?,
            environment: row.take("environment")?,
            workflow: row.take("workflow")?,
            events: row.json("events")?,
            admits_outsiders: row.take("admits_outsiders")?,
            agent: row.take("agent")?,
            scopes: row.take("scopes")?,
            created_at: row.take("created_at")?,
            created_by: row.take("created_by")?,
        })
    }
}

const INSERT: Sql = Sql::new(
    "trust_policy.insert",
    "INSERT INTO trust_policy
            (organisation, id, repository_id, repository_owner_id, git_ref, environment, workflow,
             events, admits_outsiders, agent, scopes, created_at, created_by, request_id,
             idempotency_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
);

const LIST: Sql = Sql::new(
    "trust_policy.list",
    "SELECT * FROM trust_policy WHERE organisation = $1 ORDER BY created_at, id",
);

const FIND: Sql =
    Sql::new("trust_policy.find", "SELECT * FROM trust_policy WHERE organisation = $1 AND id = $2");

const DELETE: Sql =
    Sql::new("trust_policy.delete", "DELETE FROM trust_policy WHERE organisation = $1 AND id = $2");

/// Keeps a new policy, made by the scope's actor. An id that is taken is a conflict.
pub fn insert(tx: &mut dyn Write, scope: &Scope, row: &TrustPolicyRow) -> Result<(), StoreError> {
    let values = values![
        &scope.organisation,
        &row.id,
        row.repository_id,
        row.repository_owner_id,
        row.git_ref.as_ref(),
        row.environment.as_ref(),
        row.workflow.as_ref(),
        Json(&row.events),
        row.admits_outsiders,
        row.agent.as_ref(),
        &row.scopes,
        row.created_at,
        &row.created_by,
        &scope.request_id,
        scope.idempotency_key.as_ref(),
    ];
    tx.change(INSERT, &values)
}

/// Every policy of the organisation, in the order in which they are tried.
pub fn list(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Vec<TrustPolicyRow>, StoreError> {
    tx.query(LIST, &values![organisation])?.into_iter().map(TrustPolicyRow::try_from).collect()
}

/// The policy with this id.
pub fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    id: &TrustPolicyId,
) -> Result<Option<TrustPolicyRow>, StoreError> {
    tx.query_one(FIND, &values![organisation, id])?.map(TrustPolicyRow::try_from).transpose()
}

/// Removes a policy; false if there is none.
pub fn delete(tx: &mut dyn Write, scope: &Scope, id: &TrustPolicyId) -> Result<bool, StoreError> {
    tx.execute(DELETE, &values![&scope.organisation, id]).map(|count| count == 1)
}
