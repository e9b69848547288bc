//! `PUT /v1/providers/{provider}`

use super::{check::ask, list::shown, named};
use crate::{
    app::App,
    cloud::variables,
    engine::secrets::Subject,
    error::{AppError, invalid},
    http::extract::{Json, Writer},
};
use axum::extract::{Path, State};
use muster_api::{
    Problem, ProblemKind,
    provider::{Provider, ProviderRequest},
};
use muster_core::{OrganisationId, Scope, Secret};
use muster_providers::{ProviderKind, ProviderSettings, settings::SettingNote};
use muster_store::{
    audit_event::{self, AuditEntry},
    own_account::{self, OwnAccountRow},
    resource,
};
use std::{collections::BTreeMap, sync::Arc};

const LONGEST_VALUE: usize = 8 * 1024;
/// More than any provider has.
const MOST_FIELDS: usize = 32;

/// Enter an account of one's own at a provider, or change what is entered.
///
/// The provider is asked first whether it takes the credentials, which are sealed then and never shown. They serve this
/// organisation alone. What is there keeps what it was made with.
#[utoipa::path(put, path = "/v1/providers/{provider}", tag = "providers", params(("provider" = String, Path)),
    request_body = ProviderRequest,
    responses((status = 200, body = Provider), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem), (status = 502, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Writer(scope): Writer,
    Path(provider): Path<String>,
    Json { value: request, .. }: Json<ProviderRequest>,
) -> Result<axum::Json<Provider>, AppError> {
    let kind = named(&provider)?;
    check_sizes(&request)?;
    check_groups(kind, &request)?;
    let before = app.own_account(&scope.organisation, kind).await?;
    let entered = entered(&app, request, before.as_ref()).await?;
    let settings = ProviderSettings::entered(kind, &variables(&entered.said, &entered.secrets));
    let settings = settings.map_err(|bad| told(kind, &bad.problems))?;
    let mut row = OwnAccountRow {
        organisation: scope.organisation.clone(),
        provider: kind.as_str().to_owned(),
        sealed: sealed(&app, &scope, kind, &entered.secrets).await?,
        said: entered.said,
        shown_as: None,
        checked_at: None,
        updated_at: app.seams.clock.now(),
        updated_by: scope.actor.to_string(),
    };
    if entered.check {
        let taken = ask(&app, kind, &settings, &entered.secrets, &scope.request_id).await?;
        (row.shown_as, row.checked_at) = (Some(taken.name), Some(row.updated_at));
    }
    keep(&app, scope, row, kind).await.map(axum::Json)
}

/// What is entered, with the credentials that stay.
struct Entered {
    said: BTreeMap<String, String>,
    secrets: Vec<(String, Secret)>,
    check: bool,
}

fn check_sizes(request: &ProviderRequest) -> Result<(), AppError> {
    let all = [("settings", &request.settings), ("secrets", &request.secrets)];
    for (group, values) in all {
        if values.len() > MOST_FIELDS {
            return Err(invalid(group, "must be up to 32"));
        }
        for (name, value) in values {
            if value.len() > LONGEST_VALUE || value.contains(['\0', '\n', '\r']) {
                let field = format!("{group}.{}", short(name));
                return Err(invalid(&field, "must be one line of up to 8 KiB"));
            }
        }
    }
    Ok(())
}

/// A credential among the settings would be kept in clear and shown to everybody.
fn check_groups(kind: ProviderKind, request: &ProviderRequest) -> Result<(), AppError> {
    for field in kind.fields() {
        if field.is_secret && request.settings.contains_key(field.name) {
            let path = format!("settings.{}", field.name);
            return Err(invalid(&path, "is a credential, and belongs under `secrets`"));
        }
        if !field.is_secret && request.secrets.contains_key(field.name) {
            let path = format!("secrets.{}", field.name);
            return Err(invalid(&path, "is no credential, and belongs under `settings`"));
        }
    }
    Ok(())
}

fn short(name: &str) -> String {
    name.chars().filter(|it| !it.is_control()).take(64).collect()
}

async fn entered(
    app: &App,
    request: ProviderRequest,
    before: Option<&OwnAccountRow>,
) -> Result<Entered, AppError> {
    let mut secrets: BTreeMap<String, Secret> = match before {
        Some(row) => app.opened(row).await?.into_iter().collect(),
        None => BTreeMap::new(),
    };
    let given = request.secrets.into_iter().map(|(name, value)| (name, value.trim().to_owned()));
    for (name, value) in given {
        if value.is_empty() {
            secrets.remove(&name);
        } else {
            secrets.insert(name, Secret::new(value));
        }
    }
    let said = request.settings.into_iter().map(|(name, value)| (name, value.trim().to_owned()));
    Ok(Entered {
        said: said.filter(|(_, value)| !value.is_empty()).collect(),
        secrets: secrets.into_iter().collect(),
        check: request.check,
    })
}

/// Everything that is wrong at once; the first field is named.
fn told(kind: ProviderKind, problems: &[SettingNote]) -> AppError {
    let lines: Vec<_> =
        problems.iter().map(|it| format!("`{}` {}", short(&it.variable), it.says)).collect();
    let problem = Problem::new(ProblemKind::Validation, lines.join("; "));
    let Some(first) = problems.first() else { return problem.into() };
    let field = kind.fields().iter().find(|field| field.name == first.variable);
    let group = if field.is_some_and(|field| field.is_secret) { "secrets" } else { "settings" };
    problem.in_field(format!("{group}.{}", short(&first.variable))).into()
}

async fn sealed(
    app: &App,
    scope: &Scope,
    kind: ProviderKind,
    secrets: &[(String, Secret)],
) -> Result<BTreeMap<String, String>, AppError> {
    let mut sealed = BTreeMap::new();
    for (name, secret) in secrets {
        let subject = Subject::Account { provider: kind.as_str(), name };
        let text = app.sealer.seal(&scope.organisation, subject, secret.reveal()).await?;
        sealed.insert(name.clone(), text);
    }
    Ok(sealed)
}

async fn keep(
    app: &App,
    scope: Scope,
    row: OwnAccountRow,
    kind: ProviderKind,
) -> Result<Provider, AppError> {
    let names: Vec<_> = row.said.keys().chain(row.sealed.keys()).collect();
    let entry = AuditEntry {
        action: "provider.set".to_owned(),
        target: row.provider.clone(),
        detail: serde_json::json!({ "names": names, "checked": row.checked_at.is_some() })
            .to_string(),
    };
    let (organisation, now, kept) = (scope.organisation.clone(), row.updated_at, row.clone());
    let written = app.store.admit(move |tx| {
        must_be_the_same(tx, &kept)?;
        own_account::put(tx, &scope, &kept)?;
        audit_event::append(tx, &scope, &entry, now)?;
        Ok::<_, AppError>(())
    });
    written.await?;
    app.load_accounts(&organisation).await?;
    let providers = app.operations.providers_of(&organisation);
    let read = app.store.read(move |tx| Ok::<_, AppError>(shown(tx, &row, kind, &providers)?));
    read.await
}

/// Machines that stand on an account are asked about with its credentials, and another account knows nothing of them.
fn must_be_the_same(tx: &mut dyn muster_store::Write, row: &OwnAccountRow) -> Result<(), AppError> {
    let all = own_account::list(tx, &row.organisation)?;
    let before = all.into_iter().find(|it| it.provider == row.provider);
    let before = before.and_then(|before| before.shown_as);
    let (Some(before), Some(after)) = (before, &row.shown_as) else { return Ok(()) };
    let count = resource::count_on_own_account(tx, &row.organisation, &row.provider)?;
    if before == *after || count == 0 {
        return Ok(());
    }
    let detail = format!("{count} machines stand on the account `{before}`, and this is `{after}`");
    let problem = Problem::new(ProblemKind::ProviderInUse, detail);
    Err(problem.with_hint("delete them first, or give credentials of that account").into())
}

impl App {
    pub(super) async fn own_account(
        &self,
        organisation: &OrganisationId,
        kind: ProviderKind,
    ) -> Result<Option<OwnAccountRow>, AppError> {
        let own = organisation.clone();
        let rows = self.store.read(move |tx| own_account::list(tx, &own)).await?;
        Ok(rows.into_iter().find(|row| row.provider == kind.as_str()))
    }
}
