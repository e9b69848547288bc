//! `POST /jobs/{job_id}/logs`

use crate::{
    app::App,
    engine::logs::LogKey,
    error::AppError,
    http::{
        compat::{
            job_id,
            lease::{Standing, is_over, standing},
        },
        extract::{Id, Json, Writer},
    },
};
use axum::extract::State;
use muster_api::{Problem, compat::CompatLogAppend, instance::Health};
use muster_core::log::{Chunk, LONGEST_CHUNK, Stream};
use std::sync::Arc;

/// Add to a job's log (deborgen). Answers when the text is durable.
#[utoipa::path(post, path = "/jobs/{job_id}/logs", tag = "deborgen", params(("job_id" = String, Path)), request_body = CompatLogAppend,
    responses((status = 200, body = Health), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn append(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(text): Id<String>,
    body: Json<CompatLogAppend>,
) -> Result<axum::Json<Health>, AppError> {
    let (id, report) = (job_id(&text)?, body.value);
    let (node, token) = (report.node_id, report.lease_token);
    let standing = standing(&app, &scope.organisation, id, node, token).await?;
    let Standing::Holds(holder) = standing else { return Err(is_over()) };
    let key = LogKey { organisation: scope.organisation, job: id, attempt: holder.attempt };
    for part in report.text.as_bytes().chunks(LONGEST_CHUNK) {
        let chunk = Chunk::new(0, Stream::Stdout, app.seams.clock.now(), part.to_vec());
        app.logs.append_next(&key, chunk)?;
    }
    app.logs.sync(&key).await?;
    Ok(axum::Json(Health { status: "ok".to_owned() }))
}
