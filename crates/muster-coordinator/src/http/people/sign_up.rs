//! `POST /api/auth/sign-up/email`, and Defrag's `POST /auth/register`

use super::{Scheme, invited, named, welcome};
use crate::{
    app::App,
    engine::people::{Begun, Newcomer, Visitor},
    error::{AppError, invalid},
    http::{
        extract::Json,
        guard::limits::{self, Far},
    },
};
use axum::{Extension, extract::State, response::Response};
use muster_api::{
    Problem, ProblemKind,
    person::{Registration, SignUp, SignedIn, TokenAnswer, Typed},
};
use muster_identity::{Email, password::Password};
use std::sync::Arc;

/// Make an account, and sign in.
///
/// On this machine anybody may; from elsewhere an invitation is needed, unless the coordinator is set up otherwise.
/// A new account has an empty organisation of its own, one that was invited belongs to the organisation that invited it.
#[utoipa::path(post, path = "/api/auth/sign-up/email", tag = "people", security(()), request_body = SignUp,
    responses((status = 200, body = SignedIn), (status = 403, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn sign_up(
    State(app): State<Arc<App>>,
    far: Option<Extension<Far>>,
    visitor: Visitor,
    scheme: Scheme,
    body: Json<SignUp>,
) -> Result<Response, AppError> {
    let far = far.map(|Extension(far)| far);
    let begun = made(&app, far, &visitor, body.value).await?;
    Ok(welcome(&app, &begun, &scheme))
}

/// Make an account (Defrag).
#[utoipa::path(post, path = "/auth/register", tag = "people", security(()), request_body = Registration,
    responses((status = 200, body = TokenAnswer), (status = 403, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn register(
    State(app): State<Arc<App>>,
    far: Option<Extension<Far>>,
    visitor: Visitor,
    body: Json<Registration>,
) -> Result<axum::Json<TokenAnswer>, AppError> {
    let Registration { email, password, turnstile_token, invite_token } = body.value;
    let name = email.split('@').next().unwrap_or_default().to_owned();
    let wanted = SignUp { name, email, password, invitation: invite_token, turnstile_token };
    let begun = made(&app, far.map(|Extension(far)| far), &visitor, wanted).await?;
    Ok(axum::Json(TokenAnswer { token: begun.token.reveal() }))
}

async fn made(
    app: &App,
    far: Option<Far>,
    visitor: &Visitor,
    wanted: SignUp,
) -> Result<Begun, AppError> {
    let email: Email =
        wanted.email.trim().parse().map_err(|_| invalid("email", "must be an e-mail address"))?;
    limits::sign_in(app, far, email.as_str()).await?;
    let Typed(password) = wanted.password;
    let password = Password::new(password).map_err(|bad| {
        Problem::new(ProblemKind::Validation, bad.to_string()).in_field("password")
    })?;
    let name = named(&wanted.name)?;
    let invitation = invited(wanted.invitation.as_ref().map(|Typed(text)| text))?;
    check_person(app, wanted.turnstile_token.as_deref(), far, visitor).await?;
    let hash = app.people.passwords.hash(password).await;
    let hash = hash.map_err(|_| AppError::Internal("hash a password"))?;
    let newcomer = Newcomer {
        email: email.to_string(),
        is_email_proven: false,
        name,
        password_hash: Some(hash.as_str().to_owned()),
        account_key: None,
    };
    app.sign_up(newcomer, invitation, visitor).await
}

/// What cannot be found out is a no.
async fn check_person(
    app: &App,
    response: Option<&str>,
    far: Option<Far>,
    visitor: &Visitor,
) -> Result<(), AppError> {
    let Some(turnstile) = &app.people.turnstile else { return Ok(()) };
    let from = far.map(|Far(address)| address);
    let answer = turnstile.check(response, from, &visitor.request_id).await;
    answer.map_err(|why| AppError::told(ProblemKind::NotAPerson, why.to_string()))
}
