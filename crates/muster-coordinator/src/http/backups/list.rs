//! `GET /v1/backups`

use super::backups;
use crate::{app::App, error::AppError, http::extract::Reader};
use axum::extract::State;
use muster_api::{Problem, ProblemKind, backup::BackupList};
use std::sync::Arc;

/// Every backup, newest first, and how far the one has come that is being made.
#[utoipa::path(get, path = "/v1/backups", tag = "backups", responses((status = 200, body = BackupList)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(_caller): Reader,
) -> Result<axum::Json<BackupList>, AppError> {
    let list = backups(&app)?.list().await.map_err(|failure| {
        Problem::new(ProblemKind::Internal, failure.message).with_hint(failure.hint)
    })?;
    Ok(axum::Json(list))
}
