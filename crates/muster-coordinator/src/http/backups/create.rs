//! `POST /v1/backups`

use super::backups;
use crate::{app::App, error::AppError, http::extract::Writer};
use axum::extract::State;
use http::StatusCode;
use muster_api::backup::BackupRun;
use muster_store::audit_event::{self, AuditEntry};
use std::sync::Arc;

/// Make a backup now.
///
/// Answers at once; `GET /v1/backups` tells how far it is. While one is being made, that one is the
/// answer.
#[utoipa::path(post, path = "/v1/backups", tag = "backups", responses((status = 202, body = BackupRun)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
) -> Result<(StatusCode, axum::Json<BackupRun>), AppError> {
    let backups = backups(&app)?;
    let now = app.seams.clock.now();
    let entry = AuditEntry {
        action: "backup.create".to_owned(),
        target: app.machine.clone(),
        detail: "{}".to_owned(),
    };
    app.store.write(move |tx| audit_event::append(tx, &scope, &entry, now)).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(backups.begin())))
}
