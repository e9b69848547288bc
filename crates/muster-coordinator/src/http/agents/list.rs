//! `GET /agents`, `GET /agents/{id}`

use super::{found, is_state, page_of, view};
use crate::{
    app::App,
    error::{AppError, invalid},
    http::extract::{Asked, Id, Reader},
};
use axum::extract::State;
use muster_api::{
    Problem,
    agent::{Agent, AgentPage, AgentQuery},
};
use muster_core::AgentId;
use muster_store::agent::{self, AgentFilter};
use std::sync::Arc;

/// Agents, newest first; those that are over as well.
#[utoipa::path(get, path = "/agents", tag = "agents", params(AgentQuery),
    responses((status = 200, body = AgentPage), (status = 400, body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<AgentQuery>,
) -> Result<axum::Json<AgentPage>, AppError> {
    if query.status.as_deref().is_some_and(|word| !is_state(word)) {
        return Err(invalid("status", "must be active, suspended or decommissioned"));
    }
    let (page, limit, before) = page_of(query.page, query.limit);
    let filter = AgentFilter { owner: query.owner, kind: query.agent_type, state: query.status };
    let part = app
        .store
        .read(move |tx| agent::page(tx, &caller.organisation, &filter, limit, before))
        .await?;
    let data = part.rows.into_iter().map(view).collect();
    Ok(axum::Json(AgentPage { data, total: part.total, page, limit }))
}

/// One agent.
#[utoipa::path(get, path = "/agents/{id}", tag = "agents", params(("id" = String, Path)),
    responses((status = 200, body = Agent), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(id): Id<AgentId>,
) -> Result<axum::Json<Agent>, AppError> {
    let row = app.store.read(move |tx| found(tx, &caller.organisation, &id)).await?;
    Ok(axum::Json(view(row)))
}
