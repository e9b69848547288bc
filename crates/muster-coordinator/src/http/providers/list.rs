//! `GET /v1/providers`

use crate::{app::App, error::AppError, http::extract::Reader};
use axum::extract::State;
use muster_api::provider::{Provider, ProviderField, ProviderList};
use muster_core::cloud::Account;
use muster_operations::Providers;
use muster_providers::{ProviderKind, settings::Field};
use muster_store::{
    Read, StoreError,
    own_account::{self, OwnAccountRow},
    resource,
};
use std::{collections::BTreeMap, sync::Arc};

pub(super) const KINDS: [ProviderKind; 3] =
    [ProviderKind::Render, ProviderKind::Daytona, ProviderKind::Azure];

/// Providers, with whose credentials each is asked, and what can be entered of an account of one's own.
///
/// Credentials are never shown.
#[utoipa::path(get, path = "/v1/providers", tag = "providers", responses((status = 200, body = ProviderList)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<ProviderList>, AppError> {
    let providers = app.operations.providers_of(&caller.organisation);
    let read = app.store.read(move |tx| {
        let rows = own_account::list(tx, &caller.organisation)?;
        let shown = KINDS.map(|kind| {
            let row = rows.iter().find(|row| row.provider == kind.as_str());
            let in_use = resource::count_on_own_account(tx, &caller.organisation, kind.as_str())?;
            Ok::<_, StoreError>(view(kind, row, &providers, in_use))
        });
        shown.into_iter().collect()
    });
    let items: Result<_, StoreError> = read.await;
    Ok(axum::Json(ProviderList { items: items? }))
}

/// One of them as it is now.
pub(super) fn shown(
    tx: &mut dyn Read,
    row: &OwnAccountRow,
    kind: ProviderKind,
    providers: &Providers,
) -> Result<Provider, StoreError> {
    let in_use = resource::count_on_own_account(tx, &row.organisation, kind.as_str())?;
    Ok(view(kind, Some(row), providers, in_use))
}

fn view(
    kind: ProviderKind,
    row: Option<&OwnAccountRow>,
    providers: &Providers,
    in_use: u64,
) -> Provider {
    Provider {
        provider: kind.as_str().to_owned(),
        source: source(kind, row.is_some(), providers).map(|it| it.as_str().to_owned()),
        account: row.and_then(|row| row.shown_as.clone()),
        checked_at: row.and_then(|row| row.checked_at),
        updated_at: row.map(|row| row.updated_at),
        updated_by: row.map(|row| row.updated_by.clone()),
        in_use,
        fields: kind.fields().iter().map(|it| field(it, row)).collect(),
    }
}

fn source(kind: ProviderKind, is_entered: bool, providers: &Providers) -> Option<Account> {
    if is_entered {
        return Some(Account::Organisation);
    }
    let environments = providers.environments.iter();
    let environments = environments.map(|it| (it.engine.provider(), it.account));
    let workers = providers.workers.iter().map(|it| (it.engine.provider(), it.account));
    let mut all = workers.chain(environments);
    all.find(|(of, _)| *of == kind).map(|(_, account)| account)
}

fn field(field: &Field, row: Option<&OwnAccountRow>) -> ProviderField {
    let get = |map: &BTreeMap<String, String>| map.get(field.name).cloned();
    let value = row.and_then(|row| get(&row.said));
    let is_sealed = row.is_some_and(|row| row.sealed.contains_key(field.name));
    ProviderField {
        name: field.name.to_owned(),
        is_secret: field.is_secret,
        is_needed: field.is_needed,
        is_set: value.is_some() || is_sealed,
        value,
    }
}
