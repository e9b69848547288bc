//! `GET /v1/environments/{id}/logs`

use super::{environment_id, found};
use crate::{
    app::App,
    error::AppError,
    http::extract::{Asked, Reader},
};
use axum::extract::{Extension, Path, State};
use muster_api::{
    Problem, ProblemKind,
    cloud::{EnvironmentLog, TailQuery},
};
use muster_core::{OrganisationId, RequestId};
use muster_operations::NoLog;
use std::sync::Arc;

const USUAL_LINES: u32 = 200;
const MOST_LINES: u32 = 2000;

/// The last lines that an environment wrote, without its secrets.
#[utoipa::path(get, path = "/v1/environments/{id}/logs", tag = "environments", params(("id" = String, Path), TailQuery),
    responses((status = 200, body = EnvironmentLog), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn logs(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Extension(request): Extension<RequestId>,
    Path(id): Path<String>,
    Asked(query): Asked<TailQuery>,
) -> Result<axum::Json<EnvironmentLog>, AppError> {
    let text = tail(&app, &caller.organisation, &id, query.lines, &request).await?;
    Ok(axum::Json(EnvironmentLog { text }))
}

pub(crate) async fn tail(
    app: &App,
    organisation: &OrganisationId,
    id: &str,
    lines: Option<u32>,
    request: &RequestId,
) -> Result<String, AppError> {
    let id = environment_id(id)?;
    found(app, organisation, &id).await?;
    let lines = lines.unwrap_or(USUAL_LINES).clamp(1, MOST_LINES);
    let log = app.operations.logs(organisation, &id, lines, request).await;
    log.map_err(|error| match error {
        NoLog::Store(error) => error.into(),
        NoLog::NotSetUp => AppError::told(
            ProblemKind::ProviderNotSetUp,
            "there are no settings for its provider any more",
        ),
        NoLog::Locked(_) => AppError::told(
            ProblemKind::SecretsUnavailable,
            "its secrets cannot be cut out of it now, so nothing of it is shown",
        ),
        NoLog::Absent => {
            AppError::told(ProblemKind::NotNow, "nothing runs there that could have written any")
        }
        NoLog::Provider(error) => {
            tracing::info!(%error, "a log cannot be had");
            AppError::told(ProblemKind::ProviderUnanswered, "its provider did not give its log")
        }
    })
}
