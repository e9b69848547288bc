//! `POST /token`: an agent shows its credential and gets a token for an hour (RFC 6749, 4.4).

use super::Form;
use crate::{
    app::App,
    engine::usage,
    error::AppError,
    http::agents::{audit, credential_of_row, of_row},
};
use axum::extract::State;
use http::{HeaderMap, header};
use muster_api::{Problem, ProblemKind, agent::AccessTokenIssued};
use muster_core::{Actor, RequestId, Scope, Timestamp};
use muster_identity::{
    Agent,
    agent::{
        credential::{self, Credential},
        token_request::{BadTokenRequest, TokenRequest},
    },
    jwt::{AccessGrant, AccessToken, Basis, LONGEST_LIFETIME},
};
use muster_store::{Read, StoreError, agent, audit_event, credential as rows};
use serde_json::json;
use std::sync::Arc;

/// Get a token with an agent's credential.
///
/// The credential stands in the form, as `client_id` and `client_secret`, or in `Authorization: Basic`.
#[utoipa::path(post, path = "/token", tag = "tokens of agents", security(()),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = AccessTokenIssued), (status = 400, body = Problem), (status = 401, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn token(
    State(app): State<Arc<App>>,
    axum::Extension(request_id): axum::Extension<RequestId>,
    headers: HeaderMap,
    form: Form,
) -> Result<axum::Json<AccessTokenIssued>, AppError> {
    let authorization = headers.get(header::AUTHORIZATION).map(|it| it.to_str().unwrap_or(""));
    // Somebody's own bearer proves nothing about the agent.
    let authorization = authorization.filter(|it| !it.to_ascii_lowercase().starts_with("bearer "));
    let request = TokenRequest::read(authorization, &form.0).map_err(refused)?;
    issue(&app, request, request_id).await.map(axum::Json)
}

/// The same under another name.
#[utoipa::path(post, path = "/oauth2/token", tag = "tokens of agents", security(()),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = AccessTokenIssued), (status = 400, body = Problem), (status = 401, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn oauth2_token(
    app: State<Arc<App>>,
    request_id: axum::Extension<RequestId>,
    headers: HeaderMap,
    form: Form,
) -> Result<axum::Json<AccessTokenIssued>, AppError> {
    token(app, request_id, headers, form).await
}

fn refused(bad: BadTokenRequest) -> AppError {
    let kind = match bad {
        BadTokenRequest::InvalidRequest => ProblemKind::InvalidRequest,
        BadTokenRequest::UnsupportedGrantType => ProblemKind::UnsupportedGrantType,
        BadTokenRequest::InvalidClient => ProblemKind::InvalidClient,
        BadTokenRequest::InvalidScope => ProblemKind::InvalidScope,
    };
    AppError::told(kind, bad.to_string())
}

/// Nobody learns here whether it is the agent, the credential or its secret.
fn not_let_in() -> AppError {
    AppError::told(ProblemKind::InvalidClient, "the client is not known, or not let in")
}

async fn issue(
    app: &Arc<App>,
    request: TokenRequest,
    request_id: RequestId,
) -> Result<AccessTokenIssued, AppError> {
    let now = app.seams.clock.now();
    let shown = credential::shown(&request.secret).ok_or_else(not_let_in)?;
    let id = shown.id.clone();
    let found = app.store.read(move |tx| found(tx, &id)).await?;
    let pair = found.as_ref().map(|(credential, agent)| (credential, agent));
    let verdict = credential::let_in(&request.client, &shown, pair, now);
    let Some((credential, agent)) = found else { return Err(not_let_in()) };
    let scope = Scope {
        organisation: agent.organisation.clone(),
        actor: Actor::Agent(agent.id.clone()),
        request_id,
        idempotency_key: None,
    };
    if let Err(refused) = verdict {
        // Only whoever has the secret is written down: others could fill the log.
        if credential.hash.fits(&shown) {
            let detail = json!({ "credential": credential.id, "reason": refused.as_str() });
            note(app, scope, &agent, "token.refused", detail, now).await?;
        }
        return Err(not_let_in());
    }
    let scopes = credential.scopes.grant(request.scopes.as_ref());
    let scopes =
        scopes.map_err(|bad| AppError::told(ProblemKind::InvalidScope, bad.to_string()))?;
    let grant = AccessGrant {
        agent: Some(&agent.id),
        organisation: &agent.organisation,
        scopes: &scopes,
        by: &Basis::Credential(credential.id.clone()),
        behind: None,
        lifetime: LONGEST_LIFETIME,
    };
    let ring = app.ring().await?;
    let issued = AccessToken::issue(&ring, &app.issuer(), &grant, app.seams.rng.as_ref(), now);
    let issued = issued.map_err(|_| AppError::Internal("sign a token"))?;
    let detail =
        json!({ "credential": credential.id, "token": issued.id, "scope": scopes.to_string() });
    note(app, scope, &agent, "token.issued", detail, now).await?;
    Ok(AccessTokenIssued {
        access_token: issued.token.reveal().to_owned(),
        token_type: "Bearer".to_owned(),
        expires_in: LONGEST_LIFETIME.as_secs(),
        scope: scopes.to_string(),
    })
}

/// A credential and its agent.
fn found(
    tx: &mut dyn Read,
    id: &muster_core::TokenId,
) -> Result<Option<(Credential, Agent)>, AppError> {
    let Some(row) = rows::find(tx, id)? else { return Ok(None) };
    let agent = agent::find(tx, &row.organisation, &row.agent)?;
    let agent = agent.as_ref().map(of_row).transpose()?;
    let credential = credential_of_row(&row)?;
    Ok(agent.map(|agent| (credential, agent)))
}

/// Writes down what came of it, and that the credential was used.
async fn note(
    app: &App,
    scope: Scope,
    agent: &Agent,
    action: &str,
    detail: serde_json::Value,
    now: Timestamp,
) -> Result<(), AppError> {
    let entry = audit(action, &agent.id, &detail);
    let used = detail["credential"].as_str().and_then(|id| id.parse().ok());
    let [part] = app.seams.rng.bytes();
    let is_issued = action == "token.issued";
    let noted = app.store.write(move |tx| {
        if let Some(id) = &used {
            rows::touch(tx, id, now)?;
        }
        if is_issued {
            usage::note_token(tx, &scope, part, now)?;
        }
        audit_event::append(tx, &scope, &entry, now).map(|_| ())
    });
    noted.await.map_err(|error: StoreError| error.into())
}
