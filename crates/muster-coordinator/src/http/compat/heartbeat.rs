//! `POST /nodes/{node_id}/heartbeat`

use crate::{
    app::App,
    error::AppError,
    http::{
        compat::lease::{node_id, remember_node},
        extract::{Id, MaybeJson, Writer},
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    compat::{CompatHeartbeat, CompatNode},
};
use std::sync::Arc;

/// Say that a node is there, and what it has (deborgen).
#[utoipa::path(post, path = "/nodes/{node_id}/heartbeat", tag = "deborgen", params(("node_id" = String, Path)), request_body = CompatHeartbeat,
    responses((status = 200, body = CompatNode), (status = 422, body = Problem)))]
pub(super) async fn heartbeat(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(text): Id<String>,
    MaybeJson(said): MaybeJson<CompatHeartbeat>,
) -> Result<axum::Json<CompatNode>, AppError> {
    let node_id = node_id(&text)?;
    let row = remember_node(&app, &scope, node_id.clone(), said).await?;
    Ok(axum::Json(CompatNode {
        node_id,
        name: Some(row.name),
        labels: row.labels.all().clone(),
        last_seen_at: row.last_seen_at,
    }))
}
