//! `GET /agents/{id}/did.json`, `GET /.well-known/did.json`: what the names of agents lead to.

use super::{no_agent, of_row};
use crate::{
    app::App,
    error::AppError,
    http::{extract::Id, origin::Origin},
};
use axum::extract::State;
use muster_api::Problem;
use muster_core::AgentId;
use muster_identity::{
    Agent,
    agent::{
        AgentState,
        did::{DidWeb, document},
    },
    jwt::{KeyRing, VerifyingKey},
};
use muster_store::agent;
use serde_json::Value;
use std::sync::Arc;

/// The document of an agent's `did:web`.
///
/// It names the keys with which this coordinator signs for it; where it is spoken to only if it is published.
#[utoipa::path(get, path = "/agents/{id}/did.json", tag = "agents", security(()), params(("id" = String, Path)),
    responses((status = 200, body = serde_json::Value), (status = 404, body = Problem)))]
pub(crate) async fn of_agent(
    State(app): State<Arc<App>>,
    origin: Origin,
    Id(id): Id<AgentId>,
) -> Result<axum::Json<Value>, AppError> {
    let wanted = id.clone();
    let row = app.store.read(move |tx| agent::find_in_any_organisation(tx, &wanted)).await?;
    let row = row.filter(|row| row.state != AgentState::Decommissioned.as_str());
    let row = row.ok_or_else(|| no_agent(&id))?;
    let mut agent = of_row(&row)?;
    agent.is_public &= row.hidden.is_none();
    document_of(&app, &origin, &agent).await.map(axum::Json)
}

/// The document of the coordinator's own `did:web`.
#[utoipa::path(get, path = "/.well-known/did.json", tag = "agents", security(()),
    responses((status = 200, body = serde_json::Value), (status = 503, body = Problem)))]
pub(crate) async fn of_host(
    State(app): State<Arc<App>>,
    origin: Origin,
) -> Result<axum::Json<Value>, AppError> {
    let did = DidWeb::below(origin.url(), &[]).map_err(|_| NO_NAME)?;
    let ring = app.ring_if_any().await?;
    Ok(axum::Json(document(&did, &keys(ring.as_deref()), None)))
}

const NO_NAME: AppError = AppError::Internal("name an agent below the address of this request");

/// What an agent is called to those who reach us at this address.
pub(crate) fn did_of(origin: &Origin, agent: &AgentId) -> Result<DidWeb, AppError> {
    DidWeb::below(origin.url(), &["agents", agent.as_str()]).map_err(|_| NO_NAME)
}

/// The document of an agent's name.
pub(crate) async fn document_of(
    app: &App,
    origin: &Origin,
    agent: &Agent,
) -> Result<Value, AppError> {
    let did = did_of(origin, &agent.id)?;
    let ring = app.ring_if_any().await?;
    let endpoint = agent.endpoint.as_ref().filter(|_| agent.is_listed());
    Ok(document(&did, &keys(ring.as_deref()), endpoint))
}

fn keys(ring: Option<&KeyRing>) -> Vec<&VerifyingKey> {
    ring.into_iter()
        .flat_map(|ring| [ring.current().verifying(), ring.next().verifying()])
        .collect()
}
