//! `GET /v1/cloud/spend`

use crate::{
    app::App,
    cloud::{running, total},
    error::AppError,
    http::extract::Reader,
};
use axum::extract::State;
use muster_api::spend::Spend;
use muster_store::{StoreError, cloud_rule};
use std::sync::Arc;

/// What costs money at providers now, and what was told last of what still runs.
#[utoipa::path(get, path = "/v1/cloud/spend", tag = "providers", responses((status = 200, body = Spend)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<Spend>, AppError> {
    let installation = app.operations.providers().ceiling;
    let read = app.store.read(move |tx| {
        let rule = cloud_rule::of(tx, &caller.organisation)?;
        Ok::<_, StoreError>(total(&running(tx, &caller.organisation)?, &rule, installation))
    });
    Ok(axum::Json(read.await?))
}
