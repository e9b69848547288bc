//! `DELETE /v1/tokens/{id}`

use crate::{
    app::App,
    error::AppError,
    http::extract::{Id, Writer},
};
use axum::extract::State;
use http::StatusCode;
use muster_api::{Problem, ProblemKind};
use muster_core::TokenId;
use muster_store::{
    audit_event::{self, AuditEntry},
    token,
};
use std::sync::Arc;

/// Revoke a token: it opens nothing from now on.
#[utoipa::path(delete, path = "/v1/tokens/{id}", tag = "tokens", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<TokenId>,
) -> Result<StatusCode, AppError> {
    let now = app.seams.clock.now();
    let entry = AuditEntry {
        action: "token.revoke".to_owned(),
        target: id.to_string(),
        detail: "{}".to_owned(),
    };
    let revoked = app.store.write(move |tx| {
        if !token::revoke(tx, &scope, &id, now)? {
            return Err(AppError::told(
                ProblemKind::TokenNotFound,
                format!("there is no token `{id}`"),
            ));
        }
        audit_event::append(tx, &scope, &entry, now)?;
        Ok(())
    });
    revoked.await.map(|()| StatusCode::NO_CONTENT)
}
