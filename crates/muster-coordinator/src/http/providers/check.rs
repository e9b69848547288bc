//! `POST /v1/providers/{provider}/check`

use super::named;
use crate::{app::App, cloud::variables, error::AppError, http::extract::Writer};
use axum::extract::{Path, State};
use muster_api::{Problem, ProblemKind, provider::ProviderChecked};
use muster_core::{RequestId, Scope, Secret};
use muster_providers::{
    Outcome, ProviderError, ProviderKind, ProviderSettings, Refusal, secret::redacted,
    worker::Account,
};
use muster_store::{StoreError, own_account};
use std::sync::Arc;

/// Ask a provider whether it takes the credentials that are used now.
#[utoipa::path(post, path = "/v1/providers/{provider}/check", tag = "providers", params(("provider" = String, Path)),
    responses((status = 200, body = ProviderChecked), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem), (status = 502, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn check(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path(provider): Path<String>,
) -> Result<axum::Json<ProviderChecked>, AppError> {
    let kind = named(&provider)?;
    let row = app.own_account(&scope.organisation, kind).await?;
    let now = app.seams.clock.now();
    let Some(mut row) = row else {
        let account = ask_with_the_environments(&app, &scope, kind).await?;
        return Ok(view(kind, account, now));
    };
    let secrets = app.opened(&row).await?;
    let settings = ProviderSettings::entered(kind, &variables(&row.said, &secrets));
    let settings = settings.map_err(|bad| {
        AppError::told(ProblemKind::Validation, format!("what is entered will not do: {bad}"))
    })?;
    let account = ask(&app, kind, &settings, &secrets, &scope.request_id).await?;
    (row.shown_as, row.checked_at) = (Some(account.name.clone()), Some(now));
    let kept = app.store.write(move |tx| {
        // Somebody may have entered another one meanwhile.
        let all = own_account::list(tx, &scope.organisation)?;
        let is_same = all.iter().any(|it| it.provider == row.provider && it.sealed == row.sealed);
        if is_same { own_account::put(tx, &scope, &row) } else { Ok(()) }
    });
    let kept: Result<(), StoreError> = kept.await;
    kept?;
    Ok(view(kind, account, now))
}

/// Whose account it is that serves everybody is told to whoever has this machine.
async fn ask_with_the_environments(
    app: &App,
    scope: &Scope,
    kind: ProviderKind,
) -> Result<Account, AppError> {
    let not_set_up = || {
        AppError::told(ProblemKind::ProviderNotSetUp, format!("no account at {kind} is entered"))
    };
    if scope.organisation != app.organisation {
        return Err(not_set_up());
    }
    let asked = app.operations.providers().check(kind, &scope.request_id).await;
    asked.ok_or_else(not_set_up)?.map_err(|error| refused(&error, &[]))
}

fn view(
    kind: ProviderKind,
    account: Account,
    checked_at: muster_core::Timestamp,
) -> axum::Json<ProviderChecked> {
    let Account { name, lacks } = account;
    axum::Json(ProviderChecked {
        provider: kind.as_str().to_owned(),
        account: name,
        lacks,
        checked_at,
    })
}

/// Asks with settings that need not be in use.
pub(super) async fn ask(
    app: &App,
    kind: ProviderKind,
    settings: &ProviderSettings,
    secrets: &[(String, Secret)],
    request: &RequestId,
) -> Result<Account, AppError> {
    let providers = app.providers_by(settings).map_err(|error| {
        tracing::error!(%error, "a provider cannot be asked");
        AppError::told(ProblemKind::ProviderUnanswered, "the provider cannot be asked from here")
    })?;
    let asked = providers.check(kind, request).await;
    let asked = asked.ok_or(AppError::Internal("ask a provider that is set up"))?;
    let secrets: Vec<_> = secrets.iter().map(|(_, secret)| secret.clone()).collect();
    asked.map_err(|error| refused(&error, &secrets))
}

fn refused(error: &ProviderError, secrets: &[Secret]) -> AppError {
    let said = error.said.as_deref().map(|said| redacted(said, secrets)).unwrap_or_default();
    let by = error.provider;
    match error.outcome {
        Outcome::Refused(Refusal::RateLimited) => AppError::told(
            ProblemKind::ProviderUnanswered,
            format!("{by} takes no more requests now"),
        ),
        Outcome::Refused(_) | Outcome::Absent => {
            let detail = format!("{by} does not take these credentials: {said}");
            let detail = detail.trim_end_matches([' ', ':']).to_owned();
            AppError::told(ProblemKind::CredentialsRefused, detail)
        }
        Outcome::Unsent | Outcome::Unknown(_) => {
            let problem =
                Problem::new(ProblemKind::ProviderUnanswered, format!("{by} gave no answer"));
            problem.with_hint("try again, or keep them without a check").into()
        }
    }
}
