//! `POST /oidc/trust-policies/test`

use super::policies;
use crate::{
    app::App,
    error::AppError,
    http::{
        extract::{Json, Reader},
        origin::Origin,
    },
};
use axum::extract::State;
use muster_api::{
    Problem,
    oidc::{ExchangeRequest, Explained, PolicyMismatch},
};
use muster_core::RequestId;
use muster_identity::oidc::explain;
use std::sync::Arc;

/// Which rule would take a run, and why others would not. GitHub's token is not spent.
#[utoipa::path(post, path = "/oidc/trust-policies/test", tag = "workflows", request_body = ExchangeRequest,
    responses((status = 200, body = Explained), (status = 401, body = Problem)))]
pub(crate) async fn test(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    origin: Origin,
    axum::Extension(request_id): axum::Extension<RequestId>,
    Json { value: wish, .. }: Json<ExchangeRequest>,
) -> Result<axum::Json<Explained>, AppError> {
    let run = app.run_of(&wish.token, &origin, &request_id).await?;
    let agent = wish.agent_id;
    let rules =
        app.store.read(move |tx| policies(tx, &caller.organisation, agent.as_ref())).await?;
    let explanation = explain(&run, &rules);
    let (admitted_by, matched) = explanation.admitted_by.unzip();
    let mismatches = explanation.mismatches.into_iter().map(|it| PolicyMismatch {
        policy_id: it.policy,
        claim: it.claim.to_owned(),
        wanted: it.wanted,
        found: it.found,
    });
    Ok(axum::Json(Explained {
        admitted_by,
        matched: matched.unwrap_or_default().into_iter().map(str::to_owned).collect(),
        mismatches: mismatches.collect(),
    }))
}
