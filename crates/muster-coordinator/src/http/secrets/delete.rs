//! `DELETE /v1/secrets/{name}`

use crate::{
    app::App,
    engine::secrets::no_secret,
    error::AppError,
    http::extract::{Id, Writer},
};
use axum::extract::State;
use http::StatusCode;
use muster_api::Problem;
use muster_core::Name;
use muster_store::{
    audit_event::{self, AuditEntry},
    secret,
};
use std::sync::Arc;

/// Remove a secret.
///
/// What runs has it already. A job that names it and starts later fails, and says why.
#[utoipa::path(delete, path = "/v1/secrets/{name}", tag = "secrets", params(("name" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(name): Id<Name>,
) -> Result<StatusCode, AppError> {
    let now = app.seams.clock.now();
    let entry = AuditEntry {
        action: "secret.delete".to_owned(),
        target: name.to_string(),
        detail: "{}".to_owned(),
    };
    let deleted = app.store.write(move |tx| {
        if !secret::delete(tx, &scope, &name)? {
            return Err(no_secret(&name));
        }
        audit_event::append(tx, &scope, &entry, now)?;
        Ok(())
    });
    deleted.await.map(|()| StatusCode::NO_CONTENT)
}
