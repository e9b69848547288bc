//! `/api/auth/sign-in/email`, `/api/auth/sign-out`, `/api/auth/get-session`, and Defrag's `/auth/login`

use super::{Scheme, Signed, put_cookie, welcome};
use crate::{
    app::App,
    engine::people::{self, Begun, Visitor},
    error::AppError,
    http::{
        about,
        extract::{Json, Reader},
        guard::limits::{self, Far},
    },
};
use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Response},
};
use muster_api::{
    Problem, ProblemKind,
    person::{Login, SessionAnswer, SignIn, SignInWays, SignedIn, SignedOut, TokenAnswer, Typed},
};
use muster_core::Secret;
use muster_identity::{
    Email,
    password::{Password, PasswordHash, Verdict},
};
use muster_store::person::{self, PersonRow, membership};
use std::sync::Arc;

/// How people can sign in here.
#[utoipa::path(get, path = "/api/auth/ways", tag = "people", security(()), responses((status = 200, body = SignInWays)))]
pub(super) async fn ways(
    State(app): State<Arc<App>>,
    far: Option<Extension<Far>>,
) -> Result<axum::Json<SignInWays>, AppError> {
    let has_accounts = app.store.read(|tx| person::is_there_any(tx)).await?;
    Ok(axum::Json(SignInWays {
        may_sign_up: app.may_sign_up(far.is_none()),
        has_accounts,
        providers: app.people.providers().map(|it| it.as_str().to_owned()).collect(),
    }))
}

/// Sign in with address and password.
#[utoipa::path(post, path = "/api/auth/sign-in/email", tag = "people", security(()), request_body = SignIn,
    responses((status = 200, body = SignedIn), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    far: Option<Extension<Far>>,
    visitor: Visitor,
    scheme: Scheme,
    body: Json<SignIn>,
) -> Result<Response, AppError> {
    let SignIn { email, password: Typed(password) } = body.value;
    let begun = proved(&app, far.map(|it| it.0), &visitor, &email, password).await?;
    Ok(welcome(&app, &begun, &scheme))
}

/// Sign in with address and password (Defrag).
#[utoipa::path(post, path = "/auth/login", tag = "people", security(()), request_body = Login,
    responses((status = 200, body = TokenAnswer), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn login(
    State(app): State<Arc<App>>,
    far: Option<Extension<Far>>,
    visitor: Visitor,
    body: Json<Login>,
) -> Result<axum::Json<TokenAnswer>, AppError> {
    let Login { email, password: Typed(password), .. } = body.value;
    let begun = proved(&app, far.map(|it| it.0), &visitor, &email, password).await?;
    Ok(axum::Json(TokenAnswer { token: begun.token.reveal() }))
}

/// Takes the same work for every address, whether there is an account or not.
async fn proved(
    app: &App,
    far: Option<Far>,
    visitor: &Visitor,
    email: &str,
    password: Secret,
) -> Result<Begun, AppError> {
    let email = email.trim().parse::<Email>().map_err(|_| wrong())?;
    limits::sign_in(app, far, email.as_str()).await?;
    let password = Password::new(password).map_err(|_| wrong())?;
    let found = app.store.read(move |tx| person::by_email(tx, email.as_str())).await?;
    let kept = found.as_ref().and_then(|row| row.password_hash.as_deref());
    let kept = kept.and_then(|hash| hash.parse::<PasswordHash>().ok());
    let verdict = app.people.passwords.verify(password, kept).await;
    let verdict = verdict.map_err(|_| AppError::Internal("compare a password"))?;
    match (found, verdict) {
        (Some(row), Verdict::Right) => app.begin_session(row, "password", visitor).await,
        (Some(row), Verdict::RightAndRehashed(hash)) => {
            let (id, now) = (row.id.clone(), app.seams.clock.now());
            let kept = app.store.write(move |tx| person::set_password(tx, &id, hash.as_str(), now));
            kept.await?;
            app.begin_session(row, "password", visitor).await
        }
        (found, _) => {
            note_failure(app, found, visitor).await?;
            Err(wrong())
        }
    }
}

/// A wrong password of somebody who is known; of others nothing is kept, or strangers could fill the log.
async fn note_failure(
    app: &App,
    found: Option<PersonRow>,
    visitor: &Visitor,
) -> Result<(), AppError> {
    let Some(row) = found else { return Ok(()) };
    let (now, local) = (app.seams.clock.now(), app.organisation.clone());
    let (request_id, from) = (visitor.request_id.clone(), visitor.address.clone());
    let noted = app.store.write(move |tx| {
        let home = membership::first_of(tx, &row.id)?.map_or(local.clone(), |it| it.organisation);
        let scope = people::person_scope(&home, &row.id, &request_id);
        let detail = serde_json::json!({ "from": from }).to_string();
        people::note(tx, &scope, "person.sign_in_failed", &row.id, &detail, now)
    });
    noted.await
}

fn wrong() -> AppError {
    AppError::told(ProblemKind::InvalidCredentials, "the address or the password is wrong")
}

/// Sign out: the session ends everywhere.
#[utoipa::path(post, path = "/api/auth/sign-out", tag = "people", responses((status = 200, body = SignedOut), (status = 401, body = Problem)))]
pub(super) async fn sign_out(
    State(app): State<Arc<App>>,
    signed: Signed,
    visitor: Visitor,
    scheme: Scheme,
) -> Result<Response, AppError> {
    people::end(
        &app,
        &signed.caller.organisation,
        signed.who.person.clone(),
        signed.who.session.clone(),
        &visitor.request_id,
    )
    .await?;
    let mut response = axum::Json(SignedOut { success: true }).into_response();
    put_cookie(&mut response, &app.people.cookies(scheme.is_encrypted).clear());
    Ok(response)
}

/// The session and its person; `null` if nobody has signed in.
#[utoipa::path(get, path = "/api/auth/get-session", tag = "people", responses((status = 200, body = Option<SessionAnswer>), (status = 401, body = Problem)))]
pub(super) async fn get_session(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<Option<SessionAnswer>>, AppError> {
    let known = about::signed_in(&app, &caller).await?;
    Ok(axum::Json(known.map(|(user, session)| SessionAnswer { session, user })))
}
