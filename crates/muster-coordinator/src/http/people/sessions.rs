//! `GET /v1/sessions` and `DELETE /v1/sessions/{id}`

use super::Signed;
use crate::{
    app::App,
    caller::SignedIn,
    engine::people::{self, Visitor},
    error::AppError,
    http::extract::Id,
};
use axum::extract::State;
use http::StatusCode;
use muster_api::{Problem, ProblemKind, person::SessionList};
use muster_core::TokenId;
use muster_store::person::session;
use std::sync::Arc;

/// Where you have signed in, newest first.
#[utoipa::path(get, path = "/v1/sessions", tag = "people", responses((status = 200, body = SessionList), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    signed: Signed,
) -> Result<axum::Json<SessionList>, AppError> {
    let (now, SignedIn { person, session: current }) = (app.seams.clock.now(), signed.who);
    let rows = app.store.read(move |tx| session::live(tx, &person, now)).await?;
    let items = rows.into_iter().map(|row| people::shown(row, Some(&current))).collect();
    Ok(axum::Json(SessionList { items }))
}

/// End one of your sessions: it opens nothing from now on.
#[utoipa::path(delete, path = "/v1/sessions/{id}", tag = "people", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(super) async fn end(
    State(app): State<Arc<App>>,
    signed: Signed,
    visitor: Visitor,
    Id(id): Id<TokenId>,
) -> Result<StatusCode, AppError> {
    if people::end(
        &app,
        &signed.caller.organisation,
        signed.who.person.clone(),
        id.clone(),
        &visitor.request_id,
    )
    .await?
    {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(AppError::told(ProblemKind::SessionNotFound, format!("you have no session `{id}`")))
}
