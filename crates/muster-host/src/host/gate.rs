//! What Polar's gate lacks, as it was filled in on the desktop: kept where secrets are, and used from the next start on.

use super::heads::short_of;
use crate::{
    config::ServeSettings,
    secrets::{SecretError, SecretName, SecretStore},
};
use muster_billing::settings::{Problem, Problems, Settings};
use muster_core::Secret;
use std::collections::BTreeMap;

/// Why what was filled in is not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotFilled {
    /// Something is still missing or wrong.
    #[error("{}", Problems(.0.clone()).to_string().replace('\n', "; "))]
    Lacks(Vec<Problem>),
    /// It cannot be kept.
    #[error("it cannot be kept")]
    Secret(#[from] SecretError),
}

/// What was filled in, by the names of variables.
pub(super) struct Fields<'a> {
    pub(super) settings: &'a ServeSettings,
    pub(super) secrets: &'a SecretStore,
}

impl Fields<'_> {
    /// What is sold and limited, with what was filled in before.
    pub(super) async fn sold(&self) -> Settings {
        let known = &self.settings.billing.settings;
        if known.lacks.is_empty() {
            return known.clone();
        }
        let kept = self.kept().await.unwrap_or_else(|error| {
            tracing::warn!(%error, "what was filled in for the gate cannot be read");
            BTreeMap::new()
        });
        self.settings.billing_with(&kept)
    }

    /// Keeps what was filled in, if nothing is missing then.
    pub(super) async fn fill(&self, values: BTreeMap<String, String>) -> Result<(), NotFilled> {
        let mut all = self.kept().await?;
        all.extend(values);
        let lacks = self.settings.billing_with(&all).lacks;
        if !lacks.is_empty() {
            return Err(NotFilled::Lacks(lacks));
        }
        let text = serde_json::to_string(&all).unwrap_or_default();
        Ok(self.secrets.write(&self.name(), &Secret::new(text)).await?)
    }

    async fn kept(&self) -> Result<BTreeMap<String, String>, SecretError> {
        let kept = self.secrets.read(&self.name()).await?;
        Ok(kept.and_then(|kept| serde_json::from_str(kept.reveal()).ok()).unwrap_or_default())
    }

    fn name(&self) -> SecretName {
        let place = short_of(&self.settings.data_dir.value);
        format!("billing-gate-{place}").parse().expect("base 64 has plain characters")
    }
}
