//! `POST /token/revoke` (RFC 7009)

use super::{Form, bearer};
use crate::{app::App, caller::Caller, error::AppError, http::extract::Reader};
use axum::extract::State;
use http::StatusCode;
use muster_api::Problem;
use muster_core::{Actor, RequestId, Role};
use muster_identity::jwt::AccessToken;
use muster_store::{
    audit_event::{self, AuditEntry},
    revoked_token,
};
use std::sync::Arc;

/// Take a token back: it opens nothing from now on.
///
/// A token that does not count anyway, or is not the caller's to take back, changes nothing; the answer is the same.
#[utoipa::path(post, path = "/token/revoke", tag = "tokens of agents",
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200), (status = 400, body = Problem)))]
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    axum::Extension(request_id): axum::Extension<RequestId>,
    form: Form,
) -> Result<StatusCode, AppError> {
    let token = match bearer::verified(&app, &form.field("token")?).await {
        Ok(token) => token,
        Err(error) if error.problem().status == 401 => return Ok(StatusCode::OK),
        Err(error) => return Err(error),
    };
    if !may(&caller, &token) {
        return Ok(StatusCode::OK);
    }
    let (scope, now) = (caller.scope(request_id, None), app.seams.clock.now());
    let entry = AuditEntry {
        action: "token.revoked".to_owned(),
        target: token.id.to_string(),
        detail: "{}".to_owned(),
    };
    let revoked = app.store.write(move |tx| {
        // A token is taken for a little longer than it says.
        let until = token.expires_at.after(2 * muster_identity::jwt::LEEWAY);
        if revoked_token::insert(tx, &scope, &token.id, until, now)? {
            audit_event::append(tx, &scope, &entry, now)?;
        }
        Ok::<_, AppError>(())
    });
    revoked.await.map(|()| StatusCode::OK)
}

/// People take back what is their organisation's, a program what is its own.
fn may(caller: &Caller, token: &AccessToken) -> bool {
    let is_own = match (&caller.actor, &token.agent) {
        (Actor::Agent(caller), Some(agent)) => caller == agent,
        _ => caller.may(Role::Operator, None).is_ok(),
    };
    caller.organisation == token.organisation && is_own
}
