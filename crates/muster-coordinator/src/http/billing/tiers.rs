//! `GET /tiers` and `GET /tiers/status`

use crate::{app::App, error::AppError, http::extract::Reader};
use axum::{Json, extract::State};
use muster_api::{
    Problem,
    billing::{TierList, TierStatus},
};
use std::sync::Arc;

/// Every plan: what it allows, and what it costs.
#[utoipa::path(get, path = "/tiers", tag = "billing",
    responses((status = 200, body = TierList), (status = 401, body = Problem)))]
pub(crate) async fn list(State(app): State<Arc<App>>) -> Json<TierList> {
    Json(app.billing.tiers())
}

/// The plan that the organisation has, and what is used of it.
#[utoipa::path(get, path = "/tiers/status", tag = "billing",
    responses((status = 200, body = TierStatus), (status = 401, body = Problem)))]
pub(crate) async fn status(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<Json<TierStatus>, AppError> {
    Ok(Json(app.tier_status(&caller.organisation).await?))
}
