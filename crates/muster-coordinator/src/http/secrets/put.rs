//! `PUT /v1/secrets/{name}`

use super::view;
use crate::{
    app::App,
    engine::secrets::Subject,
    error::{AppError, invalid},
    http::extract::{Id, Json, Writer},
};
use axum::extract::State;
use muster_api::{
    Problem,
    secret::{Secret, SecretRequest},
};
use muster_core::{Name, job::SHORTEST_SECRET};
use muster_store::{
    audit_event::{self, AuditEntry},
    secret::{self, SecretRow},
};
use std::sync::Arc;

const LONGEST: usize = 64 << 10;

/// Keep a secret, in the place of one with this name.
///
/// Attempts that start from now on are given the new value.
#[utoipa::path(put, path = "/v1/secrets/{name}", tag = "secrets", params(("name" = String, Path)), request_body = SecretRequest,
    responses((status = 200, body = Secret), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(name): Id<Name>,
    Json { value: request, .. }: Json<SecretRequest>,
) -> Result<axum::Json<Secret>, AppError> {
    let value = &request.value;
    let is_sane = value.trim().len() >= SHORTEST_SECRET && value.len() <= LONGEST;
    if !is_sane || value.contains('\0') {
        return Err(invalid("value", "must have 6 bytes to 64 KiB, without NUL"));
    }
    let now = app.seams.clock.now();
    let row = SecretRow {
        sealed: app.sealer.seal(&scope.organisation, Subject::Named(&name), value).await?,
        name,
        updated_at: now,
        updated_by: scope.actor.to_string(),
    };
    let entry = AuditEntry {
        action: "secret.put".to_owned(),
        target: row.name.to_string(),
        detail: "{}".to_owned(),
    };
    let kept = app.store.admit(move |tx| {
        secret::put(tx, &scope, &row)?;
        audit_event::append(tx, &scope, &entry, now)?;
        Ok::<_, AppError>(view(row.clone()))
    });
    kept.await.map(axum::Json)
}
