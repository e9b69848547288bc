//! `POST /v1/workers/{id}/tokens`

use super::{Said, member, resource_of, token, worker_id};
use crate::{app::App, error::AppError, http::extract::Writer};
use axum::extract::{Path, State};
use muster_api::{
    Problem,
    den::{Connect, MintedTokens, WorkerTokens},
};
use muster_store::{
    audit_event::{self, AuditEntry},
    resource_detail,
};
use std::sync::Arc;

/// Mint tokens for a worker.
///
/// Only their hashes are kept, so those of before cannot be shown again; they are void from now on. A program in the
/// worker's machine keeps those that it was started with.
#[utoipa::path(post, path = "/v1/workers/{id}/tokens", tag = "workers", params(("id" = String, Path)),
    responses((status = 200, body = MintedTokens), (status = 404, body = Problem)))]
pub(crate) async fn mint(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path(id): Path<String>,
) -> Result<axum::Json<MintedTokens>, AppError> {
    let id = worker_id(&id)?;
    member(&app, &scope.organisation, &id)?;
    let resource = resource_of(&id)?;
    let mut detail = app.detail_of(&scope.organisation, &resource).await?;
    let [host, client] = [(); 2].map(|()| token(&*app.seams.rng));
    detail.said = Said::of(Some(&detail)).with_hashes([&host, &client]).json()?;
    let entry = AuditEntry {
        action: "worker.mint".to_owned(),
        target: id.to_string(),
        detail: "{}".to_owned(),
    };
    let (by, now) = (scope.clone(), app.seams.clock.now());
    let kept = app.store.write(move |tx| {
        resource_detail::put(tx, &detail)?;
        audit_event::append(tx, &by, &entry, now).map(drop)
    });
    kept.await?;
    let seen = app.kept_of(&scope.organisation, resource).await?;
    let url = app.instance(&seen).await.and_then(|instance| instance.url);
    Ok(axum::Json(MintedTokens {
        tokens: WorkerTokens { host: host.reveal().to_owned(), client: client.reveal().to_owned() },
        connect: url.map(|url| Connect { openwork_url: url, workspace_id: None }),
    }))
}
