//! Agents on the wire: programs that act on somebody's behalf.
//!
//! Names of fields are those of the documented registry, which writes them in camel case.

use muster_core::{AgentId, OrganisationId, Timestamp, TokenId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A wish for an agent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentRequest {
    /// Its address, which no other agent of yours has.
    #[schema(example = "screener-001@example.org")]
    pub email: String,
    /// What people call it; what stands before the `@`, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `screener`, `classifier`, `orchestrator`, `extractor`, `summarizer`, `router`, `monitor` or `custom`.
    #[schema(example = "screener")]
    pub agent_type: String,
    /// Which version of it.
    #[schema(example = "1.0.0")]
    pub version: String,
    /// What it says it can do, as `resource:action`.
    #[schema(example = json!(["invoices:read"]))]
    pub capabilities: Vec<String>,
    /// Who answers for it.
    pub owner: String,
    /// `development`, `staging` or `production`.
    #[schema(example = "production")]
    pub deployment_env: String,
    /// Where it is spoken to, if it listens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// Whether everybody may find it in the marketplace.
    #[serde(default)]
    pub is_public: bool,
}

/// What is to be changed of an agent; what is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentChange {
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_type: Option<String>,
    /// Which version of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What it can do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Vec<String>>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Where it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment_env: Option<String>,
    /// Where it is spoken to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// Whether everybody may find it in the marketplace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_public: Option<bool>,
    /// `active`, `suspended` or `decommissioned`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// An agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Agent {
    /// What it is called everywhere; also its `client_id`.
    #[schema(value_type = String)]
    pub agent_id: AgentId,
    /// Whose it is.
    #[schema(value_type = String)]
    pub organization_id: OrganisationId,
    /// Its address.
    pub email: String,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it does, roughly.
    pub agent_type: String,
    /// Which version of it.
    pub version: String,
    /// What it says it can do.
    pub capabilities: Vec<String>,
    /// Who answers for it.
    pub owner: String,
    /// Where it runs.
    pub deployment_env: String,
    /// Where it is spoken to.
    pub endpoint: Option<String>,
    /// `active`, `suspended` or `decommissioned`.
    pub status: String,
    /// Whether everybody may find it in the marketplace.
    pub is_public: bool,
    /// Since when.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub published_at: Option<Timestamp>,
    /// Why it is not shown there all the same.
    pub hidden: Option<String>,
    /// How often visitors have complained.
    pub reports: u32,
    /// When it came.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Who brought it.
    pub created_by: String,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// Which agents are looked for, and which page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AgentQuery {
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_type: Option<String>,
    /// How it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// From 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// How many on a page: 20 if nothing is said, 100 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of agents, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgentPage {
    /// The agents.
    pub data: Vec<Agent>,
    /// How many there are in all.
    pub total: u64,
    /// Which page this is.
    pub page: u32,
    /// How many are on a page.
    pub limit: u32,
}

/// A wish for a credential.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CredentialRequest {
    /// When it ends; never, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
    /// What tokens may be got for, with spaces between; what an agent needs for the registry, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "agents:read jobs:write")]
    pub scope: Option<String>,
}

/// A wish for a successor of a credential.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RotationRequest {
    /// How long both count; not at all, if nothing is said, and a week at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap_seconds: Option<u64>,
}

/// A credential of an agent, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Credential {
    /// The part that is not secret.
    #[schema(value_type = String)]
    pub credential_id: TokenId,
    /// The agent.
    #[schema(value_type = String)]
    pub client_id: AgentId,
    /// `active`, `ends_soon`, `expired` or `revoked`.
    pub status: String,
    /// What tokens may be got for.
    pub scope: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it ends.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
    /// When somebody revoked it.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub revoked_at: Option<Timestamp>,
    /// Which one took its place.
    #[schema(value_type = Option<String>)]
    pub successor: Option<TokenId>,
    /// When it was last used, to the minute.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_used_at: Option<Timestamp>,
}

/// A credential, the only time that its secret is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CredentialCreated {
    /// The secret.
    pub client_secret: String,
    /// What is kept of it.
    #[serde(flatten)]
    pub stored: Credential,
}

/// Every credential of an agent, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CredentialList {
    /// The credentials.
    pub data: Vec<Credential>,
    /// How many there are.
    pub total: u64,
}

/// An agent's card, and what a card does not say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CardImport {
    /// The card, as A2A has it.
    #[schema(value_type = Object)]
    pub card: serde_json::Value,
    /// Its address, which no other agent of yours has.
    pub email: String,
    /// Who answers for it.
    pub owner: String,
    /// What it does; `custom`, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_type: Option<String>,
    /// Where it runs; `production`, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment_env: Option<String>,
    /// Whether everybody may find it in the marketplace.
    #[serde(default)]
    pub is_public: bool,
}

/// What a token for an agent's worker is to allow, besides to chat.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgentTokenRequest {
    /// Whether the agent may remember.
    #[serde(default)]
    pub mem: bool,
    /// Whether it may use tools.
    #[serde(default)]
    pub tools: bool,
    /// Whether it may export.
    #[serde(default)]
    pub export: bool,
}

/// A token for an agent's worker, the only time that it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgentTokenIssued {
    /// The token.
    pub agent_token: String,
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

/// A token that an agent has got, the only time that it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccessTokenIssued {
    /// The token.
    pub access_token: String,
    /// How it is shown: `Bearer`.
    pub token_type: String,
    /// How many seconds it lives.
    pub expires_in: u64,
    /// What it may be used for.
    pub scope: String,
}

/// An agent as everybody finds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    /// What it is called everywhere.
    #[schema(value_type = String)]
    pub agent_id: AgentId,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it does, roughly.
    pub agent_type: String,
    /// Which version of it.
    pub version: String,
    /// What it says it can do.
    pub capabilities: Vec<String>,
    /// Who answers for it.
    pub owner: String,
    /// The same, in the word of the first drafts.
    pub publisher_name: String,
    /// Where it runs.
    pub deployment_env: String,
    /// The name that leads to its document.
    pub did: String,
    /// When it came.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Since when everybody finds it.
    #[schema(value_type = String, format = DateTime)]
    pub published_at: Timestamp,
}

/// One listing with what its name leads to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListingDetail {
    /// The listing.
    #[serde(flatten)]
    pub listing: Listing,
    /// Where it is spoken to.
    pub endpoint: Option<String>,
    /// The document of its name.
    #[schema(value_type = Object)]
    pub did_document: serde_json::Value,
}

/// Which listings are looked for, and which page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ListingQuery {
    /// A part of its name or description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_type: Option<String>,
    /// Something that it says it can do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capability: Option<String>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// From 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// How many on a page: 20 if nothing is said, 100 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of listings, those first that were published last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListingPage {
    /// The listings.
    pub data: Vec<Listing>,
    /// How many there are in all.
    pub total: u64,
    /// Which page this is.
    pub page: u32,
    /// How many are on a page.
    pub limit: u32,
}

/// Why a listing is hidden or complained about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListingReason {
    /// In a sentence, up to 500 characters.
    pub reason: String,
}
