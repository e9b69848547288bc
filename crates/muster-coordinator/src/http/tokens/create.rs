//! `POST /v1/tokens`

use crate::{
    app::App,
    crypto::sha256,
    error::{AppError, invalid},
    http::{
        create::{Created, Creation},
        extract::{Json, Writer},
        tokens::view,
    },
};
use axum::{extract::State, response::Response};
use muster_api::{
    Problem,
    token::{TokenCreated, TokenRequest},
};
use muster_core::{
    Scope, Timestamp,
    requirement::Labels,
    token::{ClearToken, TokenKind},
};
use muster_store::{
    audit_event::{self, AuditEntry},
    token::{self, TokenRow},
};
use std::{sync::Arc, time::Duration};

const DEFAULT_LIFETIME: Duration = Duration::from_hours(90 * 24);
const LONGEST_LIFETIME: Duration = Duration::from_hours(366 * 24);

/// Make a lasting token.
///
/// The token is in this answer and never shown again; only its hash is kept.
#[utoipa::path(post, path = "/v1/tokens", tag = "tokens", request_body = TokenRequest,
    responses((status = 201, body = TokenCreated), (status = 422, body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<TokenRequest>,
) -> Result<Response, AppError> {
    let lifetime = check(&body.value)?;
    let now = app.seams.clock.now();
    let clear =
        ClearToken::from_random(body.value.kind, app.seams.rng.bytes(), app.seams.rng.bytes());
    let row = row(&scope, &clear, &body.value.name, now, now.after(lifetime));
    let answer = TokenCreated { token: clear.reveal(), stored: view(row.clone()) };
    let detail = serde_json::json!({ "name": row.name, "kind": row.kind }).to_string();
    let entry =
        AuditEntry { action: "token.create".to_owned(), target: row.id.to_string(), detail };
    let creation =
        Creation { scope: &scope, route: "POST /v1/tokens", body: &body.bytes, is_secret: true };
    let created = app.create(creation, move |tx, scope| {
        token::insert(tx, scope, &row)?;
        audit_event::append(tx, scope, &entry, now)?;
        Ok(answer.clone())
    });
    created.await.map(Created::into_response)
}

fn check(request: &TokenRequest) -> Result<Duration, AppError> {
    let length = request.name.chars().count();
    if length == 0 || length > 100 || request.name.chars().any(char::is_control) {
        return Err(invalid("name", "must have 1 to 100 characters on one line"));
    }
    if !matches!(request.kind, TokenKind::Operator | TokenKind::Readonly) {
        return Err(invalid("kind", "must be `operator` or `readonly`"));
    }
    let lifetime = request.expires_in_seconds.map_or(DEFAULT_LIFETIME, Duration::from_secs);
    if lifetime.is_zero() || lifetime > LONGEST_LIFETIME {
        return Err(invalid("expires_in_seconds", "must be from 1 second to 366 days"));
    }
    Ok(lifetime)
}

/// A token as it is kept: everything but its secret.
pub(crate) fn row(
    scope: &Scope,
    clear: &ClearToken,
    name: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> TokenRow {
    TokenRow {
        organisation: scope.organisation.clone(),
        id: clear.id.clone(),
        kind: clear.kind,
        name: name.to_owned(),
        secret_hash: sha256(clear.secret()),
        created_at: now,
        created_by: scope.actor.to_string(),
        expires_at,
        last_used_at: None,
        revoked_at: None,
        used_at: None,
        labels: Labels::new(),
    }
}
