//! `POST /v1/workers/join`

use crate::{
    app::App,
    error::{AppError, invalid},
    http::{extract::Json, guard::auth::checked},
};
use axum::{Extension, extract::State};
use http::StatusCode;
use muster_api::{
    Problem, ProblemKind,
    worker::{JoinRequest, Joined},
};
use muster_core::{
    Actor, RequestId, Scope, WorkerId,
    labels::WorkerLabels,
    owner::Owner,
    token::{ClearToken, TokenKind},
    worker::{Destination, Link},
};
use muster_session::PublicKey;
use muster_store::{
    StoreError,
    audit_event::{self, AuditEntry},
    token::{self, TokenRow},
    worker::{self, WorkerRow},
};
use std::sync::Arc;

const MOST_SLOTS: u32 = 1024;

/// Join as a worker.
///
/// Needs no bearer: the join token in the body is the proof. It is exchanged for the worker's own
/// key, so that the token never crosses again.
#[utoipa::path(post, path = "/v1/workers/join", tag = "workers", request_body = JoinRequest,
    responses((status = 201, body = Joined), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn join(
    State(app): State<Arc<App>>,
    Extension(request_id): Extension<RequestId>,
    body: Json<JoinRequest>,
) -> Result<(StatusCode, axum::Json<Joined>), AppError> {
    let request = body.value;
    let key = check(&request)?;
    let clear: ClearToken = request.token.parse().map_err(|bad| {
        AppError::told(ProblemKind::Unauthorized, format!("the join token is {bad}"))
    })?;
    let id = WorkerId::from_random(app.seams.rng.bytes());
    let now = app.seams.clock.now();
    let joined = app.store.admit(move |tx| {
        let token = checked(token::find(tx, &clear.id)?, &clear, now)?;
        if let Some(known) = joined_before(tx, &token, &key)? {
            return Ok(known);
        }
        spend(tx, &token, now)?;
        let row = row(&request, &token, &key, &id, now);
        let scope = Scope {
            organisation: token.organisation.clone(),
            actor: Actor::Token(token.id.clone()),
            request_id: request_id.clone(),
            idempotency_key: None,
        };
        worker::insert(tx, &scope, &row)?;
        let detail = serde_json::json!({ "name": row.name, "token": token.id }).to_string();
        let entry =
            AuditEntry { action: "worker.join".to_owned(), target: row.id.to_string(), detail };
        audit_event::append(tx, &scope, &entry, now)?;
        Ok::<_, AppError>(row)
    });
    let row = joined.await?;
    let answer = Joined {
        worker: row.id.clone(),
        name: row.name.clone(),
        coordinator_key: app.key.public().to_string(),
        note: namesake(&app, &row),
    };
    app.fleet.put(row);
    Ok((StatusCode::CREATED, axum::Json(answer)))
}

/// Says of another worker of this name. A name is no more than that, so it is not refused.
fn namesake(app: &App, row: &WorkerRow) -> Option<String> {
    let fleet = app.fleet.list(&row.organisation);
    let is_other = |other: &WorkerRow| other.name == row.name && other.id != row.id;
    let other = fleet.into_iter().map(|member| member.row).find(is_other)?;
    Some(format!(
        "{} is called `{}`, too; tell them apart by their ids, or give one of them another name with \
         `muster worker rename`",
        other.id, row.name
    ))
}

fn check(request: &JoinRequest) -> Result<PublicKey, AppError> {
    let length = request.name.chars().count();
    if length == 0 || length > 64 || request.name.chars().any(char::is_control) {
        return Err(invalid("name", "must have 1 to 64 characters on one line"));
    }
    if !(1..=MOST_SLOTS).contains(&request.slots) {
        return Err(invalid("slots", "must be from 1 to 1024"));
    }
    if request.version.len() > 64 || request.version.chars().any(char::is_control) {
        return Err(invalid("version", "must have up to 64 characters on one line"));
    }
    request
        .public_key
        .parse()
        .map_err(|_| invalid("public_key", "must be an Ed25519 key in URL-safe base 64"))
}

/// A machine whose first answer was lost asks again with the same key, and gets the same answer.
fn joined_before(
    tx: &mut dyn muster_store::Write,
    token: &TokenRow,
    key: &PublicKey,
) -> Result<Option<WorkerRow>, AppError> {
    let joined = worker::joined_with(tx, &token.organisation, &token.id)?;
    Ok(joined.filter(|row| row.public_key.as_deref() == Some(key.as_bytes())))
}

/// A join token joins one worker: of many at the same time, exactly one succeeds.
fn spend(
    tx: &mut dyn muster_store::Write,
    token: &TokenRow,
    now: muster_core::Timestamp,
) -> Result<(), AppError> {
    let used = || {
        AppError::told(
            ProblemKind::TokenUsed,
            "this join token was used before; make another with `muster worker invite`, or with `Add worker` in the \
             console",
        )
    };
    if token.kind != TokenKind::Join {
        return Err(AppError::told(ProblemKind::Unauthorized, "only a join token joins a worker"));
    }
    if token.used_at.is_some() {
        return Err(used());
    }
    match token::use_once(tx, &token.id, now) {
        Err(StoreError::Conflict) => Err(used()),
        other => Ok(other?),
    }
}

fn row(
    request: &JoinRequest,
    token: &TokenRow,
    key: &PublicKey,
    id: &WorkerId,
    now: muster_core::Timestamp,
) -> WorkerRow {
    let labels = WorkerLabels::new(request.labels.clone(), token.labels.clone());
    let name = if token.name.is_empty() { request.name.clone() } else { token.name.clone() };
    WorkerRow {
        organisation: token.organisation.clone(),
        id: id.clone(),
        name,
        destination: Destination::Local,
        link: Link::Session,
        public_key: Some(key.as_bytes().to_vec()),
        labels,
        slots: request.slots,
        version: Some(request.version.clone()),
        is_this_machine: false,
        node_id: None,
        joined_at: now,
        last_seen_at: now,
        said_asleep: false,
        joined_with: Some(token.id.clone()),
        pause: None,
        owner: Owner::default(),
        url: None,
        update: None,
    }
}
