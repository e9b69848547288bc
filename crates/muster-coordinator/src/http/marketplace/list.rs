//! `GET /marketplace/agents`, `GET /marketplace/agents/{id}`

use super::{check_open, listed};
use crate::{
    app::App,
    error::AppError,
    http::{
        agents::{did_of, document_of, of_row, page_of},
        extract::{Asked, Id},
        origin::Origin,
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    agent::{Listing, ListingDetail, ListingPage, ListingQuery},
};
use muster_core::AgentId;
use muster_store::agent::{self, AgentRow, ListingFilter};
use std::sync::Arc;

/// Agents that everybody may find, those first that were published last.
#[utoipa::path(get, path = "/marketplace/agents", tag = "marketplace", security(()), params(ListingQuery),
    responses((status = 200, body = ListingPage), (status = 404, body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    origin: Origin,
    Asked(query): Asked<ListingQuery>,
) -> Result<axum::Json<ListingPage>, AppError> {
    check_open(&app)?;
    found(&app, &origin, query).await.map(axum::Json)
}

/// A page of listings, wherever it is shown.
pub(crate) async fn found(
    app: &App,
    origin: &Origin,
    query: ListingQuery,
) -> Result<ListingPage, AppError> {
    let (page, limit, before) = page_of(query.page, query.limit);
    let filter = ListingFilter {
        words: query.search.map(|words| words.trim().to_lowercase()),
        kind: query.agent_type,
        capability: query.capability,
        owner: query.owner,
    };
    let part = app
        .store
        .read(move |tx| agent::listed_in_any_organisation(tx, &filter, limit, before))
        .await?;
    let data = part.rows.into_iter().map(|row| listing(origin, row)).collect::<Result<_, _>>()?;
    Ok(ListingPage { data, total: part.total, page, limit })
}

/// One of them, with what its name leads to.
#[utoipa::path(get, path = "/marketplace/agents/{id}", tag = "marketplace", security(()), params(("id" = String, Path)),
    responses((status = 200, body = ListingDetail), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    origin: Origin,
    Id(id): Id<AgentId>,
) -> Result<axum::Json<ListingDetail>, AppError> {
    check_open(&app)?;
    detail(&app, &origin, id).await.map(axum::Json)
}

/// A listing with its document, wherever it is shown.
pub(crate) async fn detail(
    app: &App,
    origin: &Origin,
    id: AgentId,
) -> Result<ListingDetail, AppError> {
    let row = app.store.read(move |tx| listed(tx, &id)).await?;
    let did_document = document_of(app, origin, &of_row(&row)?).await?;
    let endpoint = row.endpoint.clone();
    Ok(ListingDetail { listing: listing(origin, row)?, endpoint, did_document })
}

/// What everybody may see of an agent: its address and its organisation stay with its own.
fn listing(origin: &Origin, row: AgentRow) -> Result<Listing, AppError> {
    Ok(Listing {
        did: did_of(origin, &row.id)?.to_string(),
        agent_id: row.id,
        name: row.name,
        description: row.description,
        agent_type: row.kind,
        version: row.version,
        capabilities: row.capabilities,
        publisher_name: row.owner.clone(),
        owner: row.owner,
        deployment_env: row.deployment,
        created_at: row.created_at,
        published_at: row.published_at.unwrap_or(row.updated_at),
    })
}
