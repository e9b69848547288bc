//! `PATCH /agents/{id}`, `DELETE /agents/{id}`, `POST /agents/{id}/suspend`, `POST /agents/{id}/resume`

use super::{
    audit, bad_agent, create::part, found, may_change, not_active, of_row, reach, view, written,
};
use crate::{
    app::App,
    error::{AppError, invalid},
    http::extract::{Id, Json, Writer},
};
use axum::extract::State;
use http::StatusCode;
use muster_api::{
    Problem,
    agent::{Agent, AgentChange},
};
use muster_core::{AgentId, Day, Scope, Timestamp};
use muster_identity::{
    Agent as Known,
    agent::{AgentEvent, AgentPatch, AgentState},
};
use muster_store::{agent, audit_event, credential};
use serde_json::json;
use std::sync::Arc;

/// Change an agent, publish it or take it out of the marketplace.
#[utoipa::path(patch, path = "/agents/{id}", tag = "agents", params(("id" = String, Path)), request_body = AgentChange,
    responses((status = 200, body = Agent), (status = 400, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<AgentId>,
    Json { value, .. }: Json<AgentChange>,
) -> Result<axum::Json<Agent>, AppError> {
    let event = value.status.as_deref().map(event).transpose()?;
    let patch = patch(value);
    apply(&app, scope, id, "agent.updated", move |agent, now| {
        let wanted = patch.deployment_env.as_deref();
        let reach = reach(wanted.unwrap_or(agent.deployment.as_str()));
        let agent = agent.change(&patch, reach, now).map_err(|bad| bad_agent(&bad))?;
        match event {
            Some(event) => step(agent, event, now),
            None => Ok(agent),
        }
    })
    .await
    .map(axum::Json)
}

fn event(word: &str) -> Result<AgentEvent, AppError> {
    match word.parse() {
        Ok(AgentState::Active) => Ok(AgentEvent::Resume),
        Ok(AgentState::Suspended) => Ok(AgentEvent::Suspend),
        Ok(AgentState::Decommissioned) => Ok(AgentEvent::Decommission),
        Err(_) => Err(invalid("status", "must be active, suspended or decommissioned")),
    }
}

fn patch(change: AgentChange) -> AgentPatch {
    AgentPatch {
        name: change.name,
        description: change.description,
        agent_type: change.agent_type,
        version: change.version,
        capabilities: change.capabilities,
        owner: change.owner,
        deployment_env: change.deployment_env,
        endpoint: change.endpoint,
        is_public: change.is_public,
    }
}

fn step(agent: Known, event: AgentEvent, now: Timestamp) -> Result<Known, AppError> {
    agent.step(event, now).map_err(|over| not_active(&over.to_string()))
}

/// Hold an agent back: it gets no tokens, and those that it has count no more until it is resumed.
#[utoipa::path(post, path = "/agents/{id}/suspend", tag = "agents", params(("id" = String, Path)),
    responses((status = 200, body = Agent), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn suspend(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<AgentId>,
) -> Result<axum::Json<Agent>, AppError> {
    let suspended = apply(&app, scope, id, "agent.suspended", |agent, now| {
        step(agent, AgentEvent::Suspend, now)
    });
    suspended.await.map(axum::Json)
}

/// Let an agent in again.
#[utoipa::path(post, path = "/agents/{id}/resume", tag = "agents", params(("id" = String, Path)),
    responses((status = 200, body = Agent), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn resume(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<AgentId>,
) -> Result<axum::Json<Agent>, AppError> {
    let resumed =
        apply(&app, scope, id, "agent.resumed", |agent, now| step(agent, AgentEvent::Resume, now));
    resumed.await.map(axum::Json)
}

/// End an agent for good. It stays as a record, and its credentials are revoked.
#[utoipa::path(delete, path = "/agents/{id}", tag = "agents", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn decommission(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<AgentId>,
) -> Result<StatusCode, AppError> {
    let ended = apply(&app, scope, id, "agent.decommissioned", |agent, now| {
        step(agent, AgentEvent::Decommission, now)
    });
    ended.await.map(|_| StatusCode::NO_CONTENT)
}

/// Changes an agent and writes it down, in one transaction. What changes nothing is not written down.
async fn apply<F>(
    app: &Arc<App>,
    scope: Scope,
    id: AgentId,
    action: &'static str,
    change: F,
) -> Result<Agent, AppError>
where
    F: Fn(Known, Timestamp) -> Result<Known, AppError> + Send + Sync + 'static,
{
    may_change(&scope)?;
    let now = app.seams.clock.now();
    let (place, at) = (app.clone(), (Day::of(now), part(app)));
    let organisation = scope.organisation.clone();
    let changed = app.store.write(move |tx| {
        let before = found(tx, &scope.organisation, &id)?;
        let agent = change(of_row(&before)?, now)?;
        let row = written(&agent, &before);
        if row == before {
            return Ok(view(row));
        }
        if agent.state == AgentState::Active && row.state != before.state {
            place.usage.admit_agent(tx, &scope.organisation, at)?;
        }
        agent::save(tx, &row)?;
        if agent.state == AgentState::Decommissioned {
            credential::revoke_all(tx, &scope, &id, now)?;
        }
        let detail = json!({ "status": row.state, "isPublic": row.is_public });
        audit_event::append(tx, &scope, &audit(action, &id, &detail), now)?;
        Ok(view(row))
    });
    changed.await.inspect_err(|error| app.note_refused_agent(&organisation, error))
}
