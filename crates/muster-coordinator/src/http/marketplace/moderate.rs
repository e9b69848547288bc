//! `POST /marketplace/agents/{id}/report`, `…/hide`, `…/unhide`

use super::{check_open, listed, reason};
use crate::{
    app::App,
    error::AppError,
    http::{
        agents::{audit, no_agent},
        extract::{Id, Json, Writer},
    },
};
use axum::extract::State;
use http::StatusCode;
use muster_api::{Problem, agent::ListingReason};
use muster_core::{AgentId, RequestId, Scope};
use muster_store::{
    agent::{self, AgentRow},
    audit_event,
};
use serde_json::json;
use std::sync::Arc;

/// Complain about a listing. Its owners and the operator see how often that happened, and why in the audit log.
#[utoipa::path(post, path = "/marketplace/agents/{id}/report", tag = "marketplace", security(()),
    params(("id" = String, Path)), request_body = ListingReason,
    responses((status = 202), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn report(
    State(app): State<Arc<App>>,
    axum::Extension(request_id): axum::Extension<RequestId>,
    Id(id): Id<AgentId>,
    Json { value, .. }: Json<ListingReason>,
) -> Result<StatusCode, AppError> {
    check_open(&app)?;
    complain(&app, request_id, id, &value).await.map(|()| StatusCode::ACCEPTED)
}

/// Takes a complaint of a visitor, however it came.
pub(crate) async fn complain(
    app: &Arc<App>,
    request_id: RequestId,
    id: AgentId,
    said: &ListingReason,
) -> Result<(), AppError> {
    let (reason, now) = (reason(said)?, app.seams.clock.now());
    let own = app.clone();
    let reported = app.store.write(move |tx| {
        let row = listed(tx, &id)?;
        // A visitor is nobody whom we know.
        let own = own.own_scope(&row.organisation);
        let scope = Scope { request_id: request_id.clone(), ..own };
        let reports = row.reports.saturating_add(1);
        agent::save(tx, &AgentRow { reports, ..row })?;
        let entry = audit("listing.reported", &id, &json!({ "reason": reason }));
        audit_event::append(tx, &scope, &entry, now)?;
        Ok::<_, AppError>(())
    });
    reported.await
}

/// Hide a listing from everybody, whosever it is. Its owners see why.
#[utoipa::path(post, path = "/marketplace/agents/{id}/hide", tag = "marketplace",
    params(("id" = String, Path)), request_body = ListingReason,
    responses((status = 204), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn hide(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<AgentId>,
    Json { value, .. }: Json<ListingReason>,
) -> Result<StatusCode, AppError> {
    let hidden = Some(reason(&value)?);
    set(&app, scope, id, "listing.hidden", hidden).await
}

/// Let everybody find a listing again.
#[utoipa::path(post, path = "/marketplace/agents/{id}/unhide", tag = "marketplace",
    params(("id" = String, Path)), responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn unhide(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<AgentId>,
) -> Result<StatusCode, AppError> {
    set(&app, scope, id, "listing.shown", None).await
}

async fn set(
    app: &Arc<App>,
    scope: Scope,
    id: AgentId,
    action: &'static str,
    hidden: Option<String>,
) -> Result<StatusCode, AppError> {
    check_open(app)?;
    let now = app.seams.clock.now();
    let changed = app.store.write(move |tx| {
        let row = agent::find_in_any_organisation(tx, &id)?.filter(|row| row.is_public);
        let row = row.ok_or_else(|| no_agent(&id))?;
        // It is written down where its owners read.
        let scope = Scope { organisation: row.organisation.clone(), ..scope.clone() };
        agent::save(tx, &AgentRow { hidden: hidden.clone(), ..row })?;
        let entry = audit(action, &id, &json!({ "reason": hidden }));
        audit_event::append(tx, &scope, &entry, now)?;
        Ok::<_, AppError>(())
    });
    changed.await.map(|()| StatusCode::NO_CONTENT)
}
