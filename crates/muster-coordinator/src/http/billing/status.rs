//! `GET /billing/status` and `POST /billing/sync`

use crate::{app::App, error::AppError, http::extract::Reader};
use axum::{Json, extract::State};
use http::StatusCode;
use muster_api::{
    Problem,
    billing::{BillingStatus, SyncAccepted},
};
use std::sync::Arc;

/// How the organisation stands with its billers.
///
/// Nobody is asked for this: it is what is known, with the time at which it was confirmed and until when it counts.
#[utoipa::path(get, path = "/billing/status", tag = "billing",
    responses((status = 200, body = BillingStatus), (status = 401, body = Problem)))]
pub(crate) async fn status(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<Json<BillingStatus>, AppError> {
    Ok(Json(app.billing_status(&caller.organisation).await?))
}

/// Have the billers asked how things stand.
///
/// The answer comes at once, and what they say stands in the status a little later. What was asked a moment ago is not
/// asked again.
#[utoipa::path(post, path = "/billing/sync", tag = "billing",
    responses((status = 202, body = SyncAccepted), (status = 401, body = Problem)))]
pub(crate) async fn sync(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<(StatusCode, Json<SyncAccepted>), AppError> {
    let is_asked = !app.billing.billers().is_empty();
    if is_asked {
        app.billing.asked.ask(caller.organisation);
        app.billing.look();
    }
    Ok((StatusCode::ACCEPTED, Json(SyncAccepted { is_asked })))
}
