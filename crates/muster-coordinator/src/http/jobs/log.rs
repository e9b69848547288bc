//! `GET /v1/jobs/{id}/log` and `GET /v1/jobs/{id}/log/raw`

use crate::{
    app::App,
    engine::{logs::LogKey, views},
    error::AppError,
    http::{
        extract::{Asked, Id, Reader},
        jobs::found,
    },
};
use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;
use http::header;
use muster_api::{
    Problem, ProblemKind,
    log::{LogPage, LogQuery},
};
use muster_core::{JobId, OrganisationId, job::AttemptState};
use muster_store::attempt;
use std::sync::Arc;

const DEFAULT_LIMIT: u32 = 256 * 1024;
const LARGEST_LIMIT: u32 = 1024 * 1024;
/// A download is read and sent in parts of this size, so a log of any length takes this memory.
const RAW_PART: usize = 256 * 1024;

/// A part of an attempt's log.
#[utoipa::path(get, path = "/v1/jobs/{id}/log", tag = "jobs", params(("id" = String, Path), LogQuery),
    responses((status = 200, body = LogPage), (status = 404, body = Problem)))]
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(id): Id<JobId>,
    Asked(query): Asked<LogQuery>,
) -> Result<axum::Json<LogPage>, AppError> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, LARGEST_LIMIT);
    let place = locate(&app, caller.organisation, id, query.attempt).await?;
    page(&app, &place, query.from.unwrap_or(0), limit as usize).await.map(axum::Json)
}

/// The log, byte by byte as the command wrote it.
#[utoipa::path(get, path = "/v1/jobs/{id}/log/raw", tag = "jobs", params(("id" = String, Path), LogQuery),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 404, body = Problem)))]
pub(crate) async fn raw(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(id): Id<JobId>,
    Asked(query): Asked<LogQuery>,
) -> Result<Response, AppError> {
    let place = locate(&app, caller.organisation, id, query.attempt).await?;
    let name = format!("attachment; filename=\"{id}-{}.log\"", place.key.attempt);
    let parts = stream::try_unfold(
        (app, place, query.from.unwrap_or(0)),
        |(app, place, from)| async move {
            let bytes = app.logs.read_raw(&place.key, from, RAW_PART).await?;
            let next = from + bytes.len() as u64;
            Ok::<_, AppError>(
                (!bytes.is_empty()).then_some((Bytes::from(bytes), (app, place, next))),
            )
        },
    );
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    Ok((headers, Body::from_stream(parts)).into_response())
}

/// A log, and whether it can still grow.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) key: LogKey,
    pub(crate) is_complete: bool,
}

/// Finds the log of an attempt; of the latest one if none is named.
pub(crate) async fn locate(
    app: &App,
    organisation: OrganisationId,
    id: JobId,
    attempt: Option<u32>,
) -> Result<Place, AppError> {
    let place = app.store.read(move |tx| {
        let job = found(tx, &organisation, id)?;
        let number = attempt.unwrap_or(job.life.attempts);
        let row = attempt::find(tx, &organisation, id, number)?;
        let is_first = number == 0 && job.life.attempts == 0;
        if row.is_none() && !is_first {
            return Err(AppError::told(
                ProblemKind::AttemptNotFound,
                format!("{id} has no attempt {number}"),
            ));
        }
        let is_over = row.is_some_and(|row| row.state == AttemptState::Ended);
        let is_complete = is_over || (is_first && job.finished_at.is_some());
        Ok(Place {
            key: LogKey { organisation: organisation.clone(), job: id, attempt: number },
            is_complete,
        })
    });
    place.await
}

/// Chunks of a log from an offset.
pub(crate) async fn page(
    app: &App,
    place: &Place,
    from: u64,
    limit: usize,
) -> Result<LogPage, AppError> {
    let (chunks, size) = app.logs.read(&place.key, from, limit).await?;
    let next = chunks.last().map_or(from.min(size), muster_core::log::Chunk::end);
    Ok(LogPage {
        attempt: place.key.attempt,
        chunks: chunks.iter().map(views::chunk).collect(),
        next,
        size,
        is_complete: place.is_complete && next >= size,
    })
}
