//! `GET /v1/environments` and `GET /v1/environments/{id}`

use super::{environment_id, no_environment, views};
use crate::{
    app::App,
    error::AppError,
    http::{
        extract::{Asked, Reader},
        schedules::list::by_name,
    },
};
use axum::extract::{Path, State};
use muster_api::{
    Problem,
    cloud::{Environment, EnvironmentPage},
    schedule::NameQuery,
};
use muster_core::{Name, OrganisationId, cloud::ResourceKind};
use muster_store::{
    resource::{self, ResourceRow},
    resource_detail::{self, DetailRow},
};
use std::sync::Arc;

/// Environments, by id.
#[utoipa::path(get, path = "/v1/environments", tag = "environments", params(NameQuery),
    responses((status = 200, body = EnvironmentPage), (status = 422, body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<NameQuery>,
) -> Result<axum::Json<EnvironmentPage>, AppError> {
    let (after, limit) = by_name(&query)?;
    // One more than asked for tells whether there is a next page.
    let mut rows = page(&app, &caller.organisation, after, limit + 1).await?;
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_cursor = rows.last().filter(|_| has_more).map(|(row, _)| row.id.to_string());
    let items = rows.iter().map(|(row, detail)| views::environment(row, detail.as_ref()));
    Ok(axum::Json(EnvironmentPage { items: items.collect(), next_cursor }))
}

/// An environment.
#[utoipa::path(get, path = "/v1/environments/{id}", tag = "environments", params(("id" = String, Path)),
    responses((status = 200, body = Environment), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Path(id): Path<String>,
) -> Result<axum::Json<Environment>, AppError> {
    let (row, detail) = found(&app, &caller.organisation, &environment_id(&id)?).await?;
    Ok(axum::Json(views::environment(&row, detail.as_ref())))
}

pub(crate) async fn page(
    app: &App,
    organisation: &OrganisationId,
    after: Option<Name>,
    limit: u32,
) -> Result<Vec<(ResourceRow, Option<DetailRow>)>, AppError> {
    let organisation = organisation.clone();
    let read = app.store.read(move |tx| {
        let kind = ResourceKind::Environment;
        let rows = resource::page(tx, &organisation, kind, after.as_ref(), limit)?;
        let with_details = rows.into_iter().map(|row| {
            let detail = resource_detail::find(tx, &organisation, &row.id)?;
            Ok::<_, AppError>((row, detail))
        });
        with_details.collect()
    });
    read.await
}

/// An environment that is not gone.
pub(crate) async fn found(
    app: &App,
    organisation: &OrganisationId,
    id: &Name,
) -> Result<(ResourceRow, Option<DetailRow>), AppError> {
    let (own, wanted) = (organisation.clone(), id.clone());
    let found = app.store.read(move |tx| {
        let row = resource::find(tx, &own, &wanted)?;
        Ok::<_, AppError>(row.zip(Some(resource_detail::find(tx, &own, &wanted)?)))
    });
    let is_there =
        |row: &ResourceRow| row.kind == ResourceKind::Environment && row.gone_at.is_none();
    let found = found.await?.filter(|(row, _)| is_there(row));
    found.ok_or_else(|| no_environment(id.as_str()))
}
