//! `POST /v1/jobs/{id}/cancel`

use crate::{
    app::App,
    engine::life::Moment,
    error::AppError,
    http::{
        extract::{Id, MaybeJson, Writer},
        jobs::view,
    },
};
use axum::extract::State;
use http::StatusCode;
use muster_api::{
    Problem,
    job::{CancelRequest, Job},
};
use muster_core::{JobId, job::Event};
use muster_store::audit_event::AuditEntry;
use std::sync::Arc;

/// Ask for a job's end.
///
/// A job that waits is cancelled at once. One that runs is cancelled when its worker says that its
/// processes are gone; until then `is_cancel_requested` is true. A success that comes first counts.
/// The tasks of an array are cancelled with it.
#[utoipa::path(post, path = "/v1/jobs/{id}/cancel", tag = "jobs", params(("id" = String, Path)), request_body = CancelRequest,
    responses((status = 202, body = Job), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn cancel(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<JobId>,
    MaybeJson(request): MaybeJson<CancelRequest>,
) -> Result<(StatusCode, axum::Json<Job>), AppError> {
    let organisation = scope.organisation.clone();
    let audit = AuditEntry {
        action: "job.cancel".to_owned(),
        target: id.to_string(),
        detail: serde_json::json!({ "reason": request.reason }).to_string(),
    };
    let moment = Moment { audit: Some(audit), ..Moment::new(&app, scope) };
    let cancelled = app.apply_at(moment, id, Event::CancelRequested).await;
    let cancelled = cancelled.map_err(|error| error.into_error(id))?;
    if cancelled.after.progress.is_some() {
        app.cancel_tasks(&organisation, id).await?;
    }
    Ok((StatusCode::ACCEPTED, axum::Json(view(&app, organisation, id).await?)))
}
