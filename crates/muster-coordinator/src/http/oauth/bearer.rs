//! Signed tokens as bearers: what one says is believed if everything behind it still stands.

use crate::{
    app::App,
    caller::{Caller, Power},
    error::AppError,
};
use muster_api::{Problem, ProblemKind};
use muster_core::Actor;
use muster_identity::{
    agent::AgentState,
    jwt::{AccessToken, Basis, Refusal},
};
use muster_store::{Read, StoreError, agent, credential, revoked_token, trust_policy};

/// Whether a bearer has the form of a signed token.
pub(crate) fn is_signed(text: &str) -> bool {
    text.bytes().filter(|byte| *byte == b'.').count() == 2
}

/// Whom a signed token speaks for.
pub(crate) async fn caller(app: &App, text: &str) -> Result<Caller, AppError> {
    let token = verified(app, text).await?;
    let actor = match (token.agent, token.by) {
        (Some(agent), _) => Actor::Agent(agent),
        (None, Basis::Policy(policy)) => Actor::Workflow(policy),
        (None, Basis::Credential(credential)) => Actor::Token(credential),
    };
    Ok(Caller {
        is_of_this_machine: token.organisation == app.organisation,
        organisation: token.organisation,
        actor,
        power: Power::Scopes(token.scopes),
        signed_in: None,
        is_console: false,
        is_admin: false,
    })
}

/// What a token says, if it is genuine and nothing behind it was taken back.
pub(crate) async fn verified(app: &App, text: &str) -> Result<AccessToken, AppError> {
    let (ring, now) = (app.ring_if_any().await?, app.seams.clock.now());
    let ring = ring.ok_or_else(|| refused(&Refusal::UnknownKey))?;
    let token = AccessToken::verify(&ring, &app.issuer(), text, |_| false, now);
    let token = token.map_err(|refusal| refused(&refusal))?;
    let asked = token.clone();
    match app.store.read(move |tx| gone(tx, &asked)).await? {
        None => Ok(token),
        Some(what) => Err(taken_back(what)),
    }
}

/// What of a token, and of that which it stands on, was taken back.
fn gone(tx: &mut dyn Read, token: &AccessToken) -> Result<Option<&'static str>, StoreError> {
    if revoked_token::contains(tx, &token.id)? {
        return Ok(Some("the token was revoked"));
    }
    let is_there = match &token.by {
        Basis::Credential(id) => {
            credential::find(tx, id)?.is_some_and(|row| row.revoked_at.is_none())
        }
        Basis::Policy(id) => trust_policy::find(tx, &token.organisation, id)?.is_some(),
    };
    if !is_there {
        return Ok(Some("what it was got with was taken back"));
    }
    let Some(id) = &token.agent else { return Ok(None) };
    let agent = agent::find(tx, &token.organisation, id)?;
    let is_active = agent.is_some_and(|row| row.state == AgentState::Active.as_str());
    Ok((!is_active).then_some("the agent is not active"))
}

fn taken_back(what: &str) -> AppError {
    AppError::told(ProblemKind::TokenRevoked, format!("invalid auth token: revocation: {what}"))
}

/// A 401 that says which check has failed.
fn refused(refusal: &Refusal) -> AppError {
    let kind = match refusal {
        Refusal::Expired => ProblemKind::TokenExpired,
        Refusal::Revoked => ProblemKind::TokenRevoked,
        _ => ProblemKind::Unauthorized,
    };
    let failed = refusal.failed().as_str();
    Problem::new(kind, format!("invalid auth token: {failed}: {refusal}"))
        .with_hint("an agent gets a new one at `POST /token`")
        .into()
}
