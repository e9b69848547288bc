//! GitHub: a token for its API, which says who somebody is.

use super::{
    Endpoints, NotSignedIn, Pending, Person, Provider, SignIn, gone, quoted, read, shown_name,
};
use crate::{Email, Secret, outbound::Question};
use http::{StatusCode, header};
use muster_core::RequestId;
use serde::{Deserialize, de::DeserializeOwned};

#[derive(Deserialize)]
struct Exchanged {
    access_token: Option<String>,
    token_type: Option<String>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct User {
    id: u64,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    email: String,
    primary: bool,
    verified: bool,
}

pub(super) async fn person(
    sign_in: &SignIn,
    pending: &Pending,
    code: &Secret,
    request: &RequestId,
) -> Result<Person, NotSignedIn> {
    let Endpoints::GitHub { user, emails, .. } = &sign_in.client.endpoints else {
        return Err(NotSignedIn::OtherSignIn);
    };
    let token = token(sign_in, pending, code, request).await?;
    let user: User = ask(sign_in, user.as_str(), &token, request).await?;
    let emails: Vec<Listed> = ask(sign_in, emails.as_str(), &token, request).await?;
    let email = email(&emails).ok_or(NotSignedIn::NoVerifiedEmail)?;
    let name = shown_name(user.name.as_deref());
    Ok(Person { provider: Provider::GitHub, subject: user.id.to_string(), email, name })
}

/// It answers 200 to whatever it refuses, and says so in the body.
async fn token(
    sign_in: &SignIn,
    pending: &Pending,
    code: &Secret,
    request: &RequestId,
) -> Result<Secret, NotSignedIn> {
    let (_, body) = sign_in.exchange(pending, code, request).await?;
    let exchanged: Exchanged = read(&body)?;
    if let Some(error) = exchanged.error {
        return Err(NotSignedIn::CodeRefused(quoted(&error)));
    }
    let is_bearer = exchanged.token_type.is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
    exchanged.access_token.filter(|_| is_bearer).map(Secret::new).ok_or(NotSignedIn::Unreadable)
}

async fn ask<T: DeserializeOwned>(
    sign_in: &SignIn,
    url: &str,
    token: &Secret,
    request: &RequestId,
) -> Result<T, NotSignedIn> {
    let question = Question::get(url)
        .with(header::AUTHORIZATION, &format!("Bearer {}", token.reveal()))
        .for_request(request);
    let answer = question.ask(&*sign_in.transport).await.map_err(gone)?;
    match answer.status() {
        StatusCode::OK => read(answer.body()),
        _ => Err(NotSignedIn::Unavailable(None)),
    }
}

/// The person's first address, if it is verified; others of theirs are for other purposes.
fn email(emails: &[Listed]) -> Option<Email> {
    let primary = emails.iter().find(|it| it.primary && it.verified)?;
    primary.email.parse().ok()
}
