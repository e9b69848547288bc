//! `POST /v1/instance/challenge`

use crate::{
    app::App,
    crypto::{Question, decode},
    error::{AppError, invalid},
    http::{extract::Json, guard::auth::proved},
};
use axum::extract::State;
use http::{HeaderMap, header::HOST};
use muster_api::{
    Problem,
    instance::{Challenge, ChallengeAnswer},
};
use std::sync::Arc;

/// Prove that this coordinator knows a credential, before a client shows it.
///
/// The client proves that first, so nobody else is given anything to guess at.
#[utoipa::path(post, path = "/v1/instance/challenge", tag = "about", security(()), request_body = Challenge,
    responses((status = 200, body = ChallengeAnswer), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn challenge(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Json<Challenge>,
) -> Result<axum::Json<ChallengeAnswer>, AppError> {
    let Challenge { nonce, token, claim } = body.value;
    let nonce = decode(&nonce).and_then(|nonce| nonce.try_into().ok());
    let nonce = nonce.ok_or_else(|| invalid("nonce", "must be 32 bytes in URL-safe base 64"))?;
    let claim = decode(&claim).ok_or_else(|| invalid("claim", "must be URL-safe base 64"))?;
    // The guard has seen to it that this is one of our own addresses: nobody passes proofs on to us.
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let question = Question { nonce, host: host.to_ascii_lowercase() };
    let hash = proved(&app, &question, token, &claim).await?;
    Ok(axum::Json(ChallengeAnswer { proof: question.proof(&hash) }))
}
