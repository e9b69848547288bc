//! `GET /v1/workers`

use crate::{
    app::App,
    engine::fleet::look::Place,
    error::{AppError, invalid},
    http::{
        den::Viewer,
        extract::{Asked, Reader},
        jobs::asked,
    },
};
use axum::extract::State;
use muster_api::{
    Problem, ProblemKind,
    den::{Workers, WorkersQuery},
    query::WorkerTerms,
};
use muster_core::WorkerId;
use std::sync::Arc;

/// How many of Den's.
const USUAL_LIMIT: u32 = 20;
const LARGEST_LIMIT: u32 = 50;
/// How many of ours.
const LARGEST_PAGE: u32 = 500;

/// Workers by name, a page at a time, and the newest ones with their machines at providers.
#[utoipa::path(get, path = "/v1/workers", tag = "workers", params(WorkersQuery),
    responses((status = 200, body = Workers), (status = 400, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    query: Result<Asked<WorkersQuery>, AppError>,
) -> Result<axum::Json<Workers>, AppError> {
    let Asked(query) = query.map_err(|_| bad_number())?;
    let limit = query.limit.unwrap_or(USUAL_LIMIT);
    if !(1..=LARGEST_LIMIT).contains(&limit) {
        return Err(bad_number());
    }
    let terms: WorkerTerms = asked::parsed(query.query.as_deref())?;
    let after = query.cursor.as_deref().map(place).transpose()?;
    let size = query.page_size.unwrap_or(LARGEST_PAGE).clamp(1, LARGEST_PAGE);
    let (busy, now) = (app.leases.slots_by_worker(), app.seams.clock.now());
    let listed = app.fleet.page(&caller.organisation, &terms, after.as_ref(), size as usize, now);
    let last = listed.members.last().filter(|_| listed.has_more);
    let next_cursor = last.map(|member| cursor(&member.row.name, &member.row.id));
    let items = listed.members.iter().map(|member| app.worker_view(member, &busy)).collect();
    let actor = caller.actor.to_string();
    let viewer = Viewer { organisation: &caller.organisation, actor: &actor };
    let workers = match query.page_size {
        Some(_) => Vec::new(),
        None => app.listed_workers(viewer, limit as usize).await?,
    };
    Ok(axum::Json(Workers { items, next_cursor, total: listed.total, workers }))
}

/// In Den's words.
fn bad_number() -> AppError {
    let detail = "`limit` must be 1 to 50, and `page_size` a number";
    Problem::new(ProblemKind::InvalidRequest, detail).in_field("limit").into()
}

fn cursor(name: &str, id: &WorkerId) -> String {
    format!("{id} {name}")
}

fn place(cursor: &str) -> Result<Place, AppError> {
    let wrong = || invalid("cursor", "is not one of ours");
    let (id, name) = cursor.split_once(' ').ok_or_else(wrong)?;
    Ok((name.to_owned(), id.parse().map_err(|_| wrong())?))
}
