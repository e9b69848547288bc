//! `GET` and `PUT /v1/programs`, `GET` and `DELETE /v1/programs/{sha256}`

use crate::{
    app::App,
    engine::{blobs::Digest, programs::Kept},
    error::AppError,
    http::{
        extract::{Asked, Id, Reader, Writer},
        guard::auth::bearer,
    },
};
use axum::{
    body::Bytes,
    extract::{Request, State},
};
use http::{HeaderMap, StatusCode};
use muster_api::{
    Problem, ProblemKind,
    update::{ProgramPart, ProgramView, Programs},
};
use muster_core::Actor;
use muster_session::ProgramTicket;
use std::sync::Arc;

/// A part of a program.
const LARGEST_PART: u64 = 1 << 20;

/// List the programs that workers can be brought to: for each kind of machine the newest that is known here.
#[utoipa::path(get, path = "/v1/programs", tag = "workers", responses((status = 200, body = Programs)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _: Reader,
) -> Result<axum::Json<Programs>, AppError> {
    let newest = app.programs.newest().await?;
    Ok(axum::Json(Programs { items: newest.into_values().map(view).collect() }))
}

/// Bring a program for machines of another kind, or a newer one.
///
/// The file itself says which version it is, and for which machines. The coordinator's own need not be brought. Only
/// whoever holds the coordinator's data directory or its preset token may.
#[utoipa::path(put, path = "/v1/programs", tag = "workers",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Programs), (status = 403, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    request: Request,
) -> Result<axum::Json<Programs>, AppError> {
    // Whoever brings a program has it run on every machine whose owner has not forbidden updates.
    if scope.actor != Actor::Operator {
        let detail = "a program is brought by whoever holds the coordinator's data directory or its preset token";
        return Err(AppError::told(ProblemKind::Forbidden, detail));
    }
    app.keep_program(scope, request.into_body().into_data_stream()).await?;
    let newest = app.programs.newest().await?;
    Ok(axum::Json(Programs { items: newest.into_values().map(view).collect() }))
}

/// The next part of a program, for the worker that was told to fetch it. The ticket of its order is the bearer token.
#[utoipa::path(get, path = "/v1/programs/{sha256}", tag = "workers", params(("sha256" = String, Path), ProgramPart),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn part(
    State(app): State<Arc<App>>,
    Id(sha256): Id<Digest>,
    Asked(query): Asked<ProgramPart>,
    headers: HeaderMap,
) -> Result<Bytes, AppError> {
    let key = app.key.public();
    let ticket = bearer(&headers).and_then(|text| ProgramTicket::read(text, &key));
    let now = app.seams.clock.now();
    let is_good =
        ticket.is_some_and(|ticket| ticket.sha256 == sha256.as_str() && now < ticket.until);
    if !is_good {
        let detail = "a program comes to the worker that has a ticket for it";
        return Err(AppError::told(ProblemKind::Unauthorized, detail));
    }
    let part = app.programs.read(&sha256, query.from, LARGEST_PART).await?;
    part.ok_or_else(|| {
        let detail = "this program is not here any more";
        AppError::told(ProblemKind::RouteNotFound, detail)
    })
}

/// Take back a program that was brought.
///
/// From then on workers are brought to the coordinator's own, or to whichever is brought next; those that have it keep
/// it. Refused while a worker is being updated to it, or waits for that.
#[utoipa::path(delete, path = "/v1/programs/{sha256}", tag = "workers", params(("sha256" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(sha256): Id<Digest>,
) -> Result<StatusCode, AppError> {
    app.remove_program(scope, &sha256).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn view(kept: Kept) -> ProgramView {
    let sha256 = kept.sha256.as_str().to_owned();
    let Kept { program, size, is_own, .. } = kept;
    ProgramView { version: program.version, platform: program.platform, size, sha256, is_own }
}
