//! `POST /v1/auth/desktop-handoff` and its exchange

use super::{Scheme, Signed, grant_hash};
use crate::{
    app::App,
    crypto::encode,
    engine::people::Visitor,
    error::AppError,
    http::extract::{Json, MaybeJson},
};
use axum::extract::State;
use http::HeaderMap;
use muster_api::{
    Problem, ProblemKind,
    person::{Handoff, HandoffExchange, HandoffRequest, SignedIn, Typed},
};
use muster_core::{PersonId, RequestId, Timestamp};
use muster_store::person::{self, handoff};
use std::{sync::Arc, time::Duration};

const LIFETIME: Duration = Duration::from_mins(5);
/// Den's program, for whoever names none.
const USUAL_SCHEME: &str = "openwork";

/// Hand your session over to a program on your desk, by a grant that is used once within five minutes.
#[utoipa::path(post, path = "/v1/auth/desktop-handoff", tag = "people", request_body = HandoffRequest,
    responses((status = 200, body = Handoff), (status = 400, body = Problem), (status = 401, body = Problem)))]
pub(super) async fn begin(
    State(app): State<Arc<App>>,
    signed: Signed,
    visitor: Visitor,
    scheme: Scheme,
    headers: HeaderMap,
    body: MaybeJson<HandoffRequest>,
) -> Result<axum::Json<Handoff>, AppError> {
    let MaybeJson(HandoffRequest { next, desktop_scheme }) = body;
    let is_long = |text: &Option<String>, most| text.as_ref().is_some_and(|it| it.len() > most);
    if is_long(&next, 128) || is_long(&desktop_scheme, 32) {
        return Err(AppError::told(
            ProblemKind::InvalidRequest,
            "`next` may have 128 characters and `desktopScheme` 32",
        ));
    }
    let (grant, expires_at) = new_grant(&app, signed.who.person, visitor.request_id).await?;
    let named = desktop_scheme.filter(|it| is_scheme(it));
    let named = named.as_deref().unwrap_or(USUAL_SCHEME);
    let base: String =
        url::form_urlencoded::byte_serialize(scheme.base(&headers).as_bytes()).collect();
    let openwork_url = format!("{named}://den-auth?grant={grant}&denBaseUrl={base}");
    Ok(axum::Json(Handoff { grant, expires_at, openwork_url }))
}

/// A grant for a session of this person, and when it stops working.
pub(super) async fn new_grant(
    app: &App,
    person: PersonId,
    request_id: RequestId,
) -> Result<(String, Timestamp), AppError> {
    let (now, grant) = (app.seams.clock.now(), encode(&app.seams.rng.bytes::<24>()));
    let (hash, expires_at) = (grant_hash(&grant), now.after(LIFETIME));
    let stored = app
        .store
        .write(move |tx| handoff::insert(tx, &hash, &person, &request_id, now, expires_at));
    stored.await.map_err(AppError::Store)?;
    Ok((grant, expires_at))
}

fn is_scheme(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.bytes().all(is_inner)
}

/// Exchange a grant for a session of its own.
#[utoipa::path(post, path = "/v1/auth/desktop-handoff/exchange", tag = "people", security(()), request_body = HandoffExchange,
    responses((status = 200, body = SignedIn), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn exchange(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    body: Json<HandoffExchange>,
) -> Result<axum::Json<SignedIn>, AppError> {
    let Typed(grant) = &body.value.grant;
    if !(12..=128).contains(&grant.reveal().len()) {
        return Err(AppError::told(
            ProblemKind::InvalidRequest,
            "`grant` has 12 to 128 characters",
        ));
    }
    let (now, hash) = (app.seams.clock.now(), grant_hash(grant.reveal()));
    let spent = app.store.write(move |tx| {
        let Some(id) = handoff::person(tx, &hash, now)? else { return Err(no_grant()) };
        handoff::use_once(tx, &hash, now)?;
        person::find(tx, &id)?.ok_or_else(no_grant)
    });
    let begun = app.begin_session(spent.await?, "handoff", &visitor).await?;
    Ok(axum::Json(begun.answer()))
}

fn no_grant() -> AppError {
    AppError::told(
        ProblemKind::GrantNotFound,
        "there is no such grant: it was used, or its five minutes are over",
    )
}
