//! Accounts that organisations have themselves at providers: entered by people, sealed, and put to use.
//!
//! Whatever an organisation has entered is exchanged as a whole whenever any of it changes. What cannot be opened now
//! is tried again, and until then the machines that stand on it wait.

use super::Connect;
use crate::{
    app::App,
    engine::secrets::{Sealer, Subject},
    error::{AppError, Chain},
};
use muster_core::{OrganisationId, Secret};
use muster_operations::Providers;
use muster_providers::{ProviderKind, ProviderSettings};
use muster_store::{
    StoreError, cloud_rule, organisation,
    own_account::{self, OwnAccountRow},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::Arc,
};
use tokio::sync::Mutex;

/// Who has still to be loaded, and the way to their providers.
pub(crate) struct OwnAccounts {
    connect: Connect,
    /// Held while some are loaded, so that an older state never takes the place of a newer one.
    to_load: Mutex<BTreeSet<OrganisationId>>,
}

impl OwnAccounts {
    pub(crate) fn new(connect: Connect) -> Self {
        Self { connect, to_load: Mutex::default() }
    }
}

/// A provider at which somebody may have an account of their own, by the word that people use.
pub(crate) fn kind_of(word: &str) -> Option<ProviderKind> {
    [ProviderKind::Render, ProviderKind::Daytona, ProviderKind::Azure]
        .into_iter()
        .find(|kind| kind.as_str() == word)
}

/// A provider that makes workers, by the word that people use.
pub(crate) fn maker_of_workers(word: &str) -> Option<ProviderKind> {
    [ProviderKind::Render, ProviderKind::Daytona, ProviderKind::Kubernetes]
        .into_iter()
        .find(|kind| kind.as_str() == word)
}

impl App {
    /// Opens the credentials of an account.
    pub(crate) async fn opened(
        &self,
        row: &OwnAccountRow,
    ) -> Result<Vec<(String, Secret)>, AppError> {
        self.sealer.key().await?;
        Ok(opened(&self.sealer, row))
    }

    /// Providers as they are set up by what was entered of one account.
    pub(crate) fn providers_by(&self, settings: &ProviderSettings) -> io::Result<Providers> {
        let mark = self.operations.providers().mark.clone();
        let connect = &self.own_accounts.connect;
        Providers::of(settings, mark, &self.seams.clock, |kind, base| connect(kind, base))
    }

    /// Puts what an organisation has entered to use, as it is now.
    pub(crate) async fn load_accounts(
        &self,
        organisation: &OrganisationId,
    ) -> Result<(), AppError> {
        let mut to_load = self.own_accounts.to_load.lock().await;
        to_load.insert(organisation.clone());
        self.load(organisation).await?;
        to_load.remove(organisation);
        Ok(())
    }

    /// Loads every organisation at the start, and later those that could not be loaded.
    pub(crate) async fn load_all_accounts(&self, is_first: bool) -> Result<u64, StoreError> {
        let mut to_load = self.own_accounts.to_load.lock().await;
        if is_first {
            to_load.extend(self.store.read(organisation::all).await?);
        }
        let mut loaded = 0;
        for organisation in to_load.clone() {
            match self.load(&organisation).await {
                Ok(()) => {
                    loaded += 1;
                    to_load.remove(&organisation);
                }
                Err(error) => {
                    tracing::warn!(error = %Chain(&error), %organisation, "its own providers wait");
                }
            }
        }
        Ok(loaded)
    }

    async fn load(&self, organisation: &OrganisationId) -> Result<(), AppError> {
        let own = organisation.clone();
        let read = self.store.read(move |tx| {
            Ok::<_, StoreError>((own_account::list(tx, &own)?, cloud_rule::of(tx, &own)?))
        });
        let (rows, rule) = read.await?;
        if rows.is_empty() && rule.default_provider.is_none() {
            self.operations.reload_own(organisation, None);
            return Ok(());
        }
        let mut all = Providers::none(self.operations.providers().mark.clone());
        all.mode = rule.default_provider.as_deref().and_then(maker_of_workers);
        for row in rows {
            let secrets = self.opened(&row).await?;
            match self.provider_of(&row, &secrets) {
                Ok(one) if one.environments.is_empty() => all.workers.extend(one.workers),
                Ok(one) => {
                    all.defaults = one.defaults;
                    all.environments.extend(one.environments);
                }
                // The others are as good as ever.
                Err(why) => tracing::error!(%organisation, provider = row.provider, "{why}"),
            }
        }
        self.operations.reload_own(organisation, Some(all));
        Ok(())
    }

    fn provider_of(
        &self,
        row: &OwnAccountRow,
        secrets: &[(String, Secret)],
    ) -> Result<Providers, String> {
        let kind = kind_of(&row.provider).ok_or("this release knows no such provider")?;
        let settings = ProviderSettings::entered(kind, &variables(&row.said, secrets));
        let settings = settings.map_err(|bad| bad.to_string())?;
        self.providers_by(&settings).map_err(|error| error.to_string())
    }
}

/// What was sealed with another key is as good as not entered.
fn opened(sealer: &Arc<Sealer>, row: &OwnAccountRow) -> Vec<(String, Secret)> {
    let open = |(name, sealed): (&String, &String)| {
        let subject = Subject::Account { provider: &row.provider, name };
        Some((name.clone(), Secret::new(sealer.open(&row.organisation, subject, sealed)?)))
    };
    row.sealed.iter().filter_map(open).collect()
}

/// Settings and credentials together, as they would stand in an environment.
pub(crate) fn variables(
    said: &BTreeMap<String, String>,
    secrets: &[(String, Secret)],
) -> BTreeMap<String, String> {
    let secrets = secrets.iter().map(|(name, secret)| (name.clone(), secret.reveal().to_owned()));
    said.clone().into_iter().chain(secrets).collect()
}
