//! `GET /v1/members`, `PATCH` and `DELETE /v1/members/{id}`

use crate::{
    app::App,
    engine::people::{note, user},
    error::AppError,
    http::extract::{Id, Json, Reader, Writer},
};
use axum::extract::State;
use http::StatusCode;
use muster_api::{
    Problem, ProblemKind,
    person::{Member, MemberChange, MemberList},
};
use muster_core::{MembershipId, OrganisationId, Role};
use muster_store::{
    Write,
    person::membership::{self, MembershipRow},
};
use std::sync::Arc;

/// Everybody who belongs to the organisation, the first one first.
#[utoipa::path(get, path = "/v1/members", tag = "people", responses((status = 200, body = MemberList)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<MemberList>, AppError> {
    let rows = app.store.read(move |tx| membership::members(tx, &caller.organisation)).await?;
    let items = rows.into_iter().map(|row| Member {
        id: row.membership.id,
        user: user(&row.person),
        role: row.membership.role,
        created_at: row.membership.created_at,
    });
    Ok(axum::Json(MemberList { items: items.collect() }))
}

/// Give a member another role; it holds at their next request.
#[utoipa::path(patch, path = "/v1/members/{id}", tag = "people", params(("id" = String, Path)), request_body = MemberChange,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<MembershipId>,
    body: Json<MemberChange>,
) -> Result<StatusCode, AppError> {
    let (now, role, local) = (app.seams.clock.now(), body.value.role, app.organisation.clone());
    let changed = app.store.write(move |tx| {
        let row = member(tx, &scope.organisation, &id)?;
        if role != Role::Owner {
            keep_an_owner(tx, &row, &local)?;
        }
        membership::set_role(tx, &scope, &id, role, now)?;
        let detail = serde_json::json!({ "from": row.role, "to": role }).to_string();
        note(tx, &scope, "member.role", &id, &detail, now)
    });
    changed.await.map(|()| StatusCode::NO_CONTENT)
}

/// Remove a member: they see nothing of the organisation any more.
#[utoipa::path(delete, path = "/v1/members/{id}", tag = "people", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<MembershipId>,
) -> Result<StatusCode, AppError> {
    let (now, local) = (app.seams.clock.now(), app.organisation.clone());
    let removed = app.store.write(move |tx| {
        let row = member(tx, &scope.organisation, &id)?;
        keep_an_owner(tx, &row, &local)?;
        membership::delete(tx, &scope, &id)?;
        let detail = serde_json::json!({ "person": row.person, "role": row.role }).to_string();
        note(tx, &scope, "member.remove", &id, &detail, now)
    });
    removed.await.map(|()| StatusCode::NO_CONTENT)
}

fn member(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    id: &MembershipId,
) -> Result<MembershipRow, AppError> {
    membership::find(tx, organisation, id)?.ok_or_else(|| {
        AppError::told(ProblemKind::MemberNotFound, format!("there is no member `{id}`"))
    })
}

/// The organisation that has the machine is its operator's, whoever else belongs to it.
fn keep_an_owner(
    tx: &mut dyn Write,
    row: &MembershipRow,
    local: &OrganisationId,
) -> Result<(), AppError> {
    let is_last = row.role == Role::Owner && membership::owners(tx, &row.organisation)? == 1;
    if is_last && row.organisation != *local {
        return Err(AppError::told(
            ProblemKind::LastOwner,
            "nobody else is owner; make somebody owner first",
        ));
    }
    Ok(())
}
