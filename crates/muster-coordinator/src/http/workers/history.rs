//! `GET /v1/workers/{id}/history` and `GET /v1/workers/history`

use crate::{
    app::App,
    error::{AppError, invalid},
    http::{
        extract::{Asked, Id, Reader},
        page_size::page_size,
        workers::no_worker,
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    worker::WorkerLiveness,
    worker_history::{
        FleetHistory, FleetHistoryQuery, HistoryOfOne, MOST_WORKERS_ASKED, WorkerHistory,
        WorkerHistoryQuery, WorkerSpan,
    },
};
use muster_audit::DateRange;
use muster_core::{Timestamp, WorkerId};
use muster_store::{
    StoreError,
    past_span::{self, Span, Subject},
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

const USUAL_SPAN: Duration = Duration::from_hours(24);
/// Of each worker, where many are asked for.
const MOST_OF_EACH: u32 = 200;

/// How a worker was: when it was online, asleep, disconnected or lost.
///
/// Newest first. A change is there at once if it came with a word, and within 15 seconds if it followed from silence. Of each
/// worker its newest 500 spans are kept, for 30 days.
#[utoipa::path(get, path = "/v1/workers/{id}/history", tag = "workers",
    params(("id" = String, Path), WorkerHistoryQuery),
    responses((status = 200, body = WorkerHistory), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn of_one(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(id): Id<WorkerId>,
    Asked(query): Asked<WorkerHistoryQuery>,
) -> Result<axum::Json<WorkerHistory>, AppError> {
    let organisation = caller.organisation;
    app.fleet.find(&organisation, &id).ok_or_else(|| no_worker(&id))?;
    let limit = page_size(query.limit);
    let before = query.cursor.as_deref().map(place).transpose()?;
    let subject = Subject::Worker(id);
    // One more than asked for tells whether there is a next page.
    let spans =
        app.store.read(move |tx| past_span::page(tx, &organisation, &subject, before, limit + 1));
    let spans: Result<Vec<Span>, StoreError> = spans.await;
    let mut spans = spans?;
    let has_more = spans.len() > limit as usize;
    spans.truncate(limit as usize);
    let last = spans.last().filter(|_| has_more);
    let next_cursor = last.map(|span| span.began_at.millis().to_string());
    Ok(axum::Json(WorkerHistory {
        items: spans.into_iter().filter_map(view).collect(),
        next_cursor,
    }))
}

/// How several workers were since a moment.
///
/// Workers that are not there are left out.
#[utoipa::path(get, path = "/v1/workers/history", tag = "workers", params(FleetHistoryQuery),
    responses((status = 200, body = FleetHistory), (status = 422, body = Problem)))]
pub(crate) async fn of_many(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<FleetHistoryQuery>,
) -> Result<axum::Json<FleetHistory>, AppError> {
    let organisation = caller.organisation;
    let since = match query.since.as_deref() {
        Some(text) => moment(text)?,
        None => app.seams.clock.now().before(USUAL_SPAN),
    };
    let mut asked = named(&query.workers)?;
    asked.retain(|id| app.fleet.find(&organisation, id).is_some());
    let subjects: Vec<_> = asked.iter().cloned().map(Subject::Worker).collect();
    let spans = app
        .store
        .read(move |tx| past_span::since(tx, &organisation, &subjects, since, MOST_OF_EACH));
    let spans: Result<Vec<Span>, StoreError> = spans.await;
    let mut by_subject: BTreeMap<Subject, Vec<WorkerSpan>> = BTreeMap::new();
    for span in spans?.into_iter().rev() {
        let subject = span.subject.clone();
        by_subject.entry(subject).or_default().extend(view(span));
    }
    let of_one = |worker: WorkerId| {
        let spans = by_subject.remove(&Subject::Worker(worker.clone())).unwrap_or_default();
        HistoryOfOne { worker, spans }
    };
    Ok(axum::Json(FleetHistory { since, items: asked.into_iter().map(of_one).collect() }))
}

/// A word that a newer coordinator has written is left out.
fn view(span: Span) -> Option<WorkerSpan> {
    let Span { began_at, ended_at, state, said, .. } = span;
    let state = WorkerLiveness::ALL.into_iter().find(|one| one.as_str() == state)?;
    Some(WorkerSpan { from: began_at, until: ended_at, state, evidence: said })
}

fn place(cursor: &str) -> Result<Timestamp, AppError> {
    let millis = cursor.parse().map_err(|_| invalid("cursor", "is not one of ours"))?;
    Ok(Timestamp::from_millis(millis))
}

fn moment(text: &str) -> Result<Timestamp, AppError> {
    let range = DateRange::parse(Some(text), None).ok();
    range
        .and_then(|range| range.from)
        .ok_or_else(|| invalid("since", "must be a date, or a time like 2026-11-21T09:00:00Z"))
}

/// Each once, in the order in which they were named.
fn named(text: &str) -> Result<Vec<WorkerId>, AppError> {
    let mut ids: Vec<WorkerId> = Vec::new();
    for id in text.split(',') {
        let id = id.parse().map_err(|_| invalid("workers", "must be ids of workers"))?;
        if !ids.contains(&id) {
            ids.push(id);
        }
        if ids.len() > MOST_WORKERS_ASKED {
            return Err(invalid("workers", &format!("must be up to {MOST_WORKERS_ASKED}")));
        }
    }
    Ok(ids)
}
