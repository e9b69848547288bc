//! `POST /v1/cloud/stop-everything`

use crate::{
    app::App,
    cloud::{billed, running},
    error::AppError,
    http::{environments::adopt::stray, extract::Writer},
};
use axum::extract::State;
use http::StatusCode;
use muster_api::spend::{StopAsked, StopEverything};
use muster_core::Scope;
use muster_operations::{Act, NotAccepted};
use muster_store::{operation, resource::ResourceRow};
use std::sync::Arc;

/// Stop everything at providers that costs money: every cloud worker and every environment.
///
/// What workers run goes back to the queue, files stay, and what is just being made is not made to its end. Each has an
/// operation: once that is `done`, the provider itself has said that it is stopped.
#[utoipa::path(post, path = "/v1/cloud/stop-everything", tag = "providers",
    responses((status = 202, body = StopEverything)))]
pub(crate) async fn stop(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
) -> Result<(StatusCode, axum::Json<StopEverything>), AppError> {
    let organisation = scope.organisation.clone();
    let all = app.store.read(move |tx| running(tx, &organisation)).await?;
    let mut items = Vec::with_capacity(all.len());
    for row in all {
        items.push(stop_one(&app, &scope, &row).await?);
    }
    let swept = app.swept_of(&scope.organisation);
    let strays = swept.strays.into_iter().map(stray).collect();
    Ok((StatusCode::ACCEPTED, axum::Json(StopEverything { items, strays })))
}

/// What is being removed already has an operation that says how far that is.
async fn stop_one(app: &Arc<App>, scope: &Scope, row: &ResourceRow) -> Result<StopAsked, AppError> {
    let stopped = app.operations.act(scope, &row.id, Act::StopAtOnce).await;
    let (operation, problem) = match stopped {
        Ok(accepted) => (Some(accepted.operation), None),
        Err(NotAccepted::Busy(id)) => {
            let organisation = scope.organisation.clone();
            (app.store.read(move |tx| operation::find(tx, &organisation, &id)).await?, None)
        }
        Err(NotAccepted::Store(error)) => return Err(error.into()),
        Err(other) => (None, Some(AppError::from(other).problem().detail)),
    };
    let operation = operation.map(|row| app.operation_view(row));
    Ok(StopAsked { what: billed(row), operation, problem })
}
