//! `PUT /v1/templates/{name}`

use super::view;
use crate::{
    app::App,
    engine::submission::{fill, kept},
    error::{AppError, invalid},
    http::extract::{Id, Json, Writer},
};
use axum::extract::State;
use muster_api::{
    Problem,
    template::{Template, TemplateRequest},
};
use muster_core::Name;
use muster_store::{
    audit_event::{self, AuditEntry},
    template::{self, TemplateRow},
};
use std::sync::Arc;

/// Keep a template, in the place of one with this name.
///
/// Jobs that were made from it before stay as they are.
#[utoipa::path(put, path = "/v1/templates/{name}", tag = "templates", params(("name" = String, Path)), request_body = TemplateRequest,
    responses((status = 200, body = Template), (status = 422, body = Problem)))]
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(name): Id<Name>,
    Json { value: request, .. }: Json<TemplateRequest>,
) -> Result<axum::Json<Template>, AppError> {
    if request.description.as_ref().is_some_and(|text| text.chars().count() > 1000) {
        return Err(invalid("description", "must be up to 1000 characters"));
    }
    fill::refuse_secret_gaps(&request.job)?;
    let sealed = app.sealed(&scope.organisation, request.job).await;
    let sealed = sealed.map_err(|error| error.within("job"))?;
    let now = app.seams.clock.now();
    let entry = AuditEntry {
        action: "template.put".to_owned(),
        target: name.to_string(),
        detail: "{}".to_owned(),
    };
    let kept = app.store.admit(move |tx| {
        let mut job = sealed.clone();
        if let Some(before) = template::find(tx, &scope.organisation, &name)? {
            kept::keep_secrets(&mut job, &before.job)?;
        }
        fill::check(&request.parameters, &job)?;
        let row = TemplateRow {
            name: name.clone(),
            description: request.description.clone(),
            parameters: request.parameters.clone(),
            job: kept::value(&job)?,
            updated_at: now,
            updated_by: scope.actor.to_string(),
        };
        template::put(tx, &scope, &row)?;
        audit_event::append(tx, &scope, &entry, now)?;
        view(row)
    });
    kept.await.map(axum::Json)
}
