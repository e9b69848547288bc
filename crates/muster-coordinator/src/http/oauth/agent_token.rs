//! `POST /auth/agent-token`: what an agent's worker takes from a person, for a quarter of an hour.

use crate::{
    app::App,
    engine::usage,
    error::AppError,
    http::extract::{MaybeJson, Reader},
};
use axum::extract::State;
use muster_api::{
    Problem, ProblemKind,
    agent::{AgentTokenIssued, AgentTokenRequest},
};
use muster_core::{RequestId, Scope, Timestamp};
use muster_identity::jwt::{AgentKey, AgentTokenOrder, AgentTokens, Issued, SigningKey};
use muster_store::{
    StoreError,
    audit_event::{self, AuditEntry},
};
use std::sync::Arc;

/// Get a token for an agent's worker, which lives for a quarter of an hour.
///
/// It is HS256 where a secret is set that workers have, and otherwise RS256 with a key of
/// `/.well-known/jwks.json`.
#[utoipa::path(post, path = "/auth/agent-token", tag = "tokens of agents", request_body = AgentTokenRequest,
    responses((status = 200, body = AgentTokenIssued), (status = 503, body = Problem)))]
pub(crate) async fn agent_token(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    axum::Extension(request_id): axum::Extension<RequestId>,
    MaybeJson(wish): MaybeJson<AgentTokenRequest>,
) -> Result<axum::Json<AgentTokenIssued>, AppError> {
    let now = app.seams.clock.now();
    let subject = caller.actor.to_string();
    let order = AgentTokenOrder {
        subject: &subject,
        memory: wish.mem,
        tools: wish.tools,
        export: wish.export,
    };
    let issued = issue(&app, &order, now).await?;
    note(&app, caller.scope(request_id, None), &issued, now).await?;
    Ok(axum::Json(AgentTokenIssued {
        agent_token: issued.token.reveal().to_owned(),
        expires_at: issued.expires_at,
    }))
}

async fn issue(app: &App, order: &AgentTokenOrder<'_>, now: Timestamp) -> Result<Issued, AppError> {
    let set = &app.identity.agent_tokens;
    let ours = ours(app).await?;
    let issuer = set.issuer.clone().unwrap_or_else(|| app.issuer());
    let tokens = AgentTokens::new(&set.key, &ours, (&issuer, &set.audience));
    let tokens = tokens.map_err(|bad| {
        Problem::new(ProblemKind::AgentTokensUnavailable, bad.to_string())
            .with_hint("set MUSTER_AGENT_JWT_SECRET, or an RSA key as MUSTER_JWT_PRIVATE_KEY")
    })?;
    let issued = tokens.issue(order, app.seams.rng.as_ref(), now);
    issued.map_err(|_| AppError::Internal("sign a token"))
}

/// The key that signs, be it the shared one.
async fn ours(app: &App) -> Result<SigningKey, AppError> {
    match &app.identity.agent_tokens.key {
        // Nobody has to be asked for a key that is not used.
        AgentKey::Shared(key) => Ok(key.clone()),
        AgentKey::Ours(_) => Ok(app.ring().await?.current().clone()),
    }
}

async fn note(app: &App, scope: Scope, issued: &Issued, now: Timestamp) -> Result<(), AppError> {
    let entry = AuditEntry {
        action: "agent_token.issued".to_owned(),
        target: issued.id.to_string(),
        detail: "{}".to_owned(),
    };
    let [part] = app.seams.rng.bytes();
    let noted = app.store.write(move |tx| {
        usage::note_token(tx, &scope, part, now)?;
        audit_event::append(tx, &scope, &entry, now).map(|_| ())
    });
    noted.await.map_err(|error: StoreError| error.into())
}
