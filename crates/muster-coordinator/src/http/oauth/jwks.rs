//! `GET /.well-known/jwks.json`

use crate::{app::App, error::AppError};
use axum::extract::State;
use muster_identity::jwt::Jwks;
use std::sync::Arc;

/// The keys with which our tokens can be checked: those that sign, will sign, and have signed until a while ago.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "tokens of agents", security(()),
    responses((status = 200, body = serde_json::Value)))]
pub(crate) async fn jwks(State(app): State<Arc<App>>) -> Result<axum::Json<Jwks>, AppError> {
    let (ring, now) = (app.ring_if_any().await?, app.seams.clock.now());
    Ok(axum::Json(ring.map_or(Jwks { keys: Vec::new() }, |ring| ring.jwks(now))))
}
