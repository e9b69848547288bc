//! `POST /v1/cloud/reload`

use crate::{app::App, error::AppError, http::extract::Writer};
use axum::extract::State;
use muster_api::{Problem, ProblemKind, provider::SettingsReread};
use muster_store::{
    StoreError,
    audit_event::{self, AuditEntry},
};
use std::sync::Arc;

/// Read the settings of the environment again, and those of the file of variables.
///
/// What concerns providers holds from then on, and machines that run stay as they are; of everything else it is said that
/// it needs a restart. If anything is wrong, nothing is taken.
#[utoipa::path(post, path = "/v1/cloud/reload", tag = "providers",
    responses((status = 200, body = SettingsReread), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn reload(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
) -> Result<axum::Json<SettingsReread>, AppError> {
    let host = app.host_settings.clone().ok_or_else(|| {
        AppError::told(ProblemKind::NotNow, "nothing here has settings that could be read again")
    });
    let reread = host?.reread().await;
    let reread = reread.map_err(|why| AppError::told(ProblemKind::Validation, why))?;
    let entry = AuditEntry {
        action: "settings.reread".to_owned(),
        target: "providers".to_owned(),
        detail: serde_json::json!({ "changed": reread.changed }).to_string(),
    };
    let now = app.seams.clock.now();
    let kept = app.store.write(move |tx| audit_event::append(tx, &scope, &entry, now).map(drop));
    let kept: Result<(), StoreError> = kept.await;
    kept?;
    Ok(axum::Json(reread))
}
