//! `GET /v1/workers`

use crate::{app::App, http::extract::Reader};
use axum::extract::State;
use muster_api::worker::WorkerList;
use std::sync::Arc;

/// Every worker, by name.
#[utoipa::path(get, path = "/v1/workers", tag = "workers", responses((status = 200, body = WorkerList)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> axum::Json<WorkerList> {
    let busy = app.leases.slots_by_worker();
    let members = app.fleet.list(&caller.organisation);
    axum::Json(WorkerList {
        items: members.iter().map(|member| app.worker_view(member, &busy)).collect(),
    })
}
