//! `POST /v1/workers/{id}/release-jobs`

use crate::{
    app::App,
    engine::{
        release_jobs::{Released, release_jobs},
        submission::reason_to_hold,
        views,
    },
    error::AppError,
    http::{
        extract::{Id, MaybeJson, Writer},
        workers::no_worker,
    },
};
use axum::extract::State;
use muster_api::{
    Problem, ProblemKind,
    worker_history::{ReleaseJobsRequest, ReleasedJobs},
};
use muster_core::{WorkerId, job::Hold};
use std::sync::Arc;

const USUAL_REASON: &str = "its jobs go elsewhere";

/// Have a worker's jobs go to others.
///
/// The worker is paused, until somebody resumes it or the pause that it had before ends. If it is here it is asked to give back what it holds: it ends that first,
/// so nothing runs twice, and its attempts end as `taken_back`, at no cost to the jobs. If it cannot be asked, since it is away
/// or polls, nothing is done unless `may_lose` is said. Then its attempts end at once as if its time were over: what it had begun as `worker_lost`, which is one of three such
/// losses, and the rest as `lost_unclaimed`, which costs nothing. What runs there may go on until the worker hears of it, so
/// until then something may run twice.
#[utoipa::path(post, path = "/v1/workers/{id}/release-jobs", tag = "workers", params(("id" = String, Path)),
    request_body = ReleaseJobsRequest,
    responses((status = 200, body = ReleasedJobs), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(crate) async fn release(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<WorkerId>,
    MaybeJson(request): MaybeJson<ReleaseJobsRequest>,
) -> Result<axum::Json<ReleasedJobs>, AppError> {
    let reason = reason_to_hold("reason", request.reason.as_deref().unwrap_or(USUAL_REASON))?;
    let organisation = scope.organisation.clone();
    app.fleet.find(&organisation, &id).ok_or_else(|| no_worker(&id))?;
    if !request.may_lose && app.leases.count_of(&id) > 0 && !app.fleet.is_connected(&id) {
        return Err(cannot_be_asked(&id));
    }
    let may_lose = request.may_lose;
    let (actor, at) = (scope.actor.to_string(), app.seams.clock.now());
    let by = app.store.read(move |tx| views::name_of(tx, &actor)).await?;
    let (own, worker, hold) = (app.clone(), id.clone(), Hold { by, at, reason });
    let done = app
        .to_its_end(async move { release_jobs(&own, scope, worker, hold, may_lose).await })
        .await;
    let Released { asked, lost } = done.ok_or(AppError::Internal("release jobs"))??;
    let member = app.fleet.find(&organisation, &id).ok_or_else(|| no_worker(&id))?;
    let worker = app.worker_view(&member, &app.leases.slots_by_worker());
    Ok(axum::Json(ReleasedJobs { worker, asked, lost }))
}

fn cannot_be_asked(id: &WorkerId) -> AppError {
    let detail = format!(
        "`{id}` cannot be asked to give its jobs back now; with `may_lose` they count as lost and go elsewhere"
    );
    AppError::told(ProblemKind::WorkerRuntimeUnavailable, detail)
}
