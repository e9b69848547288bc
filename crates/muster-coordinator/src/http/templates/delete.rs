//! `DELETE /v1/templates/{name}`

use super::no_template;
use crate::{
    app::App,
    error::AppError,
    http::extract::{Id, Writer},
};
use axum::extract::State;
use http::StatusCode;
use muster_api::Problem;
use muster_core::Name;
use muster_store::{
    audit_event::{self, AuditEntry},
    template,
};
use std::sync::Arc;

/// Remove a template.
///
/// Jobs that were made from it stay. A schedule that names it skips its slots and says so.
#[utoipa::path(delete, path = "/v1/templates/{name}", tag = "templates", params(("name" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(name): Id<Name>,
) -> Result<StatusCode, AppError> {
    let now = app.seams.clock.now();
    let entry = AuditEntry {
        action: "template.delete".to_owned(),
        target: name.to_string(),
        detail: "{}".to_owned(),
    };
    let deleted = app.store.write(move |tx| {
        if !template::delete(tx, &scope, &name)? {
            return Err(no_template(&name));
        }
        audit_event::append(tx, &scope, &entry, now)?;
        Ok(())
    });
    deleted.await.map(|()| StatusCode::NO_CONTENT)
}
