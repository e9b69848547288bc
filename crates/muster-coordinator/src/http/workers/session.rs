//! `GET /v1/session`

use crate::{
    app::App,
    engine::{self, calls::Called},
    error::AppError,
};
use axum::{
    Extension,
    extract::{Request, State},
    response::Response,
};
use muster_api::Problem;
use std::sync::Arc;

/// Open a worker's session.
///
/// Upgrades to a WebSocket. Needs no bearer: both sides prove their keys in the first frames.
#[utoipa::path(get, path = "/v1/session", tag = "workers", responses((status = 101), (status = 400, body = Problem)))]
pub(crate) async fn session(
    State(app): State<Arc<App>>,
    called: Option<Extension<Called>>,
    request: Request,
) -> Result<Response, AppError> {
    let (response, upgrade) =
        muster_session::accept(request).map_err(muster_session::Refusal::problem)?;
    let own = app.clone();
    app.seams.tasks.spawn("session", async move {
        if let Ok(wire) = upgrade.wire().await {
            engine::session::serve(own, wire, called.map(|Extension(Called(worker))| worker)).await;
        }
    });
    Ok(response)
}
