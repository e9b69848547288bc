//! `/oidc/trust-policies`: which runs are taken.

use super::of_row;
use crate::{
    app::App,
    error::{AppError, invalid},
    http::{
        agents,
        create::{Created, Creation},
        extract::{Id, Json, Reader, Writer},
    },
};
use axum::{extract::State, response::Response};
use http::StatusCode;
use muster_api::{
    Problem, ProblemKind,
    oidc::{Policy, PolicyList, PolicyRequest},
};
use muster_core::{Scope, Timestamp, TrustPolicyId};
use muster_identity::oidc::{BadPolicy, PolicyDraft, TrustPolicy};
use muster_store::{
    audit_event::{self, AuditEntry},
    trust_policy::{self, TrustPolicyRow},
};
use serde_json::json;
use std::sync::Arc;

/// Make a rule for runs that are to be taken.
///
/// Repository and owner are named by number, because names are renamed and given to others.
#[utoipa::path(post, path = "/oidc/trust-policies", tag = "workflows", request_body = PolicyRequest,
    responses((status = 201, body = Policy), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<PolicyRequest>,
) -> Result<Response, AppError> {
    let now = app.seams.clock.now();
    let id = TrustPolicyId::from_random(app.seams.rng.bytes());
    let policy = TrustPolicy::new(id, scope.organisation.clone(), draft(body.value)?);
    let row = row(policy.map_err(bad_policy)?, &scope, now);
    let entry = audit("created", &row.id, &json!(view(row.clone())));
    let creation = Creation {
        scope: &scope,
        route: "POST /oidc/trust-policies",
        body: &body.bytes,
        is_secret: false,
    };
    let created = app.create(creation, move |tx, scope| {
        if let Some(agent) = &row.agent {
            agents::found(tx, &scope.organisation, agent)?;
        }
        trust_policy::insert(tx, scope, &row)?;
        audit_event::append(tx, scope, &entry, now)?;
        Ok(view(row.clone()))
    });
    created.await.map(Created::into_response)
}

fn draft(request: PolicyRequest) -> Result<PolicyDraft, AppError> {
    let git_ref = match (request.git_ref, request.branch) {
        (Some(_), Some(_)) => return Err(invalid("branch", "says the same as `ref`; keep one")),
        (git_ref, branch) => git_ref.or(branch.map(|branch| format!("refs/heads/{branch}"))),
    };
    let scopes = request.scope.as_deref().map(str::parse).transpose();
    Ok(PolicyDraft {
        repository_id: request.repository_id,
        repository_owner_id: request.repository_owner_id,
        git_ref,
        environment: request.environment,
        workflow: request.workflow,
        events: request.events,
        admits_outsiders: request.admits_outsiders,
        agent: request.agent_id,
        scopes: scopes.map_err(|bad| invalid("scope", &format!("is none: {bad}")))?,
    })
}

fn bad_policy(bad: BadPolicy) -> AppError {
    let field = match bad {
        BadPolicy::Number => "repositoryId",
        BadPolicy::Ref => "ref",
        BadPolicy::Text => "environment",
        BadPolicy::Workflow => "workflow",
        BadPolicy::Scopes | BadPolicy::Bootstrap => "scope",
        BadPolicy::Contradiction => "events",
    };
    Problem::new(ProblemKind::Validation, bad.to_string()).in_field(field).into()
}

fn row(policy: TrustPolicy, scope: &Scope, now: Timestamp) -> TrustPolicyRow {
    TrustPolicyRow {
        organisation: policy.organisation,
        id: policy.id,
        repository_id: policy.repository_id,
        repository_owner_id: policy.repository_owner_id,
        git_ref: policy.git_ref.map(|it| it.as_str().to_owned()),
        environment: policy.environment,
        workflow: policy.workflow,
        events: policy.events,
        admits_outsiders: policy.admits_outsiders,
        agent: policy.agent,
        scopes: policy.scopes.to_string(),
        created_at: now,
        created_by: scope.actor.to_string(),
    }
}

/// Every rule, in the order in which they are tried.
#[utoipa::path(get, path = "/oidc/trust-policies", tag = "workflows", responses((status = 200, body = PolicyList)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<PolicyList>, AppError> {
    let rows = app.store.read(move |tx| trust_policy::list(tx, &caller.organisation)).await?;
    let data: Vec<_> = rows.into_iter().map(view).collect();
    Ok(axum::Json(PolicyList { total: data.len() as u64, data }))
}

/// One rule.
#[utoipa::path(get, path = "/oidc/trust-policies/{id}", tag = "workflows", params(("id" = String, Path)),
    responses((status = 200, body = Policy), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Id(id): Id<TrustPolicyId>,
) -> Result<axum::Json<Policy>, AppError> {
    let wanted = id.clone();
    let row =
        app.store.read(move |tx| trust_policy::find(tx, &caller.organisation, &wanted)).await?;
    let row = row.ok_or_else(|| no_policy(&id))?;
    of_row(row.clone())?;
    Ok(axum::Json(view(row)))
}

/// Remove a rule. Tokens that were got by it count no more.
#[utoipa::path(delete, path = "/oidc/trust-policies/{id}", tag = "workflows", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<TrustPolicyId>,
) -> Result<StatusCode, AppError> {
    let now = app.seams.clock.now();
    let entry = audit("deleted", &id, &json!({}));
    let deleted = app.store.write(move |tx| {
        if !trust_policy::delete(tx, &scope, &id)? {
            return Err(no_policy(&id));
        }
        audit_event::append(tx, &scope, &entry, now)?;
        Ok(())
    });
    deleted.await.map(|()| StatusCode::NO_CONTENT)
}

fn no_policy(id: &TrustPolicyId) -> AppError {
    AppError::told(ProblemKind::TrustPolicyNotFound, format!("there is no trust policy `{id}`"))
}

fn audit(action: &str, id: &TrustPolicyId, detail: &serde_json::Value) -> AuditEntry {
    AuditEntry {
        action: format!("trust_policy.{action}"),
        target: id.to_string(),
        detail: detail.to_string(),
    }
}

fn view(row: TrustPolicyRow) -> Policy {
    Policy {
        policy_id: row.id,
        provider: "github".to_owned(),
        repository_id: row.repository_id,
        repository_owner_id: row.repository_owner_id,
        git_ref: row.git_ref,
        environment: row.environment,
        workflow: row.workflow,
        events: row.events,
        admits_outsiders: row.admits_outsiders,
        agent_id: row.agent,
        scope: row.scopes,
        created_at: row.created_at,
        created_by: row.created_by,
    }
}
