//! `POST /jobs/{job_id}/finish`

use crate::{
    app::App,
    error::AppError,
    http::{
        compat::{
            job_id,
            lease::{Standing, standing},
            not_found, view,
        },
        extract::{Id, Json, Writer},
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    compat::{CompatFinish, CompatJob},
};
use muster_core::job::{AttemptEnd, Event, FailureReason};
use muster_store::job;
use std::sync::Arc;

/// Say how a job went (deborgen). A repeat of a report that was stored is answered the same.
#[utoipa::path(post, path = "/jobs/{job_id}/finish", tag = "deborgen", params(("job_id" = String, Path)), request_body = CompatFinish,
    responses((status = 200, body = CompatJob), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn finish(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(text): Id<String>,
    body: Json<CompatFinish>,
) -> Result<axum::Json<CompatJob>, AppError> {
    let (id, report) = (job_id(&text)?, body.value);
    let (node, token) = (report.node_id.clone(), report.lease_token.clone());
    let standing = standing(&app, &scope.organisation, id, node, token).await?;
    if let Standing::Holds(holder) = standing {
        let event = Event::Finished(holder.fence, end(report));
        app.apply(scope.clone(), id, event).await.map_err(|error| error.into_error(id))?;
    }
    let job = app.store.read(move |tx| {
        let row = job::find(tx, &scope.organisation, id)?.ok_or_else(not_found)?;
        Ok::<_, AppError>(view(tx, &row)?)
    });
    job.await.map(axum::Json)
}

const LONGEST_REASON: usize = 1000;

fn end(report: CompatFinish) -> AttemptEnd {
    let end = AttemptEnd::exited(report.exit_code);
    match report.failure_reason {
        Some(sentence) if !end.is_success() => {
            let sentence: String =
                sentence.chars().filter(|letter| *letter != '\0').take(LONGEST_REASON).collect();
            let is_timeout = sentence.starts_with("timeout exceeded");
            let reason = if is_timeout { FailureReason::TimeOut } else { FailureReason::Reported };
            AttemptEnd { reason: Some(reason), detail: Some(sentence), ..end }
        }
        Some(_) | None => end,
    }
}
