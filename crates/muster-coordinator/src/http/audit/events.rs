//! `GET /v1/audit/events`

use crate::{
    app::App,
    error::{AppError, invalid},
    http::{
        extract::{Asked, Reader},
        page_size::page_size,
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    audit::{AuditEvent, AuditPage, AuditQuery},
};
use muster_store::{
    StoreError,
    audit_event::{self, AuditFilter, AuditRow},
};
use std::sync::Arc;

/// Who did what, newest first.
#[utoipa::path(get, path = "/v1/audit/events", tag = "audit", params(AuditQuery),
    responses((status = 200, body = AuditPage), (status = 422, body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<AuditQuery>,
) -> Result<axum::Json<AuditPage>, AppError> {
    let limit = page_size(query.limit);
    let before = query.cursor.as_deref().map(str::parse).transpose();
    let before = before.map_err(|_| invalid("cursor", "is not one of ours"))?;
    let filter = AuditFilter {
        range: super::range(["from", "to"], query.from.as_deref(), query.to.as_deref())?,
        actor: query.actor,
        action: query.action,
        target: query.target,
    };
    // One more than asked for tells whether there is a next page.
    let rows = app.store.read(move |tx| {
        audit_event::find(tx, &caller.organisation, &filter, before.as_ref(), limit + 1)
    });
    let rows: Result<Vec<AuditRow>, StoreError> = rows.await;
    let mut rows = rows?;
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_cursor = rows.last().filter(|_| has_more).map(|row| row.id.to_string());
    Ok(axum::Json(AuditPage { items: rows.into_iter().map(view).collect(), next_cursor }))
}

fn view(row: AuditRow) -> AuditEvent {
    // What is no JSON was not written by us, and is shown as it is.
    let detail = serde_json::from_str(&row.entry.detail);
    AuditEvent {
        id: row.id,
        place: row.place,
        at: row.at,
        actor: row.actor,
        action: row.entry.action,
        target: row.entry.target,
        outcome: row.outcome.as_str().to_owned(),
        detail: detail.unwrap_or(serde_json::Value::String(row.entry.detail)),
        request_id: row.request_id,
        idempotency_key: row.idempotency_key,
    }
}
