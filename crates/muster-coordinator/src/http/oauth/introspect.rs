//! `POST /token/introspect` (RFC 7662)

use super::{Form, bearer};
use crate::{app::App, error::AppError, http::extract::Reader};
use axum::extract::State;
use muster_api::Problem;
use muster_identity::jwt;
use std::sync::Arc;

/// Ask about a token. Of one that does not count, or is another organisation's, nothing is said but that.
#[utoipa::path(post, path = "/token/introspect", tag = "tokens of agents",
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = serde_json::Value), (status = 400, body = Problem)))]
pub(crate) async fn introspect(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    form: Form,
) -> Result<axum::Json<jwt::Introspection>, AppError> {
    let token = form.field("token")?;
    let counts = match bearer::verified(&app, &token).await {
        Ok(_) => true,
        Err(error) if error.problem().status == 401 => false,
        Err(error) => return Err(error),
    };
    let Some(ring) = app.ring_if_any().await?.filter(|_| counts) else {
        return Ok(axum::Json(jwt::Introspection::default()));
    };
    let may_see = |token: &jwt::AccessToken| token.organisation == caller.organisation;
    let now = app.seams.clock.now();
    let said = jwt::introspect(&ring, &app.issuer(), &token, |_| false, may_see, now);
    Ok(axum::Json(said))
}
