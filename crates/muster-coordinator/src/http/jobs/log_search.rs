//! `GET /v1/jobs/{id}/log/search`

use crate::{
    app::App,
    error::{AppError, invalid},
    http::{
        extract::{Asked, Id, Reader},
        jobs::log::locate,
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    log::{LogMatch, LogMatches, LogSearchQuery},
};
use muster_core::JobId;
use muster_log::{LONGEST_NEEDLE, Match, Search};
use std::sync::Arc;

const DEFAULT_LIMIT: u32 = 100;
const LARGEST_LIMIT: u32 = 1000;
/// So much is read for one answer; whoever wants more asks again.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// Search an attempt's log for a text.
///
/// Answers lines, each once. One request looks at 32 MiB at most: as long as `is_at_end` is false,
/// ask again with `from` set to `next`, also if nothing was found.
#[utoipa::path(get, path = "/v1/jobs/{id}/log/search", tag = "jobs",
    params(("id" = String, Path), LogSearchQuery),
    responses((status = 200, body = LogMatches), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn search(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(id): Id<JobId>,
    Asked(query): Asked<LogSearchQuery>,
) -> Result<axum::Json<LogMatches>, AppError> {
    if query.q.is_empty() || query.q.len() > LONGEST_NEEDLE || query.q.contains('\n') {
        return Err(invalid("q", "must be 1 to 256 bytes on one line"));
    }
    let place = locate(&app, caller.organisation, id, query.attempt).await?;
    let search = Search {
        text: query.q,
        ignores_case: query.ignore_case.unwrap_or(false),
        from: query.from.unwrap_or(0),
        most_matches: query.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, LARGEST_LIMIT) as usize,
        most_bytes: MOST_BYTES,
    };
    let found = app.logs.search(&place.key, search).await?;
    Ok(axum::Json(LogMatches {
        attempt: place.key.attempt,
        matches: found.matches.into_iter().map(view).collect(),
        next: found.next,
        is_at_end: found.is_at_end,
    }))
}

fn view(found: Match) -> LogMatch {
    let Match { offset, stream, at, line } = found;
    LogMatch { offset, stream, at, line: String::from_utf8_lossy(&line).into_owned() }
}
