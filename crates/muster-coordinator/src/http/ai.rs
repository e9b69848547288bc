//! `/v1/ai` and `POST /v1/jobs/{id}/explain-failure`: a model's word, where somebody has agreed to it.

use crate::{
    app::App,
    error::{AppError, invalid},
    http::extract::{Id, Json, Reader, Writer},
};
use axum::extract::State;
use muster_api::{
    Problem,
    ai::{AiConsent, AiExplanation, AiStanding},
};
use muster_core::JobId;
use muster_store::{
    StoreError,
    ai_consent::{self, AiConsentRow},
    audit_event::{self, AuditEntry},
};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(show, put)).routes(routes!(explain_failure))
}

/// Whether a model is set up, and whether your organisation lets it see logs.
#[utoipa::path(get, path = "/v1/ai", tag = "ai", responses((status = 200, body = AiStanding)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<AiStanding>, AppError> {
    let found = app.store.read(move |tx| ai_consent::find(tx, &caller.organisation));
    let found: Result<_, StoreError> = found.await;
    Ok(axum::Json(standing(&app, found?)))
}

/// Agree that the ends of failed jobs' logs may be sent to the provider that is set up, or take that back.
///
/// It holds for this provider alone: another one that is set up later has to be agreed to anew.
#[utoipa::path(put, path = "/v1/ai", tag = "ai", request_body = AiConsent,
    responses((status = 200, body = AiStanding), (status = 422, body = Problem), (status = 501, body = Problem)))]
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    body: Json<AiConsent>,
) -> Result<axum::Json<AiStanding>, AppError> {
    let AiConsent { is_allowed, provider: meant } = body.value;
    let provider = if is_allowed { Some(app.ai.provider()?.kind().as_str()) } else { None };
    if let (Some(provider), Some(meant)) = (provider, meant)
        && provider != meant
    {
        return Err(invalid("provider", &format!("is not the one that is set up: `{provider}`")));
    }
    let now = app.seams.clock.now();
    let entry = AuditEntry {
        action: if is_allowed { "ai.allow" } else { "ai.forbid" }.to_owned(),
        target: "ai".to_owned(),
        detail: serde_json::json!({ "provider": provider }).to_string(),
    };
    let kept = app.store.write(move |tx| {
        match provider {
            Some(provider) => ai_consent::give(tx, &scope, provider, now)?,
            None => ai_consent::take_back(tx, &scope)?,
        }
        audit_event::append(tx, &scope, &entry, now)?;
        ai_consent::find(tx, &scope.organisation)
    });
    let kept: Result<_, StoreError> = kept.await;
    Ok(axum::Json(standing(&app, kept?)))
}

fn standing(app: &App, consent: Option<AiConsentRow>) -> AiStanding {
    let provider = app.ai.provider.as_ref();
    let kind = provider.map(|provider| provider.kind().as_str());
    let consent = consent.filter(|consent| Some(consent.provider.as_str()) == kind);
    AiStanding {
        provider: kind.map(str::to_owned),
        model: provider.map(|provider| provider.model().to_owned()),
        host: provider.map(|provider| provider.host().to_owned()),
        is_allowed: consent.is_some(),
        allowed_at: consent.as_ref().map(|consent| consent.given_at),
        allowed_by: consent.map(|consent| consent.given_by),
    }
}

/// Ask a model why a job failed.
///
/// It is shown the command, how it ended and the end of the log, without credentials. It may be wrong; nothing is done because of what it
/// says.
#[utoipa::path(post, path = "/v1/jobs/{id}/explain-failure", tag = "ai", params(("id" = String, Path)),
    responses((status = 200, body = AiExplanation), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 501, body = Problem), (status = 502, body = Problem), (status = 504, body = Problem)))]
pub(crate) async fn explain_failure(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Id(id): Id<JobId>,
) -> Result<axum::Json<AiExplanation>, AppError> {
    app.explain_failure(scope, id).await.map(axum::Json)
}
