//! `GET /v1/jobs/{id}/log` and `GET /v1/jobs/{id}/log/raw`

use crate::{
    app::App,
    engine::{life::found, logs::LogKey, views},
    error::{AppError, invalid},
    http::extract::{Asked, Id, Reader},
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
    log::{LogChunk, LogPage, LogQuery},
};
use muster_core::{JobId, OrganisationId, Timestamp, job::FailureReason, log::GapReason};
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
    let start = (app, place, Some(query.from.unwrap_or(0)));
    let parts = stream::try_unfold(start, |(app, place, from)| async move {
        let Some(from) = from else { return Ok(None) };
        let bytes = app.logs.read_raw(&place.key, from, RAW_PART).await?;
        if !bytes.is_empty() {
            let next = from + bytes.len() as u64;
            return Ok(Some((Bytes::from(bytes), (app, place, Some(next)))));
        }
        let missing = place.missing(from).map(|chunk| (chunk.text.into(), (app, place, None)));
        Ok::<_, AppError>(missing)
    });
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
    /// How the attempt was left, if it is over.
    left: Option<Left>,
}

/// What is known of a log whose attempt is over.
#[derive(Debug, Clone, Copy)]
struct Left {
    at: Timestamp,
    /// How long the log should be.
    size: Option<u64>,
    is_worker_lost: bool,
}

impl Place {
    /// What is missing at the end of a log of this size.
    fn missing(&self, size: u64) -> Option<LogChunk> {
        let left = self.left?;
        let (missing, reason) = match left.size {
            Some(wanted) => {
                (Some(wanted.checked_sub(size).filter(|bytes| *bytes > 0)?), GapReason::NotKept)
            }
            None if left.is_worker_lost => (None, GapReason::WorkerLost),
            None => return None,
        };
        Some(views::missing(size, left.at, missing, reason))
    }
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
        if job.progress.is_some() {
            return Err(invalid(
                "id",
                "names an array, and its tasks have the logs: ask for one of them",
            ));
        }
        let number = attempt.unwrap_or(job.life.attempts);
        let row = attempt::find(tx, &organisation, id, number)?;
        let is_first = number == 0 && job.life.attempts == 0;
        if row.is_none() && !is_first {
            return Err(AppError::told(
                ProblemKind::AttemptNotFound,
                format!("{id} has no attempt {number}"),
            ));
        }
        let left = row.and_then(|row| {
            Some(Left {
                at: row.ended_at?,
                size: row.log_size,
                is_worker_lost: row.started_at.is_some()
                    && row.end.is_some_and(|end| end.reason == Some(FailureReason::WorkerLost)),
            })
        });
        let is_over = left.is_some();
        let is_complete = is_over || (is_first && job.finished_at.is_some());
        Ok(Place {
            key: LogKey { organisation: organisation.clone(), job: id, attempt: number },
            is_complete,
            left,
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
    let is_complete = place.is_complete && next >= size;
    let missing = place.missing(size).filter(|_| is_complete);
    Ok(LogPage {
        attempt: place.key.attempt,
        chunks: chunks.iter().map(views::chunk).chain(missing).collect(),
        next,
        size,
        is_complete,
    })
}
