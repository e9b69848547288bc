//! Starting, stopping, deleting and keeping environments, in both forms: with the id in the address, or in the body.

use super::{Refused, about, view};
use crate::{
    app::App,
    cloud::Said,
    error::{AppError, invalid},
    http::{
        environments::{act, environment_id, extended},
        extract::{Asked, Json, MaybeJson, Writer},
    },
};
use axum::extract::{Path, State};
use muster_api::{
    cloud::{ExtendRequest, ForceQuery},
    dev8::{Dev8Answer, Dev8Data, Dev8Problem, Dev8Which},
};
use muster_core::{Name, Scope, cloud::ResourceKind};
use muster_operations::Act;
use std::sync::Arc;

type Answer = Result<axum::Json<Dev8Answer>, Refused>;

/// Start the environment that the body names.
#[utoipa::path(post, path = "/api/v1/environments/start", tag = "dev8", request_body = Dev8Which,
    responses((status = 200, body = Dev8Answer), (status = 404, body = Dev8Problem)))]
pub(crate) async fn start(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Result<Json<Dev8Which>, AppError>,
) -> Answer {
    changed(&app, &scope, &named(body)?.workspace_id, Act::Start).await
}

/// Stop the environment that the body names.
#[utoipa::path(post, path = "/api/v1/environments/stop", tag = "dev8", request_body = Dev8Which,
    responses((status = 200, body = Dev8Answer), (status = 404, body = Dev8Problem)))]
pub(crate) async fn stop(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Result<Json<Dev8Which>, AppError>,
) -> Answer {
    changed(&app, &scope, &named(body)?.workspace_id, Act::Stop).await
}

/// Delete the environment that the body names.
#[utoipa::path(delete, path = "/api/v1/environments", tag = "dev8", request_body = Dev8Which,
    responses((status = 200, body = Dev8Answer), (status = 400, body = Dev8Problem), (status = 404, body = Dev8Problem)))]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Result<Json<Dev8Which>, AppError>,
) -> Answer {
    let Dev8Which { workspace_id, force } = named(body)?;
    changed(&app, &scope, &workspace_id, Act::Delete { is_forced: force }).await
}

/// Start an environment.
#[utoipa::path(post, path = "/api/v1/environments/{id}/start", tag = "dev8", params(("id" = String, Path)),
    responses((status = 200, body = Dev8Answer), (status = 404, body = Dev8Problem)))]
pub(crate) async fn start_one(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path(id): Path<String>,
) -> Answer {
    changed(&app, &scope, &id, Act::Start).await
}

/// Stop an environment.
#[utoipa::path(post, path = "/api/v1/environments/{id}/stop", tag = "dev8", params(("id" = String, Path)),
    responses((status = 200, body = Dev8Answer), (status = 404, body = Dev8Problem)))]
pub(crate) async fn stop_one(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path(id): Path<String>,
) -> Answer {
    changed(&app, &scope, &id, Act::Stop).await
}

/// Delete an environment.
#[utoipa::path(delete, path = "/api/v1/environments/{id}", tag = "dev8", params(("id" = String, Path), ForceQuery),
    responses((status = 200, body = Dev8Answer), (status = 400, body = Dev8Problem), (status = 404, body = Dev8Problem)))]
pub(crate) async fn delete_one(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path(id): Path<String>,
    Asked(ForceQuery { force }): Asked<ForceQuery>,
) -> Answer {
    changed(&app, &scope, &id, Act::Delete { is_forced: force }).await
}

/// Keep an environment from stopping by itself for a while.
#[utoipa::path(post, path = "/api/v1/environments/{id}/extend", tag = "dev8", params(("id" = String, Path)),
    request_body = ExtendRequest,
    responses((status = 200, body = Dev8Answer), (status = 404, body = Dev8Problem)))]
pub(crate) async fn extend(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path(id): Path<String>,
    body: Result<MaybeJson<ExtendRequest>, AppError>,
) -> Answer {
    let MaybeJson(wanted) = body?;
    let (row, detail) = extended(&app, &scope, &environment_id(&id)?, wanted.minutes).await?;
    let mut answer = about("Environment is kept", view(&row, Some(&detail)), None);
    answer.data.not_before = Said::of(Some(&detail)).not_before;
    Ok(axum::Json(answer))
}

fn named(body: Result<Json<Dev8Which>, AppError>) -> Result<Dev8Which, AppError> {
    let which = body?.value;
    if which.workspace_id.is_empty() {
        return Err(invalid("workspaceId", "must be there"));
    }
    Ok(which)
}

async fn changed(app: &Arc<App>, scope: &Scope, id: &str, wanted: Act) -> Answer {
    let name = environment_id(id)?;
    if matches!(wanted, Act::Delete { .. }) && is_gone(app, scope, &name).await? {
        return Ok(axum::Json(deleted(&name)));
    }
    let (accepted, detail) = act(app, scope, &name, wanted).await?;
    let message = match wanted {
        Act::Start => "Environment is being started",
        Act::Stop | Act::StopAtOnce => "Environment is being stopped",
        Act::Delete { .. } => "Environment is being deleted",
    };
    let environment = view(&accepted.resource, detail.as_ref());
    Ok(axum::Json(about(message, environment, Some(accepted.operation.id))))
}

/// A repeat of a delete after its end is a success, too.
async fn is_gone(app: &App, scope: &Scope, id: &Name) -> Result<bool, AppError> {
    let row = app.operations.resource(&scope.organisation, id).await?;
    let own = row.filter(|row| row.kind == ResourceKind::Environment);
    Ok(own.is_some_and(|row| row.gone_at.is_some()))
}

fn deleted(id: &Name) -> Dev8Answer {
    let message = "Environment is deleted".to_owned();
    Dev8Answer {
        success: true,
        data: Dev8Data {
            workspace_id: Some(id.to_string()),
            message: Some(message.clone()),
            ..Dev8Data::default()
        },
        message,
        id: Some(id.to_string()),
        ..Dev8Answer::default()
    }
}
