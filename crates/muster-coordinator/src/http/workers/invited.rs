//! `GET /v1/join-tokens/{id}`

use crate::{
    app::App,
    error::AppError,
    http::extract::{Id, Reader},
};
use axum::extract::State;
use muster_api::{
    Problem, ProblemKind,
    worker::{JoinState, JoinStatus},
};
use muster_core::{TokenId, token::TokenKind, worker::Liveness};
use muster_store::{token, worker};
use std::sync::Arc;

/// Whether somebody has used a join token.
#[utoipa::path(get, path = "/v1/join-tokens/{id}", tag = "workers", params(("id" = String, Path)),
    responses((status = 200, body = JoinStatus), (status = 404, body = Problem)))]
pub(crate) async fn invited(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(id): Id<TokenId>,
) -> Result<axum::Json<JoinStatus>, AppError> {
    let (organisation, token_id) = (caller.organisation.clone(), id.clone());
    let (row, joined) = app
        .store
        .read(move |tx| {
            let row = token::find(tx, &token_id)?;
            Ok::<_, AppError>((row, worker::joined_with(tx, &organisation, &token_id)?))
        })
        .await?;
    let own =
        row.filter(|row| row.organisation == caller.organisation && row.kind == TokenKind::Join);
    let row = own.ok_or_else(|| {
        AppError::told(ProblemKind::TokenNotFound, format!("there is no join token `{id}`"))
    })?;
    let member = joined.and_then(|worker| app.fleet.find(&caller.organisation, &worker.id));
    let now = app.seams.clock.now();
    let state = match &member {
        Some(member) if member.liveness(now) == Liveness::Online => JoinState::Online,
        Some(_) => JoinState::Joined,
        None if row.expires_at <= now || row.used_at.is_some() => JoinState::Expired,
        None => JoinState::Waiting,
    };
    let busy = app.leases.slots_by_worker();
    Ok(axum::Json(JoinStatus {
        state,
        worker: member.map(|member| app.worker_view(&member, &busy)),
    }))
}
