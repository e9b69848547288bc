//! Workflows of others on the wire: which runs are taken, and what they get.

use muster_core::{AgentId, OrganisationId, Timestamp, TrustPolicyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A rule for runs of a workflow that are to be taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyRequest {
    /// The repository's number: `gh api repos/OWNER/REPO --jq .id`.
    pub repository_id: u64,
    /// The number of its owner: `gh api repos/OWNER/REPO --jq .owner.id`.
    pub repository_owner_id: u64,
    /// A branch by its name: the same as `ref` with `refs/heads/` before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// A branch or tag in full, with a `*` at its end if all that begin alike are meant.
    #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
    #[schema(example = "refs/heads/main")]
    pub git_ref: Option<String>,
    /// The environment of the job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The file of the workflow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = ".github/workflows/release.yml")]
    pub workflow: Option<String>,
    /// Only these events; all but those that outsiders can cause, if none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
    /// Whether events that outsiders can cause are admitted, pull requests from forks among them.
    #[serde(default)]
    pub admits_outsiders: bool,
    /// Which agent a run acts as; none, if it may only make one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub agent_id: Option<AgentId>,
    /// What its token may be used for, with spaces between; needed with an agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// A rule for runs of a workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// What it is called.
    #[schema(value_type = String)]
    pub policy_id: TrustPolicyId,
    /// Who signs for the runs: `github`.
    pub provider: String,
    /// The repository's number.
    pub repository_id: u64,
    /// The number of its owner.
    pub repository_owner_id: u64,
    /// The branch or tag.
    #[serde(rename = "ref")]
    pub git_ref: Option<String>,
    /// The environment of the job.
    pub environment: Option<String>,
    /// The file of the workflow.
    pub workflow: Option<String>,
    /// The events.
    pub events: Vec<String>,
    /// Whether events that outsiders can cause are admitted.
    pub admits_outsiders: bool,
    /// Which agent a run acts as.
    #[schema(value_type = Option<String>)]
    pub agent_id: Option<AgentId>,
    /// What its token may be used for.
    pub scope: String,
    /// When it came.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: String,
}

/// Every rule, in the order in which they are tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicyList {
    /// The rules.
    pub data: Vec<Policy>,
    /// How many there are.
    pub total: u64,
}

/// A run that shows what GitHub has signed for it, and wants a token of ours.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExchangeRequest {
    /// GitHub's token for the run; its audience is the coordinator's address.
    #[serde(alias = "oidcToken", alias = "idToken", alias = "id_token")]
    pub token: String,
    /// Which agent it wants to act as; none, if it wants to make one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub agent_id: Option<AgentId>,
    /// Whose agent it wants to make; the coordinator's own organisation, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub organization_id: Option<OrganisationId>,
}

impl std::fmt::Debug for ExchangeRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExchangeRequest").field("agent_id", &self.agent_id).finish_non_exhaustive()
    }
}

/// What a run has got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Exchanged {
    /// The token, the only time that it is shown.
    pub access_token: String,
    /// How it is shown: `Bearer`.
    pub token_type: String,
    /// How many seconds it lives.
    pub expires_in: u64,
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// What it may be used for.
    pub scope: String,
}

/// Which rule would take a run, and why others would not. Nothing is spent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Explained {
    /// The rule that admits it.
    #[schema(value_type = Option<String>)]
    pub admitted_by: Option<TrustPolicyId>,
    /// What that rule looked at and found right.
    pub matched: Vec<String>,
    /// Of each rule that was tried before, the first thing that is otherwise.
    pub mismatches: Vec<PolicyMismatch>,
}

/// Why a rule does not admit a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyMismatch {
    /// The rule.
    #[schema(value_type = String)]
    pub policy_id: TrustPolicyId,
    /// What it looked at, as GitHub calls it.
    pub claim: String,
    /// What it wants there.
    pub wanted: String,
    /// What is there.
    pub found: String,
}
