//! `GET /v1/jobs/{id}/artefacts` and `GET /v1/jobs/{id}/artefacts/{name}`

use crate::{
    app::App,
    engine::{blobs::Digest, life::found},
    error::{AppError, invalid},
    http::extract::{Asked, Id, Reader},
};
use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use http::{HeaderMap, StatusCode, header};
use muster_api::{
    Problem, ProblemKind,
    artefact::{Artefact, ArtefactPage, ArtefactQuery, DownloadQuery},
};
use muster_core::JobId;
use muster_store::artefact::{self, ArtefactRow};
use std::{ops::Range, sync::Arc};

const LARGEST_PAGE: u32 = 1000;
/// A download is read and sent in parts of this size, so a file of any length takes this memory.
const PART: u64 = 256 * 1024;

/// The files that the attempts of a job have left behind.
#[utoipa::path(get, path = "/v1/jobs/{id}/artefacts", tag = "jobs", params(("id" = String, Path), ArtefactQuery),
    responses((status = 200, body = ArtefactPage), (status = 404, body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(id): Id<JobId>,
    Asked(query): Asked<ArtefactQuery>,
) -> Result<axum::Json<ArtefactPage>, AppError> {
    let after = query.cursor.as_deref().map(cursor).transpose()?;
    let limit = query.limit.unwrap_or(LARGEST_PAGE).clamp(1, LARGEST_PAGE);
    let rows = app.store.read(move |tx| {
        found(tx, &caller.organisation, id)?;
        let after = after.as_ref().map(|(attempt, name)| (*attempt, name.as_str()));
        Ok::<_, AppError>(artefact::of_job(tx, &caller.organisation, id, after, limit)?)
    });
    let items: Vec<_> = rows.await?.into_iter().map(view).collect();
    let is_full = items.len() == limit as usize;
    let last = items.last().filter(|_| is_full);
    let next_cursor = last.map(|last| format!("{}/{}", last.attempt, last.name));
    Ok(axum::Json(ArtefactPage { items, next_cursor }))
}

fn cursor(text: &str) -> Result<(u32, String), AppError> {
    let parts =
        text.split_once('/').and_then(|(attempt, name)| Some((attempt.parse().ok()?, name)));
    let (attempt, name) = parts.ok_or_else(|| invalid("cursor", "is not one of ours"))?;
    Ok((attempt, name.to_owned()))
}

fn view(row: ArtefactRow) -> Artefact {
    let sha256 = Digest::of_bytes(&row.sha256).as_str().to_owned();
    let ArtefactRow { name, size, attempt, created_at, .. } = row;
    Artefact { name, size, sha256, attempt, created_at }
}

/// An artefact, byte by byte; or the part of it that `Range` asks for. Slashes in its name are encoded.
#[utoipa::path(get, path = "/v1/jobs/{id}/artefacts/{name}", tag = "jobs", params(("id" = String, Path), ("name" = String, Path), DownloadQuery),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 206, content_type = "application/octet-stream", body = Vec<u8>),
        (status = 404, body = Problem), (status = 416, body = Problem)))]
pub(crate) async fn download(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Path((id, name)): Path<(String, String)>,
    Asked(query): Asked<DownloadQuery>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let id: JobId = id.parse().map_err(|error| {
        AppError::told(ProblemKind::BadId, format!("the id in the path is {error}"))
    })?;
    let row = app.store.read(move |tx| {
        found(tx, &caller.organisation, id)?;
        let row = artefact::find(tx, &caller.organisation, id, query.attempt, &name)?;
        row.ok_or_else(|| no_artefact(id, &name))
    });
    let row = row.await?;
    answer(app, row, &headers)
}

/// The bytes of an artefact, or the part of them that `Range` asks for.
pub(crate) fn answer(
    app: Arc<App>,
    row: ArtefactRow,
    headers: &HeaderMap,
) -> Result<Response, AppError> {
    let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let (status, range) = match asked.and_then(|text| range(text, row.size)) {
        None => (StatusCode::OK, 0..row.size),
        Some(range) if range.start < range.end => (StatusCode::PARTIAL_CONTENT, range),
        Some(_) => {
            let detail = format!("the artefact has {} bytes", row.size);
            return Err(AppError::told(ProblemKind::RangeNotSatisfiable, detail));
        }
    };
    let mut response = (status, head(&row, &range)).into_response();
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(value) = format!("bytes {}-{}/{}", range.start, range.end - 1, row.size).parse()
    {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
    *response.body_mut() = body(app, row, range);
    Ok(response)
}

fn no_artefact(id: JobId, name: &str) -> AppError {
    AppError::told(ProblemKind::ArtefactNotFound, format!("{id} has no artefact `{name}`"))
}

/// Nothing in it is ever shown or run where the console is.
fn head(row: &ArtefactRow, range: &Range<u64>) -> [(header::HeaderName, String); 6] {
    let sha256 = Digest::of_bytes(&row.sha256);
    [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&row.name)),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::ETAG, format!("\"{}\"", sha256.as_str())),
        (header::CONTENT_LENGTH, (range.end - range.start).to_string()),
    ]
}

/// The last part of the name, once for those that read plain letters alone.
fn disposition(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let is_plain = |letter: char| letter.is_ascii_graphic() && !"\"\\%".contains(letter);
    let plain: String =
        file.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
    let encoded: String = file.bytes().map(muster_api::artefact::encoded).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// The bytes that are asked for; none if they are not there. Nothing if all are, or several ranges.
fn range(text: &str, size: u64) -> Option<Range<u64>> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    match (first.trim(), last.trim()) {
        ("", last) => Some(size.saturating_sub(last.parse().ok()?)..size),
        (first, "") => Some(first.parse().ok()?..size),
        (first, last) => {
            let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
            (first <= last).then(|| first..last.saturating_add(1).min(size))
        }
    }
}

fn body(app: Arc<App>, row: ArtefactRow, range: Range<u64>) -> Body {
    let digest = Digest::of_bytes(&row.sha256);
    let start = (app, row.organisation, digest, range);
    let parts = stream::try_unfold(start, |(app, organisation, digest, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let limit = PART.min(range.end - range.start);
        let bytes = app.blobs.read(&organisation, &digest, range.start, limit).await?;
        if bytes.is_empty() {
            return Err(AppError::Internal("read an artefact to its end"));
        }
        let next = range.start + bytes.len() as u64..range.end;
        Ok(Some((bytes, (app, organisation, digest, next))))
    });
    Body::from_stream(parts)
}
