//! `POST /agents/{id}/credentials/{credential}/rotate`

use super::{
    audit,
    credentials::{credential_of_row, ids, no_credential, of_agent, row_of, view},
    found, may_change, of_row,
};
use crate::{
    app::App,
    error::AppError,
    http::{
        create::{Created, Creation},
        extract::{MaybeJson, Writer},
    },
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use muster_api::{
    Problem,
    agent::{CredentialCreated, RotationRequest},
};
use muster_identity::agent::credential::Rotated;
use muster_store::{
    audit_event,
    credential::{self, CredentialRow},
};
use serde_json::json;
use std::{sync::Arc, time::Duration};

/// Make a successor of a credential, under a name of its own.
///
/// The one before counts for the overlap that is asked for, and not at all if none is.
#[utoipa::path(post, path = "/agents/{id}/credentials/{credential}/rotate", tag = "agents",
    params(("id" = String, Path), ("credential" = String, Path)), request_body = RotationRequest,
    responses((status = 201, body = CredentialCreated), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn rotate(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path((id, before)): Path<(String, String)>,
    MaybeJson(request): MaybeJson<RotationRequest>,
) -> Result<Response, AppError> {
    may_change(&scope)?;
    let (id, before) = ids(&id, &before)?;
    let overlap = Duration::from_secs(request.overlap_seconds.unwrap_or(0));
    let (rng, now) = (app.seams.rng.clone(), app.seams.clock.now());
    let body = format!("{before} {request:?}");
    let creation = Creation {
        scope: &scope,
        route: "POST /agents/{id}/credentials/{credential}/rotate",
        body: body.as_bytes(),
        is_secret: true,
    };
    let created = app.create(creation, move |tx, scope| {
        let agent = of_row(&found(tx, &scope.organisation, &id)?)?;
        let row = of_agent(tx, &scope.organisation, &id, &before)?;
        let rotated = credential_of_row(&row)?.rotate(&agent, overlap, rng.as_ref(), now);
        let Rotated { old, new, secret } = rotated.map_err(no_credential)?;
        let fresh = row_of(&new, &scope.organisation, scope.actor.to_string());
        credential::insert(tx, scope, &fresh)?;
        let old = CredentialRow {
            expires_at: old.expires_at,
            successor: old.successor,
            // Without an overlap nothing that was got with it counts any more either.
            revoked_at: overlap.is_zero().then_some(now),
            ..row
        };
        credential::save(tx, &old)?;
        let detail = json!({ "credential": before, "successor": fresh.id });
        audit_event::append(tx, scope, &audit("credential.rotated", &id, &detail), now)?;
        let client_secret = secret.reveal().to_owned();
        Ok(CredentialCreated { client_secret, stored: view(fresh, now)? })
    });
    created.await.map(Created::into_response)
}
