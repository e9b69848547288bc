//! `POST /v1/workers/{id}/pause` and `/resume`, `PATCH /v1/workers/{id}`

use crate::{
    app::App,
    engine::{
        steer_worker::{Change, steer},
        submission::reason_to_hold,
        views,
    },
    error::{AppError, invalid},
    http::{
        den::shown,
        extract::{Id, Json, Writer},
        workers::{no_worker, sane_labels, sane_name, too_many_labels},
    },
};
use axum::extract::State;
use muster_api::{
    Problem, ProblemKind,
    den::ChangedWorker,
    worker::{PauseWorkerRequest, Worker, WorkerChange},
};
use muster_core::{
    Scope, Timestamp, WorkerId,
    job::Hold,
    labels::MOST_GIVEN,
    worker::{Link, Pause},
};
use std::{sync::Arc, time::Duration};

const LONGEST: Duration = Duration::from_hours(365 * 24);

/// Pause a worker.
///
/// It is given nothing new until it is resumed, by somebody or by itself after the time that was said. What it runs
/// goes on, unless a time is said after which it is taken back: then it ends there and is given to another worker,
/// which costs the job nothing. Another pause replaces the first.
#[utoipa::path(post, path = "/v1/workers/{id}/pause", tag = "workers", params(("id" = String, Path)),
    request_body = PauseWorkerRequest,
    responses((status = 200, body = Worker), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn pause(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<WorkerId>,
    body: Json<PauseWorkerRequest>,
) -> Result<axum::Json<Worker>, AppError> {
    let at = app.seams.clock.now();
    let PauseWorkerRequest { reason, resume_after_seconds, take_back_after_seconds } = body.value;
    let reason = reason_to_hold("reason", &reason)?;
    if resume_after_seconds == Some(0) {
        let rule = "must be from a second to a year; without it the pause lasts until somebody resumes the worker";
        return Err(invalid("resume_after_seconds", rule));
    }
    let until = later(at, "resume_after_seconds", resume_after_seconds)?;
    let take_back_at = later(at, "take_back_after_seconds", take_back_after_seconds)?;
    if until.zip(take_back_at).is_some_and(|(until, take_back_at)| until <= take_back_at) {
        return Err(invalid("take_back_after_seconds", "must be before it goes on by itself"));
    }
    let actor = scope.actor.to_string();
    let by = app.store.read(move |tx| views::name_of(tx, &actor)).await?;
    let pause = Pause { hold: Hold { by, at, reason }, until, take_back_at };
    steered(&app, scope, id, Change::Pause(Some(pause))).await
}

/// Resume a worker.
///
/// One that is not paused stays as it is.
#[utoipa::path(post, path = "/v1/workers/{id}/resume", tag = "workers", params(("id" = String, Path)),
    responses((status = 200, body = Worker), (status = 404, body = Problem)))]
pub(crate) async fn resume(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<WorkerId>,
) -> Result<axum::Json<Worker>, AppError> {
    steered(&app, scope, id, Change::Pause(None)).await
}

/// Give a worker another name, or labels.
///
/// A node that polls says its own name. Labels are merged into those that it was given; `null` takes one back. Jobs that
/// wait are looked at anew at once.
#[utoipa::path(patch, path = "/v1/workers/{id}", tag = "workers", params(("id" = String, Path)),
    request_body = WorkerChange,
    responses((status = 200, body = ChangedWorker), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<WorkerId>,
    body: Json<WorkerChange>,
) -> Result<axum::Json<ChangedWorker>, AppError> {
    let WorkerChange { name, labels } = body.value;
    let name = name.as_deref().map(sane_name).transpose()?;
    if name.is_none() && labels.is_empty() {
        return Err(invalid("name", "or `labels` must be there"));
    }
    let given: Vec<_> = labels
        .iter()
        .filter_map(|(name, value)| value.as_ref().map(|value| (name, value)))
        .collect();
    sane_labels(given.into_iter())?;
    let member = app.fleet.find(&scope.organisation, &id).ok_or_else(|| no_worker(&id))?;
    if name.is_some() && member.row.link == Link::Polling {
        let detail = "a node that polls says its own name; start it with another `--name`";
        return Err(AppError::told(ProblemKind::NotNow, detail));
    }
    if member.row.labels.changed(&labels).given().len() > MOST_GIVEN {
        return Err(too_many_labels());
    }
    let (organisation, actor) = (scope.organisation.clone(), scope.actor.to_string());
    let axum::Json(ours) = steered(&app, scope, id.clone(), Change::Said { name, labels }).await?;
    let shown = shown(&app, &organisation, &actor, &id).await?;
    Ok(axum::Json(ChangedWorker { ours, worker: shown.worker }))
}

fn later(at: Timestamp, field: &str, seconds: Option<u64>) -> Result<Option<Timestamp>, AppError> {
    let span = seconds.map(Duration::from_secs);
    if span.is_some_and(|span| span > LONGEST) {
        return Err(invalid(field, "must be up to a year"));
    }
    Ok(span.map(|span| at.after(span)))
}

/// Makes the change for somebody who wants to see what the worker is then.
async fn steered(
    app: &Arc<App>,
    scope: Scope,
    id: WorkerId,
    change: Change,
) -> Result<axum::Json<Worker>, AppError> {
    let (own, organisation, worker) = (app.clone(), scope.organisation.clone(), id.clone());
    let done = app.to_its_end(async move { steer(&own, scope, worker, change).await }).await;
    done.ok_or(AppError::Internal("steer a worker"))??;
    let member = app.fleet.find(&organisation, &id).ok_or_else(|| no_worker(&id))?;
    Ok(axum::Json(app.worker_view(&member, &app.leases.slots_by_worker())))
}
