//! `/v1/invitations`, and Defrag's `POST /auth/redeem-invite`

use super::{Signed, invited};
use crate::{
    app::App,
    caller::SignedIn,
    crypto::sha256,
    engine::people::{self, Visitor, no_invitation, note, person_scope},
    error::{AppError, invalid},
    http::{
        create::{Created, Creation},
        extract::{Id, Json, Reader, Writer},
    },
};
use axum::{extract::State, response::Response};
use http::StatusCode;
use muster_api::{
    Problem,
    person::{
        Invitation, InvitationAccept, InvitationCreated, InvitationList, InvitationRequest,
        RedeemInvite, Typed,
    },
};
use muster_core::{InvitationId, MembershipId, Secret, token::TokenKind};
use muster_identity::{Email, session::draw};
use muster_store::person::{
    self,
    invitation::{self, InvitationRow},
};
use std::{sync::Arc, time::Duration};

const USUAL_LIFETIME: Duration = Duration::from_hours(7 * 24);
const LONGEST_LIFETIME: Duration = Duration::from_hours(30 * 24);

/// Invite somebody. The token is in this answer and never shown again.
#[utoipa::path(post, path = "/v1/invitations", tag = "people", request_body = InvitationRequest,
    responses((status = 201, body = InvitationCreated), (status = 422, body = Problem)))]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<InvitationRequest>,
) -> Result<Response, AppError> {
    let wanted = &body.value;
    let lifetime = wanted.expires_in_seconds.map_or(USUAL_LIFETIME, Duration::from_secs);
    if lifetime.is_zero() || lifetime > LONGEST_LIFETIME {
        return Err(invalid("expires_in_seconds", "must be from 1 second to 30 days"));
    }
    let email = wanted.email.as_deref().map(str::trim).filter(|it| !it.is_empty());
    let email = email.map(str::parse::<Email>).transpose();
    let email = email.map_err(|_| invalid("email", "must be an e-mail address"))?;
    let now = app.seams.clock.now();
    let clear = draw(TokenKind::Invite, app.seams.rng.as_ref());
    let row = InvitationRow {
        organisation: scope.organisation.clone(),
        id: InvitationId::from_random(app.seams.rng.bytes()),
        token: clear.id.clone(),
        secret_hash: sha256(clear.secret()),
        email: email.map(String::from),
        role: wanted.role,
        created_at: now,
        created_by: scope.actor.to_string(),
        expires_at: now.after(lifetime),
        ended_at: None,
        accepted_by: None,
    };
    let url = format!("{}#invitation={}", app.console_url(), clear.reveal());
    let answer = InvitationCreated { token: clear.reveal(), url, stored: view(row.clone()) };
    let creation = Creation {
        scope: &scope,
        route: "POST /v1/invitations",
        body: &body.bytes,
        is_secret: true,
    };
    let created = app.create(creation, move |tx, scope| {
        invitation::insert(tx, scope, &row)?;
        let detail = serde_json::json!({ "role": row.role, "email": row.email }).to_string();
        note(tx, scope, "invitation.create", &row.id, &detail, now)?;
        Ok(answer.clone())
    });
    created.await.map(Created::into_response)
}

/// Invitations that can still be used, newest first.
#[utoipa::path(get, path = "/v1/invitations", tag = "people", responses((status = 200, body = InvitationList)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<InvitationList>, AppError> {
    let rows = app.store.read(move |tx| invitation::list(tx, &caller.organisation)).await?;
    Ok(axum::Json(InvitationList { items: rows.into_iter().map(view).collect() }))
}

fn view(row: InvitationRow) -> Invitation {
    Invitation {
        id: row.id,
        role: row.role,
        email: row.email,
        created_at: row.created_at,
        created_by: row.created_by,
        expires_at: row.expires_at,
    }
}

/// Take an invitation back.
#[utoipa::path(delete, path = "/v1/invitations/{id}", tag = "people", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<InvitationId>,
) -> Result<StatusCode, AppError> {
    let now = app.seams.clock.now();
    let revoked = app.store.write(move |tx| {
        if !invitation::revoke(tx, &scope, &id, now)? {
            return Err(no_invitation());
        }
        note(tx, &scope, "invitation.revoke", &id, "{}", now)
    });
    revoked.await.map(|()| StatusCode::NO_CONTENT)
}

/// Use an invitation with the account that you have.
#[utoipa::path(post, path = "/v1/invitations/accept", tag = "people", request_body = InvitationAccept,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn accept(
    State(app): State<Arc<App>>,
    signed: Signed,
    visitor: Visitor,
    body: Json<InvitationAccept>,
) -> Result<StatusCode, AppError> {
    let Typed(token) = &body.value.token;
    used(&app, signed.who, &visitor, token).await.map(|()| StatusCode::NO_CONTENT)
}

/// Use an invitation with the account that you have (Defrag).
#[utoipa::path(post, path = "/auth/redeem-invite", tag = "people", request_body = RedeemInvite,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn redeem(
    State(app): State<Arc<App>>,
    signed: Signed,
    visitor: Visitor,
    body: Json<RedeemInvite>,
) -> Result<StatusCode, AppError> {
    let Typed(token) = &body.value.invite_token;
    used(&app, signed.who, &visitor, token).await.map(|()| StatusCode::NO_CONTENT)
}

async fn used(app: &App, who: SignedIn, visitor: &Visitor, token: &Secret) -> Result<(), AppError> {
    let token = invited(Some(token))?.ok_or_else(no_invitation)?;
    let (now, request_id) = (app.seams.clock.now(), visitor.request_id.clone());
    let (id, local) = (MembershipId::from_random(app.seams.rng.bytes()), app.organisation.clone());
    let accepted = app.store.write(move |tx| {
        let row =
            person::find(tx, &who.person)?.ok_or(AppError::Internal("find who has signed in"))?;
        let scope = person_scope(&local, &who.person, &request_id);
        people::accept(tx, &token, &row, &id, &scope, now).map(drop)
    });
    accepted.await
}
