//! `/v1/queue`: whether anything of an organisation is granted at all.

use crate::{
    app::App,
    engine::{changes::Change, submission::reason_to_hold, views},
    error::AppError,
    http::extract::{Json, Reader, Writer},
};
use axum::extract::State;
use muster_api::{
    Problem,
    queue::{PauseRequest, Queue},
};
use muster_core::{Scope, job::Hold};
use muster_store::{StoreError, audit_event, audit_event::AuditEntry, queue};
use std::sync::Arc;

/// Whether the queue is paused, and why.
#[utoipa::path(get, path = "/v1/queue", tag = "queue", responses((status = 200, body = Queue)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<Queue>, AppError> {
    let pause = app.store.read(move |tx| views::pause(tx, &caller.organisation));
    Ok(axum::Json(Queue { pause: pause.await.map_err(from_store)?.map(Into::into) }))
}

fn from_store(error: StoreError) -> AppError {
    error.into()
}

/// Pause the queue.
///
/// Nothing is granted until it is resumed. Jobs are accepted and keep their places, what runs goes on, and so do its
/// leases. Another pause replaces the first.
#[utoipa::path(post, path = "/v1/queue/pause", tag = "queue", request_body = PauseRequest,
    responses((status = 200, body = Queue), (status = 422, body = Problem)))]
pub(crate) async fn pause(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<PauseRequest>,
) -> Result<axum::Json<Queue>, AppError> {
    let reason = reason_to_hold("reason", &body.value.reason)?;
    let (by, at) = (scope.actor.to_string(), app.seams.clock.now());
    set(&app, scope, Some(Hold { by, at, reason })).await
}

/// Resume the queue.
///
/// One that is not paused stays as it is.
#[utoipa::path(post, path = "/v1/queue/resume", tag = "queue", responses((status = 200, body = Queue)))]
pub(crate) async fn resume(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
) -> Result<axum::Json<Queue>, AppError> {
    set(&app, scope, None).await
}

async fn set(
    app: &Arc<App>,
    scope: Scope,
    pause: Option<Hold>,
) -> Result<axum::Json<Queue>, AppError> {
    let (own, now) = (app.clone(), app.seams.clock.now());
    let changed = app.to_its_end(async move {
        let organisation = scope.organisation.clone();
        let kept = own.store.write(move |tx| {
            queue::set_pause(tx, &scope.organisation, pause.as_ref())?;
            audit_event::append(tx, &scope, &entry(pause.as_ref()), now)?;
            views::pause(tx, &scope.organisation)
        });
        let pause = kept.await?;
        own.changes.tell(Change::Queue(organisation));
        own.wake_dispatch();
        Ok::<_, StoreError>(Queue { pause: pause.map(Into::into) })
    });
    let queue = changed.await.ok_or(AppError::Internal("change the queue"))?;
    queue.map(axum::Json).map_err(from_store)
}

fn entry(pause: Option<&Hold>) -> AuditEntry {
    let (action, detail) = match pause {
        Some(pause) => ("queue.pause", serde_json::json!({ "reason": pause.reason })),
        None => ("queue.resume", serde_json::json!({})),
    };
    let (action, target) = (action.to_owned(), "queue".to_owned());
    AuditEntry { action, target, detail: detail.to_string() }
}
