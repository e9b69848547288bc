//! Shells: a terminal inside of an environment that runs.

use crate::{operations::Operations, specification::place};
use muster_core::{Name, OrganisationId, RequestId};
use muster_providers::{
    Outcome, ProviderError,
    shell::{Shell, TerminalSize},
};
use muster_store::StoreError;

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum NoShell {
    /// Nothing runs there.
    #[error("find what a shell could run in")]
    Absent,
    /// There are no settings for its provider any more.
    #[error("find a provider that is set up")]
    NotSetUp,
    /// The provider did not give it.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Operations {
    /// Opens a shell in an environment.
    pub async fn shell(
        &self,
        organisation: &OrganisationId,
        id: &Name,
        size: TerminalSize,
        request: &RequestId,
    ) -> Result<Shell, NoShell> {
        let row = self.resource(organisation, id).await?.ok_or(NoShell::Absent)?;
        let providers = self.providers_of(organisation);
        let provider = providers.of_environment(&row).ok_or(NoShell::NotSetUp)?;
        let place = place(&row).map_err(|_| NoShell::Absent)?;
        match provider.engine.shell(&place, size, request).await {
            Err(error) if error.outcome == Outcome::Absent => Err(NoShell::Absent),
            opened => Ok(opened?),
        }
    }
}
