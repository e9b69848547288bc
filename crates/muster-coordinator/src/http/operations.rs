//! `GET /v1/operations` and `GET /v1/operations/{id}`

use crate::{
    app::App,
    error::{AppError, invalid},
    http::{
        extract::{Asked, Id, Reader},
        page_size::page_size,
    },
};
use axum::extract::State;
use muster_api::{
    Problem, ProblemKind,
    cloud::{Operation, OperationPage, OperationQuery},
};
use muster_core::OperationId;
use muster_store::operation::{self, OperationRow};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show))
}

/// What is wanted of providers and how far it has come, latest first.
///
/// Those on one worker or environment are its latest, without further pages.
#[utoipa::path(get, path = "/v1/operations", tag = "operations", params(OperationQuery),
    responses((status = 200, body = OperationPage), (status = 422, body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<OperationQuery>,
) -> Result<axum::Json<OperationPage>, AppError> {
    let limit = page_size(query.limit);
    let before: Option<OperationId> = query
        .cursor
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|_| invalid("cursor", "is not one of ours"))?;
    let resource = query.resource.as_deref().map(str::parse).transpose();
    let resource = resource.map_err(|_| invalid("resource", "is no id"))?;
    let organisation = caller.organisation;
    let read = app.store.read(move |tx| {
        if let Some(resource) = &resource {
            return Ok(operation::of_resource(tx, &organisation, resource, limit)?);
        }
        let before = match &before {
            Some(id) => operation::find(tx, &organisation, id)?,
            None => None,
        };
        // One more than asked for tells whether there is a next page.
        Ok::<_, AppError>(operation::page(tx, &organisation, before.as_ref(), limit + 1)?)
    });
    Ok(axum::Json(page(&app, read.await?, limit as usize)))
}

fn page(app: &App, mut rows: Vec<OperationRow>, limit: usize) -> OperationPage {
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows.last().filter(|_| has_more).map(|row| row.id.to_string());
    let items = rows.into_iter().map(|row| app.operation_view(row)).collect();
    OperationPage { items, next_cursor }
}

/// What is wanted of a provider, with every step and its time.
#[utoipa::path(get, path = "/v1/operations/{id}", tag = "operations", params(("id" = String, Path)),
    responses((status = 200, body = Operation), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(id): Id<OperationId>,
) -> Result<axum::Json<Operation>, AppError> {
    let found = app.operations.operation(&caller.organisation, &id).await?;
    let found = found.ok_or_else(|| {
        AppError::told(ProblemKind::OperationNotFound, format!("there is no operation `{id}`"))
    });
    Ok(axum::Json(app.operation_view(found?)))
}
