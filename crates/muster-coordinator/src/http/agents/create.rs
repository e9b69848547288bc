//! `POST /agents`

use super::{audit, bad_agent, fresh, reach, view};
use crate::{
    app::App,
    error::AppError,
    http::{
        create::{Created, Creation},
        extract::{Json, Writer},
    },
};
use axum::{extract::State, response::Response};
use muster_api::{
    Problem, ProblemKind,
    agent::{Agent, AgentRequest},
};
use muster_core::{AgentId, Day, Scope};
use muster_identity::{Agent as Known, agent::AgentDraft};
use muster_store::{agent, agent::AgentRow, audit_event};
use serde_json::json;
use std::sync::Arc;

/// Register an agent.
///
/// It can do nothing yet: a credential lets it get tokens.
#[utoipa::path(post, path = "/agents", tag = "agents", request_body = AgentRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "Your own name for this creation")),
    responses((status = 201, body = Agent), (status = 400, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<AgentRequest>,
) -> Result<Response, AppError> {
    let row = row(&app, &scope, &draft(&body.value), None)?;
    register(&app, &scope, "POST /agents", &body.bytes, row).await
}

fn draft(request: &AgentRequest) -> AgentDraft {
    AgentDraft {
        email: request.email.clone(),
        name: request.name.clone(),
        description: request.description.clone(),
        agent_type: request.agent_type.clone(),
        version: request.version.clone(),
        capabilities: request.capabilities.clone(),
        owner: request.owner.clone(),
        deployment_env: request.deployment_env.clone(),
        endpoint: request.endpoint.clone(),
        is_public: request.is_public,
    }
}

/// The row of an agent that somebody wants, if nothing is wrong with it.
pub(super) fn row(
    app: &App,
    scope: &Scope,
    draft: &AgentDraft,
    card: Option<String>,
) -> Result<AgentRow, AppError> {
    let (id, now) = (AgentId::from_random(app.seams.rng.bytes()), app.seams.clock.now());
    let reach = reach(&draft.deployment_env);
    let agent = Known::register(id, scope.organisation.clone(), draft, reach, now);
    Ok(fresh(&agent.map_err(|bad| bad_agent(&bad))?, scope.actor.to_string(), card))
}

/// Keeps it, unless its address is taken.
pub(super) async fn register(
    app: &Arc<App>,
    scope: &Scope,
    route: &'static str,
    body: &[u8],
    row: AgentRow,
) -> Result<Response, AppError> {
    let now = app.seams.clock.now();
    let entry = audit("agent.created", &row.id, &json!({ "email": row.email, "owner": row.owner }));
    let (place, at) = (app.clone(), (Day::of(now), part(app)));
    let creation = Creation { scope, route, body, is_secret: false };
    let created = app.create(creation, move |tx, scope| {
        if agent::by_email(tx, &row.organisation, &row.email)?.is_some() {
            let detail = format!("there is an agent with the address `{}` already", row.email);
            return Err(Problem::new(ProblemKind::NameTaken, detail).in_field("email").into());
        }
        place.usage.admit_agent(tx, &row.organisation, at)?;
        agent::insert(tx, scope, &row)?;
        audit_event::append(tx, scope, &entry, now)?;
        Ok(view(row.clone()))
    });
    let created = created.await;
    created
        .inspect_err(|error| app.note_refused_agent(&scope.organisation, error))
        .map(Created::into_response)
}

/// One of the rows of a count.
pub(super) fn part(app: &App) -> u8 {
    let [part] = app.seams.rng.bytes();
    part
}
