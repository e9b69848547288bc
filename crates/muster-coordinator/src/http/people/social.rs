//! `POST /api/auth/sign-in/social` and where providers send the browser back to

use super::{Scheme, handoff::new_grant, invited, put_cookie};
use crate::{
    app::App,
    engine::people::Visitor,
    error::{AppError, invalid},
    http::extract::Json,
};
use axum::{
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Redirect, Response},
};
use http::HeaderMap;
use muster_api::{
    Problem,
    person::{SocialRedirect, SocialSignIn, Typed},
};
use muster_identity::{
    address::{Address, Reach},
    session::SESSION_LIFETIME,
    social::{Callback, Provider},
};
use std::sync::Arc;

/// Begin to sign in with GitHub or Google: the answer says where the browser goes.
#[utoipa::path(post, path = "/api/auth/sign-in/social", tag = "people", security(()), request_body = SocialSignIn,
    responses((status = 200, body = SocialRedirect), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn begin(
    State(app): State<Arc<App>>,
    scheme: Scheme,
    headers: HeaderMap,
    body: Json<SocialSignIn>,
) -> Result<axum::Json<SocialRedirect>, AppError> {
    let SocialSignIn { provider, callback_url, invitation } = body.value;
    let provider: Provider =
        provider.parse().map_err(|_| invalid("provider", "must be `github` or `google`"))?;
    let then = then(callback_url.as_deref())?;
    let base = scheme.base(&headers).replacen("//localhost", "//127.0.0.1", 1);
    let back = format!("{base}/api/auth/callback/{}", provider.as_str());
    let back = Address::parse(&back, Reach::LoopbackToo).map_err(|bad| {
        invalid("provider", &format!("cannot be used from this address of ours: it {bad}"))
    })?;
    let invitation = invited(invitation.as_ref().map(|Typed(text)| text))?;
    let url = app.begin_social(provider, back, then, invitation)?;
    Ok(axum::Json(SocialRedirect { url, redirect: true }))
}

/// Only a path of ours: whoever signs in is sent nowhere else.
fn then(wanted: Option<&str>) -> Result<String, AppError> {
    let wanted = wanted.unwrap_or("/console/");
    let is_plain = wanted.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if !wanted.starts_with('/') || wanted.starts_with("//") || !is_plain || wanted.len() > 1_000 {
        return Err(invalid("callbackURL", "must be a path here, like `/console/`"));
    }
    Ok(wanted.to_owned())
}

/// Come back from GitHub or Google: signs in by a cookie, and goes on to the console with a grant for a session of its own.
#[utoipa::path(get, path = "/api/auth/callback/{provider}", tag = "people", security(()), params(("provider" = String, Path)),
    responses((status = 303), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn callback(
    State(app): State<Arc<App>>,
    Path(provider): Path<String>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
    scheme: Scheme,
) -> Result<Response, AppError> {
    let provider: Provider =
        provider.parse().map_err(|_| invalid("provider", "must be `github` or `google`"))?;
    let query = query.unwrap_or_default();
    let said =
        Callback::read(&query).map_err(|bad| invalid("state", &format!("is refused: {bad}")))?;
    let finished = app.finish_social(provider, said.state.reveal(), &query, &visitor).await;
    let (begun, then) = finished?;
    let (grant, _) = new_grant(&app, begun.person.id.clone(), visitor.request_id).await?;
    let mut response = Redirect::to(&format!("{then}#grant={grant}")).into_response();
    let cookie = app.people.cookies(scheme.is_encrypted).set(&begun.token, SESSION_LIFETIME);
    put_cookie(&mut response, cookie.reveal());
    Ok(response)
}
