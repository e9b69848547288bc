//! `POST /oidc/token`: a run shows what GitHub has signed for it, and gets a token of ours.

use super::policies;
use crate::{
    app::App,
    engine::usage,
    error::AppError,
    http::{agents::of_row, extract::Json, origin::Origin},
};
use axum::extract::State;
use muster_api::{
    Problem, ProblemKind,
    oidc::{ExchangeRequest, Exchanged},
};
use muster_core::{Actor, AgentId, OrganisationId, RequestId, Scope, Timestamp};
use muster_identity::{
    jwt::{AccessGrant, AccessToken, Basis, Issued, KeyRing},
    oidc::{Admission, Mismatch, WorkflowRun, admit},
};
use muster_store::{
    Write, agent,
    audit_event::{self, AuditEntry},
    spent_name,
};
use serde_json::json;
use std::{sync::Arc, time::Duration};

/// A step of a workflow is over sooner.
const LIFETIME: Duration = Duration::from_mins(15);
const HOW_TO: &str = "an owner makes a rule with `muster oidc policy create`; see .github/actions/register-agent/README.md";

/// Exchange GitHub's token of a run for a short one of ours.
///
/// Each of GitHub's tokens counts once. Without an agent the new token can do nothing but make one.
#[utoipa::path(post, path = "/oidc/token", tag = "workflows", security(()), request_body = ExchangeRequest,
    responses((status = 200, body = Exchanged), (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn exchange(
    State(app): State<Arc<App>>,
    origin: Origin,
    axum::Extension(request_id): axum::Extension<RequestId>,
    Json { value: wish, .. }: Json<ExchangeRequest>,
) -> Result<axum::Json<Exchanged>, AppError> {
    let run = app.run_of(&wish.token, &origin, &request_id).await?;
    let (ring, issuer, now) = (app.ring().await?, app.issuer(), app.seams.clock.now());
    let (rng, local) = (app.seams.rng.clone(), app.organisation.clone());
    let [part] = rng.bytes();
    let exchanged = app.store.write(move |tx| {
        let organisation = organisation(tx, wish.agent_id.as_ref(), wish.organization_id.as_ref());
        let organisation = organisation?.unwrap_or_else(|| local.clone());
        let admission = admitted(tx, &run, &organisation, wish.agent_id.as_ref())?;
        let issued = issue(&ring, &issuer, &run, &admission, rng.as_ref(), now)?;
        let scope = Scope {
            organisation,
            actor: Actor::Workflow(admission.policy.clone()),
            request_id: request_id.clone(),
            idempotency_key: None,
        };
        usage::note_token(tx, &scope, part, now)?;
        audit_event::append(tx, &scope, &note(&run, &admission, &issued), now)?;
        Ok::<_, AppError>(Exchanged {
            access_token: issued.token.reveal().to_owned(),
            token_type: "Bearer".to_owned(),
            expires_in: LIFETIME.as_secs(),
            expires_at: issued.expires_at,
            scope: admission.scopes.to_string(),
        })
    });
    exchanged.await.map(axum::Json)
}

/// Whose rules are looked at. Of an agent that is not there nothing is said that differs from one without a rule.
fn organisation(
    tx: &mut dyn Write,
    wanted: Option<&AgentId>,
    named: Option<&OrganisationId>,
) -> Result<Option<OrganisationId>, AppError> {
    let Some(id) = wanted else { return Ok(named.cloned()) };
    let row = agent::find_in_any_organisation(tx, id)?;
    row.map(|row| Some(row.organisation)).ok_or_else(|| not_trusted(&[]))
}

/// What a run may have, once its token is spent.
fn admitted(
    tx: &mut dyn Write,
    run: &WorkflowRun,
    organisation: &OrganisationId,
    wanted: Option<&AgentId>,
) -> Result<Admission, AppError> {
    let policies = policies(tx, organisation, wanted)?;
    let once = admit(run, &policies).map_err(|mismatches| not_trusted(&mismatches))?;
    let spent = once.spend(|name, until| spent_name::spend(tx, organisation, name, until))?;
    let admission = spent.cloned().ok_or_else(|| {
        AppError::told(ProblemKind::TokenUsed, "the token of the run was used before")
    })?;
    if let Some(id) = &admission.agent {
        let row = agent::find(tx, organisation, id)?.ok_or_else(|| not_trusted(&[]))?;
        if !of_row(&row)?.is_let_in() {
            return Err(crate::http::agents::not_active("the agent is suspended or over"));
        }
    }
    Ok(admission)
}

/// Why no rule admits the run, as far as it is about the repository of whoever asks.
fn not_trusted(mismatches: &[Mismatch]) -> AppError {
    let told = mismatches.iter().filter(|it| it.is_of_their_repository()).map(ToString::to_string);
    let told = told.collect::<Vec<_>>().join("; ");
    let why = if told.is_empty() { "there is none for its repository" } else { &told };
    let detail = format!("no trust policy admits this run: {why}");
    Problem::new(ProblemKind::NotTrusted, detail).with_hint(HOW_TO).into()
}

fn issue(
    ring: &KeyRing,
    issuer: &str,
    run: &WorkflowRun,
    admission: &Admission,
    rng: &dyn muster_seams::Rng,
    now: Timestamp,
) -> Result<Issued, AppError> {
    let behind = run.behind();
    let grant = AccessGrant {
        agent: admission.agent.as_ref(),
        organisation: &admission.organisation,
        scopes: &admission.scopes,
        by: &Basis::Policy(admission.policy.clone()),
        behind: Some(&behind),
        lifetime: LIFETIME,
    };
    let issued = AccessToken::issue(ring, issuer, &grant, rng, now);
    issued.map_err(|_| AppError::Internal("sign a token"))
}

fn note(run: &WorkflowRun, admission: &Admission, issued: &Issued) -> AuditEntry {
    let detail = json!({
        "policy": admission.policy,
        "agent": admission.agent,
        "matched": admission.matched,
        "subject": run.subject,
        "scope": admission.scopes.to_string(),
    });
    AuditEntry {
        action: "token.exchanged".to_owned(),
        target: issued.id.to_string(),
        detail: detail.to_string(),
    }
}
