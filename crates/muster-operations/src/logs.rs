//! Logs: the last lines of what an environment wrote, without its secrets.

use crate::{
    operations::Operations, specification::place, specification::secrets_of, vault::Locked,
};
use muster_core::{Name, OrganisationId, RequestId};
use muster_providers::{Outcome, ProviderError, secret::redacted};
use muster_store::StoreError;
use std::sync::Arc;

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum NoLog {
    /// Nothing runs there.
    #[error("find what would have written it")]
    Absent,
    /// There are no settings for its provider any more.
    #[error("find a provider that is set up")]
    NotSetUp,
    /// Its secrets cannot be cut out of it now.
    #[error(transparent)]
    Locked(#[from] Locked),
    /// The provider did not give it.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Operations {
    /// The last lines that an environment wrote. Whatever in them is one of its secrets is cut out.
    pub async fn logs(
        self: &Arc<Self>,
        organisation: &OrganisationId,
        id: &Name,
        lines: u32,
        request: &RequestId,
    ) -> Result<String, NoLog> {
        let row = self.resource(organisation, id).await?.ok_or(NoLog::Absent)?;
        let providers = self.providers_of(organisation);
        let provider = providers.of_environment(&row).ok_or(NoLog::NotSetUp)?;
        let place = place(&row).map_err(|_| NoLog::Absent)?;
        let secrets = secrets_of(&row, self.keeper(organisation, id)).await.map_err(|_| Locked)?;
        match provider.engine.logs(&place, lines, request).await {
            Ok(text) => Ok(redacted(&text, &secrets)),
            Err(error) if error.outcome == Outcome::Absent => Err(NoLog::Absent),
            Err(error) => Err(error.into()),
        }
    }
}
