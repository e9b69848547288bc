//! `/agents`: programs that act on somebody's behalf. One file per endpoint or two.
//!
//! The same routes are served under `/v1` and `/api/v1`, where clients of the documented registry look for them.

mod card;
mod change;
mod create;
mod credentials;
mod did;
mod list;
mod rotate;

pub(crate) use credentials::credential_of_row;
pub(crate) use did::{did_of, document_of};

use crate::{app::App, error::AppError, http::access::forbidden};
use muster_api::{Problem, ProblemKind, agent as api};
use muster_core::{Actor, AgentId, OrganisationId, Scope};
use muster_identity::{
    Agent,
    address::{Address, Reach},
    agent::{AgentState, BadAgent, Deployment},
};
use muster_store::{
    Read,
    agent::{self, AgentRow},
    audit_event::AuditEntry,
};
use serde_json::json;
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Where the registry is found besides its own place.
pub(crate) const ALSO_UNDER: [&str; 2] = ["/v1", "/api/v1"];
pub(crate) const USUAL_LIMIT: u32 = 20;
pub(crate) const LARGEST_LIMIT: u32 = 100;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    let everywhere = ALSO_UNDER.iter().fold(registry(), |routes, prefix| {
        routes.merge(OpenApiRouter::new().nest(prefix, registry()))
    });
    everywhere.routes(routes!(did::of_agent)).routes(routes!(did::of_host))
}

fn registry() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create::create, list::list))
        .routes(routes!(list::show, change::change, change::decommission))
        .routes(routes!(change::suspend))
        .routes(routes!(change::resume))
        .routes(routes!(card::show))
        .routes(routes!(card::import))
        .routes(routes!(credentials::create, credentials::list))
        .routes(routes!(credentials::revoke))
        .routes(routes!(rotate::rotate))
}

/// A run that has come without an agent makes one, and changes none.
fn may_change(scope: &Scope) -> Result<(), AppError> {
    match scope.actor {
        Actor::Workflow(_) => Err(forbidden("a run without an agent makes one, and nothing else")),
        _ => Ok(()),
    }
}

/// An agent that must be there.
pub(crate) fn found(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    id: &AgentId,
) -> Result<AgentRow, AppError> {
    agent::find(tx, organisation, id)?.ok_or_else(|| no_agent(id))
}

pub(crate) fn no_agent(id: &AgentId) -> AppError {
    AppError::told(ProblemKind::AgentNotFound, format!("there is no agent `{id}`"))
}

pub(crate) fn audit(action: &str, id: &AgentId, detail: &serde_json::Value) -> AuditEntry {
    AuditEntry { action: action.to_owned(), target: id.to_string(), detail: detail.to_string() }
}

/// What a row says, in identity's words.
pub(crate) fn of_row(row: &AgentRow) -> Result<Agent, AppError> {
    understood(row).ok_or(AppError::Internal("read an agent"))
}

fn understood(row: &AgentRow) -> Option<Agent> {
    let endpoint = row.endpoint.as_deref().map(|it| Address::parse(it, Reach::LoopbackToo));
    let capabilities = row.capabilities.iter().map(|it| it.parse().ok());
    Some(Agent {
        id: row.id.clone(),
        organisation: row.organisation.clone(),
        email: row.email.parse().ok()?,
        name: row.name.clone(),
        description: row.description.clone(),
        kind: row.kind.parse().ok()?,
        version: row.version.parse().ok()?,
        capabilities: capabilities.collect::<Option<_>>()?,
        owner: row.owner.clone(),
        deployment: row.deployment.parse().ok()?,
        endpoint: endpoint.transpose().ok()?,
        is_public: row.is_public,
        state: row.state.parse().ok()?,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// The row of a new agent.
fn fresh(agent: &Agent, created_by: String, card: Option<String>) -> AgentRow {
    let bare = AgentRow {
        organisation: agent.organisation.clone(),
        id: agent.id.clone(),
        email: agent.email.as_str().to_owned(),
        name: String::new(),
        description: String::new(),
        kind: String::new(),
        version: String::new(),
        capabilities: Vec::new(),
        owner: String::new(),
        deployment: String::new(),
        endpoint: None,
        card: None,
        state: String::new(),
        is_public: false,
        published_at: None,
        hidden: None,
        reports: 0,
        changes: 1,
        created_at: agent.created_at,
        created_by,
        updated_at: agent.updated_at,
    };
    AgentRow { card, ..written(agent, &bare) }
}

/// The row of an agent that has changed. A card with which it came says what was so before.
fn written(agent: &Agent, before: &AgentRow) -> AgentRow {
    let published_at = agent.is_public.then(|| before.published_at.unwrap_or(agent.updated_at));
    let row = AgentRow {
        name: agent.name.clone(),
        description: agent.description.clone(),
        kind: agent.kind.as_str().to_owned(),
        version: agent.version.to_string(),
        capabilities: agent.capabilities.iter().map(ToString::to_string).collect(),
        owner: agent.owner.clone(),
        deployment: agent.deployment.as_str().to_owned(),
        endpoint: agent.endpoint.as_ref().map(|it| it.as_str().to_owned()),
        state: agent.state.as_str().to_owned(),
        is_public: agent.is_public,
        published_at,
        updated_at: agent.updated_at,
        ..before.clone()
    };
    let said = |row: &AgentRow| {
        let (name, description, version) = (&row.name, &row.description, &row.version);
        json!([name, description, version, row.endpoint, row.capabilities])
    };
    let card = row.card.clone().filter(|_| said(&row) == said(before));
    AgentRow { card, ..row }
}

/// An agent as its own may see it.
fn view(row: AgentRow) -> api::Agent {
    api::Agent {
        agent_id: row.id,
        organization_id: row.organisation,
        email: row.email,
        name: row.name,
        description: row.description,
        agent_type: row.kind,
        version: row.version,
        capabilities: row.capabilities,
        owner: row.owner,
        deployment_env: row.deployment,
        endpoint: row.endpoint,
        status: row.state,
        is_public: row.is_public,
        published_at: row.published_at,
        hidden: row.hidden,
        reports: row.reports,
        created_at: row.created_at,
        created_by: row.created_by,
        updated_at: row.updated_at,
    }
}

/// An agent that somebody tries out may be on this machine; others are on the public internet.
fn reach(deployment: &str) -> Reach {
    let is_tried_out = deployment.parse() == Ok(Deployment::Development);
    if is_tried_out { Reach::LoopbackToo } else { Reach::Public }
}

/// What is wrong with a draft, and the first field at fault.
fn bad_agent(bad: &BadAgent) -> AppError {
    match bad {
        BadAgent::Fields(problems) => {
            let told = problems.iter().map(|it| format!("`{}` {}", it.field, it.says));
            let detail = told.collect::<Vec<_>>().join("; ");
            let problem = Problem::new(ProblemKind::Validation, detail);
            match problems.first() {
                Some(first) => problem.in_field(first.field).into(),
                None => problem.into(),
            }
        }
        BadAgent::Decommissioned => not_active(&bad.to_string()),
    }
}

pub(crate) fn not_active(says: &str) -> AppError {
    AppError::told(ProblemKind::AgentNotActive, says)
}

/// Which page, how long it is, and how many come before it.
pub(crate) fn page_of(page: Option<u32>, limit: Option<u32>) -> (u32, u32, u64) {
    let (page, limit) =
        (page.unwrap_or(1).max(1), limit.unwrap_or(USUAL_LIMIT).clamp(1, LARGEST_LIMIT));
    (page, limit, u64::from(page - 1) * u64::from(limit))
}

/// How an agent stands, in its own word.
fn is_state(word: &str) -> bool {
    word.parse::<AgentState>().is_ok()
}
