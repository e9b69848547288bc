//! Google: an identity that it has signed for us.

use super::{Endpoints, NotSignedIn, Pending, Person, Provider, SignIn, quoted, read, shown_name};
use crate::{
    Secret,
    jwt::{Claims, Compact, Expected, Refusal, TokenType},
    oidc::KeyMissing,
};
use aws_lc_rs::constant_time;
use http::StatusCode;
use muster_core::RequestId;
use serde::Deserialize;

#[derive(Deserialize)]
struct Exchanged {
    id_token: String,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

pub(super) async fn person(
    sign_in: &SignIn,
    pending: &Pending,
    code: &Secret,
    request: &RequestId,
) -> Result<Person, NotSignedIn> {
    let (status, body) = sign_in.exchange(pending, code, request).await?;
    if status != StatusCode::OK {
        let refused: Refused = read(&body)?;
        return Err(NotSignedIn::CodeRefused(quoted(&refused.error)));
    }
    let exchanged: Exchanged = read(&body)?;
    let claims = verified(sign_in, &exchanged.id_token, request).await?;
    check(&claims, sign_in, pending)?;
    let is_verified = claims.all.get("email_verified").is_some_and(|it| *it == true);
    let email = claims.text("email").filter(|_| is_verified).and_then(|it| it.parse().ok());
    let email = email.ok_or(NotSignedIn::NoVerifiedEmail)?;
    let name = shown_name(claims.text("name"));
    Ok(Person { provider: Provider::Google, subject: claims.subject, email, name })
}

async fn verified(
    sign_in: &SignIn,
    token: &str,
    request: &RequestId,
) -> Result<Claims, NotSignedIn> {
    let (Endpoints::Google { issuers, .. }, Some(keys)) =
        (&sign_in.client.endpoints, &sign_in.keys)
    else {
        return Err(NotSignedIn::OtherSignIn);
    };
    let compact = Compact::parse(token)?;
    let key = keys.key(compact.key_id(), request).await.map_err(|missing| match missing {
        KeyMissing::Unknown => NotSignedIn::Identity(Refusal::UnknownKey),
        KeyMissing::Unavailable => NotSignedIn::Unavailable(None),
    })?;
    let issuers: Vec<&str> = issuers.iter().map(String::as_str).collect();
    let expected = Expected::of(TokenType::Plain, &issuers, &sign_in.client.id);
    Ok(compact.verify(&key, &expected, sign_in.clock.now())?)
}

/// That it was made for this sign-in and for us, and that its subject is a number.
fn check(claims: &Claims, sign_in: &SignIn, pending: &Pending) -> Result<(), Refusal> {
    let nonce = claims.text("nonce").ok_or(Refusal::ClaimMissing("nonce"))?;
    let (mine, theirs) = (pending.nonce.reveal().as_bytes(), nonce.as_bytes());
    let is_same = constant_time::verify_slices_are_equal(mine, theirs).is_ok();
    let is_ours = claims.text("azp").is_none_or(|party| party == sign_in.client.id);
    let is_number = claims.subject.bytes().all(|byte| byte.is_ascii_digit());
    match () {
        () if !is_same => Err(Refusal::ClaimMalformed("nonce")),
        () if !is_ours => Err(Refusal::Audience),
        () if !is_number || claims.subject.len() > 64 => Err(Refusal::ClaimMalformed("sub")),
        () => Ok(()),
    }
}
