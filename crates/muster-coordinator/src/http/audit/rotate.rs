//! `POST /v1/audit/rotate-key`

use crate::{app::App, error::AppError, http::extract::Writer};
use axum::extract::State;
use muster_api::{Problem, audit::AuditKeyRotation};
use std::sync::Arc;

/// Have a new key seal the log.
///
/// What the old one has sealed stays verified; whoever finds it from now on can seal nothing. The chain goes on.
#[utoipa::path(post, path = "/v1/audit/rotate-key", tag = "audit",
    responses((status = 200, body = AuditKeyRotation), (status = 503, body = Problem)))]
pub(crate) async fn rotate(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
) -> Result<axum::Json<AuditKeyRotation>, AppError> {
    let rotated = app.rotate_audit_key(scope).await?;
    Ok(axum::Json(AuditKeyRotation { key: rotated.number, last_place: rotated.last }))
}
