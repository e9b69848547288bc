//! `GET /v1/usage/cost`

use super::days;
use crate::{
    app::App,
    engine::usage::cost::{Costs, costs},
    error::AppError,
    http::extract::{Asked, Reader},
};
use axum::extract::State;
use muster_api::{
    Problem,
    usage::{UsageCost, UsageRange},
};
use muster_store::StoreError;
use std::sync::Arc;

/// What cloud workers and environments have cost at the list prices of their providers, and what lowers it.
///
/// What has no known price has no cost here. The bill of the provider is what counts.
#[utoipa::path(get, path = "/v1/usage/cost", tag = "usage", params(UsageRange),
    responses((status = 200, body = UsageCost), (status = 422, body = Problem)))]
pub(crate) async fn cost(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<UsageRange>,
) -> Result<axum::Json<UsageCost>, AppError> {
    let (since, until) = days(&app, query.since.as_deref(), query.until.as_deref())?;
    let end = until.end().min(app.seams.clock.now());
    let own = caller.organisation;
    // What was bought a moment ago counts at once, and has the price that stands beside it.
    app.plan_of(&own).await?;
    let plan = app.usage.tier(&own).to_string();
    let (plan_price, included) = app.plan_use(&own).await?;
    let read = app.store.read(move |tx| costs(tx, &own, (since.begin(), end)));
    let read: Result<_, StoreError> = read.await;
    let Costs { total_usd, month_usd, items } = read?;
    Ok(axum::Json(UsageCost {
        plan,
        plan_price,
        included,
        since,
        until,
        total_usd,
        month_usd,
        items,
    }))
}
