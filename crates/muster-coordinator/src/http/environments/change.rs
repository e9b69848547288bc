//! `POST /v1/environments/{id}/start`, `/stop` and `/extend`, `DELETE /v1/environments/{id}`

use super::{environment_id, found, views};
use crate::{
    app::App,
    cloud::Said,
    error::{AppError, invalid},
    http::extract::{Asked, MaybeJson, Writer},
};
use axum::extract::{Path, State};
use http::StatusCode;
use muster_api::{
    Problem,
    cloud::{Environment, EnvironmentAccepted, ExtendRequest, ForceQuery},
};
use muster_core::{Name, Scope};
use muster_operations::{Accepted, Act};
use muster_store::{
    resource::ResourceRow,
    resource_detail::{self, DetailRow},
};
use std::{sync::Arc, time::Duration};

const USUAL_EXTENSION: u32 = 60;
const LONGEST_EXTENSION: u32 = 7 * 24 * 60;

type Answer = Result<(StatusCode, axum::Json<EnvironmentAccepted>), AppError>;

/// Start an environment that was stopped. Its files and its secrets are those that it had.
#[utoipa::path(post, path = "/v1/environments/{id}/start", tag = "environments", params(("id" = String, Path)),
    responses((status = 202, body = EnvironmentAccepted), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn start(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path(id): Path<String>,
) -> Answer {
    answered(&app, &scope, &id, Act::Start).await
}

/// Stop an environment. Its files stay, and only they cost anything.
#[utoipa::path(post, path = "/v1/environments/{id}/stop", tag = "environments", params(("id" = String, Path)),
    responses((status = 202, body = EnvironmentAccepted), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn stop(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path(id): Path<String>,
) -> Answer {
    answered(&app, &scope, &id, Act::Stop).await
}

/// Delete an environment with its files.
///
/// One that runs, or may well run, is deleted only with `force`.
#[utoipa::path(delete, path = "/v1/environments/{id}", tag = "environments", params(("id" = String, Path), ForceQuery),
    responses((status = 202, body = EnvironmentAccepted), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path(id): Path<String>,
    Asked(ForceQuery { force }): Asked<ForceQuery>,
) -> Answer {
    answered(&app, &scope, &id, Act::Delete { is_forced: force }).await
}

/// Keep an environment from stopping by itself for a while.
#[utoipa::path(post, path = "/v1/environments/{id}/extend", tag = "environments", params(("id" = String, Path)),
    request_body = ExtendRequest,
    responses((status = 200, body = Environment), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn extend(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path(id): Path<String>,
    MaybeJson(wanted): MaybeJson<ExtendRequest>,
) -> Result<axum::Json<Environment>, AppError> {
    let (row, detail) = extended(&app, &scope, &environment_id(&id)?, wanted.minutes).await?;
    Ok(axum::Json(views::environment(&row, Some(&detail))))
}

async fn answered(app: &Arc<App>, scope: &Scope, id: &str, wanted: Act) -> Answer {
    let (accepted, detail) = act(app, scope, &environment_id(id)?, wanted).await?;
    let answer = EnvironmentAccepted {
        environment: views::environment(&accepted.resource, detail.as_ref()),
        operation: app.operation_view(accepted.operation),
        password: None,
    };
    Ok((StatusCode::ACCEPTED, axum::Json(answer)))
}

/// Wants something of an environment that is there.
pub(crate) async fn act(
    app: &Arc<App>,
    scope: &Scope,
    id: &Name,
    wanted: Act,
) -> Result<(Accepted, Option<DetailRow>), AppError> {
    // A worker's machine has routes of its own.
    let (_, detail) = found(app, &scope.organisation, id).await?;
    Ok((app.operations.act(scope, id, wanted).await?, detail))
}

/// Moves the moment before which it does not stop by itself.
pub(crate) async fn extended(
    app: &App,
    scope: &Scope,
    id: &Name,
    minutes: Option<u32>,
) -> Result<(ResourceRow, DetailRow), AppError> {
    let minutes = minutes.unwrap_or(USUAL_EXTENSION);
    if !(1..=LONGEST_EXTENSION).contains(&minutes) {
        return Err(invalid("minutes", "must be 1 to 10080"));
    }
    let (row, _) = found(app, &scope.organisation, id).await?;
    let until = app.seams.clock.now().after(Duration::from_mins(minutes.into()));
    let mut detail = app.detail_of(&scope.organisation, id).await?;
    let mut said = Said::of(Some(&detail));
    (said.not_before, said.stop_says) = (Some(until), None);
    detail.said = said.json()?;
    let kept = detail.clone();
    app.store.write(move |tx| resource_detail::put(tx, &kept)).await?;
    Ok((row, detail))
}
