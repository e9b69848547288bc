//! `DELETE /v1/schedules/{name}`

use super::{audit, no_schedule};
use crate::{
    app::App,
    error::AppError,
    http::extract::{Id, Writer},
};
use axum::extract::State;
use http::StatusCode;
use muster_api::Problem;
use muster_core::Name;
use muster_store::{audit_event, schedule};
use serde_json::json;
use std::sync::Arc;

/// Remove a schedule. Jobs that it has made stay, and go on.
#[utoipa::path(delete, path = "/v1/schedules/{name}", tag = "schedules", params(("name" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(name): Id<Name>,
) -> Result<StatusCode, AppError> {
    let now = app.seams.clock.now();
    let entry = audit("delete", &name, &json!({}));
    let deleted = app.store.write(move |tx| {
        if !schedule::delete(tx, &scope, &name)? {
            return Err(no_schedule(&name));
        }
        audit_event::append(tx, &scope, &entry, now)?;
        Ok(())
    });
    deleted.await.map(|()| StatusCode::NO_CONTENT)
}
