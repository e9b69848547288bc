//! `POST /jobs/{job_id}/artifacts` and `POST /jobs/{job_id}/artifacts/presign`

use crate::{
    app::App,
    error::AppError,
    http::{
        compat::{job_id, lease::check},
        extract::{Id, Json, Writer},
        jobs::invalid,
    },
};
use axum::extract::State;
use muster_api::{
    Problem, ProblemKind,
    compat::{CompatArtifact, CompatPresign},
};
use muster_store::artefact;
use serde_json::{Value, json};
use std::sync::Arc;

const LONGEST_URL: usize = 4096;
const MOST_URLS: usize = 1000;

/// Say where a file of a job is (deborgen). The same address once more changes nothing.
#[utoipa::path(post, path = "/jobs/{job_id}/artifacts", tag = "deborgen", params(("job_id" = String, Path)), request_body = CompatArtifact,
    responses((status = 200, body = Value), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn register(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(text): Id<String>,
    body: Json<CompatArtifact>,
) -> Result<axum::Json<Value>, AppError> {
    let (id, said) = (job_id(&text)?, body.value);
    let is_web = said.url.starts_with("https://") || said.url.starts_with("http://");
    let is_sane = said.url.len() <= LONGEST_URL && !said.url.chars().any(char::is_control);
    if !is_web || !is_sane {
        return Err(invalid("url", "must be an address of the web, up to 4096 bytes"));
    }
    let noted = app.store.admit(move |tx| {
        check(tx, &scope.organisation, id, &said.node_id, &said.lease_token)?;
        let urls = artefact::urls(tx, &scope.organisation, id)?;
        if urls.contains(&said.url) {
            return Ok(());
        }
        if urls.len() >= MOST_URLS {
            return Err(invalid("url", "would be one more than the 1000 of a job"));
        }
        let place = u32::try_from(urls.len() + 1).unwrap_or(u32::MAX);
        Ok(artefact::add_url(tx, &scope.organisation, id, place, &said.url)?)
    });
    noted.await.map(|()| axum::Json(json!({ "status": "ok" })))
}

/// Ask where to put a file (deborgen). Nodes bring no bytes here, so the answer is deborgen's own for that.
#[utoipa::path(post, path = "/jobs/{job_id}/artifacts/presign", tag = "deborgen", params(("job_id" = String, Path)), request_body = CompatPresign,
    responses((status = 500, body = Problem)))]
pub(super) async fn presign(
    Writer(_scope): Writer,
    Id(_text): Id<String>,
    _body: Json<CompatPresign>,
) -> AppError {
    AppError::told(ProblemKind::Internal, "S3 storage not configured")
}
