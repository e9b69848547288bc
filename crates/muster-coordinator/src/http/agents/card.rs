//! `GET /agents/{id}/card`, `POST /agents/import`: how agents introduce themselves to each other.

use super::{create, did_of, found, not_active, of_row, reach};
use crate::{
    app::App,
    error::AppError,
    http::{
        extract::{Id, Json, Reader, Writer},
        origin::Origin,
    },
};
use axum::{extract::State, response::Response};
use muster_api::{
    Problem, ProblemKind,
    agent::{Agent, CardImport},
};
use muster_core::AgentId;
use muster_identity::agent::{
    AgentDraft, Capability,
    card::{AgentCard, BadCard},
};
use std::sync::Arc;

/// The card of an agent, as A2A has it: the one with which it came while that is right, else one of ours.
#[utoipa::path(get, path = "/agents/{id}/card", tag = "agents", params(("id" = String, Path)),
    responses((status = 200, body = serde_json::Value), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    origin: Origin,
    Id(id): Id<AgentId>,
) -> Result<axum::Json<serde_json::Value>, AppError> {
    let row = app.store.read(move |tx| found(tx, &caller.organisation, &id)).await?;
    if let Some(card) = row.card.as_deref().and_then(|text| serde_json::from_str(text).ok()) {
        return Ok(axum::Json(card));
    }
    let card = AgentCard::export(&of_row(&row)?, &did_of(&origin, &row.id)?);
    card.map(|card| axum::Json(card.to_json()))
        .ok_or_else(|| not_active("an agent without an endpoint has no card"))
}

/// Register an agent by its card. Fields that are not known here are kept.
#[utoipa::path(post, path = "/agents/import", tag = "agents", request_body = CardImport,
    responses((status = 201, body = Agent), (status = 400, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn import(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<CardImport>,
) -> Result<Response, AppError> {
    let wish = body.value;
    let deployment = wish.deployment_env.unwrap_or_else(|| "production".to_owned());
    let text = wish.card.to_string();
    let card =
        AgentCard::import(text.as_bytes(), reach(&deployment)).map_err(|bad| bad_card(&bad))?;
    let draft = AgentDraft {
        email: wish.email,
        name: Some(card.name().to_owned()),
        description: Some(card.description().chars().take(1_024).collect()),
        agent_type: wish.agent_type.unwrap_or_else(|| "custom".to_owned()),
        version: card.version().to_owned(),
        capabilities: card.skills().map(capability).collect(),
        owner: wish.owner,
        deployment_env: deployment,
        endpoint: Some(card.endpoint().to_owned()),
        is_public: wish.is_public,
    };
    let row = create::row(&app, &scope, &draft, Some(text))?;
    create::register(&app, &scope, "POST /agents/import", &body.bytes, row).await
}

/// A skill as something that an agent can do; one that is no pair becomes the use of itself.
fn capability(skill: &str) -> String {
    if skill.parse::<Capability>().is_ok() {
        return skill.to_owned();
    }
    let plain =
        |char: char| if char.is_ascii_alphanumeric() || "_-.".contains(char) { char } else { '-' };
    format!("{}:use", skill.chars().map(plain).take(64).collect::<String>())
}

fn bad_card(bad: &BadCard) -> AppError {
    let field = match bad {
        BadCard::Fields(problems) => problems.first().map(|it| it.path.clone()),
        BadCard::TooLong | BadCard::NotAnObject => None,
    };
    let path = field.map_or_else(|| "card".to_owned(), |path| format!("card.{path}"));
    let detail = format!("`card` is no agent card: {}", bad.to_string().replace('\n', "; "));
    Problem::new(ProblemKind::Validation, detail).in_field(path).into()
}
