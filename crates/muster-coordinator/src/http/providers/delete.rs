//! `DELETE /v1/providers/{provider}`

use super::named;
use crate::{app::App, error::AppError, http::extract::Writer};
use axum::extract::{Path, State};
use http::StatusCode;
use muster_api::{Problem, ProblemKind};
use muster_store::{
    audit_event::{self, AuditEntry},
    own_account, resource,
};
use std::sync::Arc;

/// Forget an account of one's own, with its credentials.
///
/// Not while machines stand on it: nobody could stop or delete them from here.
#[utoipa::path(delete, path = "/v1/providers/{provider}", tag = "providers", params(("provider" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path(provider): Path<String>,
) -> Result<StatusCode, AppError> {
    let word = named(&provider)?.as_str();
    let (organisation, now) = (scope.organisation.clone(), app.seams.clock.now());
    let forgotten = app.store.write(move |tx| {
        let count = resource::count_on_own_account(tx, &scope.organisation, word)?;
        if count > 0 {
            let detail = format!("{count} machines stand on this account");
            let problem = Problem::new(ProblemKind::ProviderInUse, detail);
            return Err(problem.with_hint("delete them first").into());
        }
        if !own_account::delete(tx, &scope, word)? {
            let detail = format!("no account at {word} is entered");
            return Err(AppError::told(ProblemKind::ProviderNotFound, detail));
        }
        let entry = AuditEntry {
            action: "provider.remove".to_owned(),
            target: word.to_owned(),
            detail: "{}".to_owned(),
        };
        audit_event::append(tx, &scope, &entry, now)?;
        Ok(())
    });
    forgotten.await?;
    app.load_accounts(&organisation).await?;
    Ok(StatusCode::NO_CONTENT)
}
