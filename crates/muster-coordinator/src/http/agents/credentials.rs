//! `/agents/{id}/credentials`: how an agent proves itself when it asks for a token.

use super::{audit, found, may_change, not_active, of_row};
use crate::{
    app::App,
    caller::{Caller, Power},
    error::{AppError, invalid},
    http::{
        access::forbidden,
        create::{Created, Creation},
        extract::{Id, MaybeJson, Reader, Writer},
    },
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::StatusCode;
use muster_api::{
    Problem, ProblemKind,
    agent::{self as api, CredentialCreated, CredentialList, CredentialRequest},
};
use muster_core::{AgentId, OrganisationId, Timestamp, TokenId};
use muster_identity::{
    Scopes,
    agent::credential::{Credential, NoCredential},
    session::SecretHash,
};
use muster_store::{
    Read, audit_event,
    credential::{self, CredentialRow},
};
use serde_json::json;
use std::sync::Arc;

/// What an agent needs for the registry, as those of the documented one have.
const USUAL: &str = "agents:read agents:write audit:read tokens:read";

/// Make a credential.
///
/// The secret is in this answer and never shown again; only its hash is kept. A program can give no
/// scope that it has not itself.
#[utoipa::path(post, path = "/agents/{id}/credentials", tag = "agents", params(("id" = String, Path)),
    request_body = CredentialRequest,
    responses((status = 201, body = CredentialCreated), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Reader(caller): Reader,
    Id(id): Id<AgentId>,
    MaybeJson(request): MaybeJson<CredentialRequest>,
) -> Result<Response, AppError> {
    may_change(&scope)?;
    let scopes = scopes(&caller, request.scope.as_deref())?;
    let (rng, now, expires_at) = (app.seams.rng.clone(), app.seams.clock.now(), request.expires_at);
    let body = format!("{id} {request:?}");
    let creation = Creation {
        scope: &scope,
        route: "POST /agents/{id}/credentials",
        body: body.as_bytes(),
        is_secret: true,
    };
    let created = app.create(creation, move |tx, scope| {
        let agent = of_row(&found(tx, &scope.organisation, &id)?)?;
        let drawn = Credential::draw(&agent, scopes.clone(), expires_at, rng.as_ref(), now);
        let (made, secret) = drawn.map_err(no_credential)?;
        let row = row_of(&made, &scope.organisation, scope.actor.to_string());
        credential::insert(tx, scope, &row)?;
        let detail = json!({ "credential": row.id, "scope": row.scopes });
        audit_event::append(tx, scope, &audit("credential.created", &id, &detail), now)?;
        let client_secret = secret.reveal().to_owned();
        Ok(CredentialCreated { client_secret, stored: view(row, now)? })
    });
    created.await.map(Created::into_response)
}

/// What a new credential is for. Nobody gives what they have not.
fn scopes(caller: &Caller, wanted: Option<&str>) -> Result<Scopes, AppError> {
    let said = wanted.map(str::parse::<Scopes>).transpose();
    let said = said.map_err(|bad| invalid("scope", &format!("is none: {bad}")))?;
    match &caller.power {
        Power::Role(_) => match said {
            Some(said) => Ok(said),
            None => USUAL.parse().map_err(|_| AppError::Internal("read the usual scopes")),
        },
        Power::Scopes(own) => match said {
            None => Ok(own.clone()),
            Some(said) if said.iter().all(|scope| own.has(scope)) => Ok(said),
            Some(_) => Err(forbidden("a program gives no scope that it has not itself")),
        },
    }
}

/// Every credential of an agent, newest first; never its secret.
#[utoipa::path(get, path = "/agents/{id}/credentials", tag = "agents", params(("id" = String, Path)),
    responses((status = 200, body = CredentialList), (status = 404, body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(id): Id<AgentId>,
) -> Result<axum::Json<CredentialList>, AppError> {
    let now = app.seams.clock.now();
    let rows = app.store.read(move |tx| {
        found(tx, &caller.organisation, &id)?;
        Ok::<_, AppError>(credential::of(tx, &caller.organisation, &id)?)
    });
    let rows = rows.await?.into_iter().map(|row| view(row, now));
    let data = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(axum::Json(CredentialList { total: data.len() as u64, data }))
}

/// Revoke a credential: it lets nobody in, and no token that was got with it counts from now on.
#[utoipa::path(delete, path = "/agents/{id}/credentials/{credential}", tag = "agents",
    params(("id" = String, Path), ("credential" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path((id, credential)): Path<(String, String)>,
) -> Result<StatusCode, AppError> {
    may_change(&scope)?;
    let (id, credential) = ids(&id, &credential)?;
    let now = app.seams.clock.now();
    let revoked = app.store.write(move |tx| {
        let row = of_agent(tx, &scope.organisation, &id, &credential)?;
        if row.revoked_at.is_some() {
            return Ok(());
        }
        credential::save(tx, &CredentialRow { revoked_at: Some(now), ..row })?;
        let detail = json!({ "credential": credential });
        audit_event::append(tx, &scope, &audit("credential.revoked", &id, &detail), now)?;
        Ok::<_, AppError>(())
    });
    revoked.await.map(|()| StatusCode::NO_CONTENT)
}

/// The ids of an agent and of its credential, as they stand in the path.
pub(super) fn ids(agent: &str, credential: &str) -> Result<(AgentId, TokenId), AppError> {
    let malformed = |error: muster_core::id::BadId| {
        AppError::told(ProblemKind::BadId, format!("the id in the path is {error}"))
    };
    Ok((agent.parse().map_err(malformed)?, credential.parse().map_err(malformed)?))
}

/// A credential that must be this agent's.
pub(super) fn of_agent(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    agent: &AgentId,
    id: &TokenId,
) -> Result<CredentialRow, AppError> {
    found(tx, organisation, agent)?;
    let row = credential::find(tx, id)?;
    let row = row.filter(|row| row.organisation == *organisation && row.agent == *agent);
    row.ok_or_else(|| {
        let detail = format!("the agent `{agent}` has no credential `{id}`");
        AppError::told(ProblemKind::CredentialNotFound, detail)
    })
}

/// What a row says, in identity's words.
pub(crate) fn credential_of_row(row: &CredentialRow) -> Result<Credential, AppError> {
    let hash = <[u8; 32]>::try_from(row.secret_hash.as_slice());
    let (Ok(hash), Ok(scopes)) = (hash, row.scopes.parse()) else {
        return Err(AppError::Internal("read a credential"));
    };
    Ok(Credential {
        id: row.id.clone(),
        agent: row.agent.clone(),
        hash: SecretHash(hash),
        scopes,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        successor: row.successor.clone(),
    })
}

/// The row of a credential.
pub(super) fn row_of(
    credential: &Credential,
    organisation: &OrganisationId,
    created_by: String,
) -> CredentialRow {
    CredentialRow {
        organisation: organisation.clone(),
        id: credential.id.clone(),
        agent: credential.agent.clone(),
        secret_hash: credential.hash.0.to_vec(),
        scopes: credential.scopes.to_string(),
        created_at: credential.created_at,
        created_by,
        expires_at: credential.expires_at,
        revoked_at: credential.revoked_at,
        successor: credential.successor.clone(),
        last_used_at: None,
    }
}

pub(super) fn no_credential(refused: NoCredential) -> AppError {
    match refused {
        NoCredential::EndsInThePast => invalid("expiresAt", "must lie in the future"),
        NoCredential::OverlapTooLong => invalid("overlapSeconds", "must be a week at most"),
        NoCredential::NotActive | NoCredential::NotCounting | NoCredential::AlreadyRotated => {
            not_active(&refused.to_string())
        }
    }
}

/// What may be shown of a credential.
pub(super) fn view(row: CredentialRow, now: Timestamp) -> Result<api::Credential, AppError> {
    let state = credential_of_row(&row)?.state(now);
    Ok(api::Credential {
        credential_id: row.id,
        client_id: row.agent,
        status: state.as_str().to_owned(),
        scope: row.scopes,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        successor: row.successor,
        last_used_at: row.last_used_at,
    })
}
