//! `GET /v1/uploads/{sha256}` and `PUT /v1/uploads/{sha256}`

use crate::{
    app::App,
    engine::blobs::{Digest, Upload},
    error::AppError,
    http::{
        extract::{Asked, Id, read},
        guard::auth::bearer,
    },
};
use axum::extract::{Request, State};
use http::{HeaderMap, StatusCode};
use muster_api::{
    Problem, ProblemKind,
    artefact::{LARGEST_PART, UploadQuery, UploadState},
};
use muster_session::Ticket;
use std::sync::Arc;

/// How far an upload of a worker is. The ticket of the assignment is the bearer token.
#[utoipa::path(get, path = "/v1/uploads/{sha256}", tag = "workers", params(("sha256" = String, Path)),
    responses((status = 200, body = UploadState), (status = 401, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Id(digest): Id<Digest>,
    headers: HeaderMap,
) -> Result<axum::Json<UploadState>, AppError> {
    let ticket = app.ticket(bearer(&headers))?;
    let offset = app.blobs.offset(&upload(&ticket, digest)).await?;
    Ok(axum::Json(UploadState { offset, is_kept: false }))
}

/// Brings the next part of an artefact, up to 1 MiB. With its last one the file is checked and kept, and
/// the answer is 201.
#[utoipa::path(put, path = "/v1/uploads/{sha256}", tag = "workers", params(("sha256" = String, Path), UploadQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = UploadState), (status = 201, body = UploadState), (status = 401, body = Problem),
        (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Id(digest): Id<Digest>,
    Asked(query): Asked<UploadQuery>,
    request: Request,
) -> Result<(StatusCode, axum::Json<UploadState>), AppError> {
    let ticket = app.ticket(bearer(request.headers()))?;
    app.check_artefact(&query.name, query.size)?;
    let upload = upload(&ticket, digest);
    let claim = app.blobs.claim(&upload)?;
    let part = read(request, LARGEST_PART).await?;
    let offset = app.blobs.append(&claim, query.offset, part).await?;
    if offset < query.size {
        return Ok((StatusCode::OK, axum::Json(UploadState { offset, is_kept: false })));
    }
    if offset > query.size {
        app.blobs.drop_upload(&upload).await?;
        let detail = "more bytes arrived than `size` says; they were dropped";
        return Err(Problem::new(ProblemKind::Validation, detail).in_field("size").into());
    }
    let _gate = app.blobs.gate.read().await;
    app.blobs.keep(&upload, &upload.digest).await?;
    app.seams.faults.pass("artefact.after_blob");
    app.keep_artefact(&ticket, query.name, query.size, &upload.digest).await?;
    Ok((StatusCode::CREATED, axum::Json(UploadState { offset, is_kept: true })))
}

fn upload(ticket: &Ticket, digest: Digest) -> Upload {
    Upload { organisation: ticket.organisation.clone(), grant: ticket.grant, digest }
}
