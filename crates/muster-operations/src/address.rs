//! Addresses: where a resource can be reached now.

use crate::{advance::observe, operations::Operations};
use muster_core::{Name, OrganisationId, Secret, cloud::Ask};
use muster_store::{StoreError, resource, resource::ResourceRow};
use std::{sync::Arc, time::Duration};

/// An address that ends sooner than this is exchanged for a fresh one.
const FRESH_FOR: Duration = Duration::from_mins(5);

impl Operations {
    /// Where a resource can be reached: its URL, or its host. A signed address that ends soon is renewed.
    /// Nothing if it has none, or if it cannot be had now.
    pub async fn address(
        self: &Arc<Self>,
        organisation: &OrganisationId,
        id: &Name,
    ) -> Result<Option<Secret>, StoreError> {
        let Some(row) = self.resource(organisation, id).await? else { return Ok(None) };
        let Some(address) = &row.address else { return Ok(None) };
        let soon = self.seams.clock.now().after(FRESH_FOR);
        if address.expires.is_none_or(|expires| expires > soon) {
            return Ok(self.opened(&row).await);
        }
        let (providers, request) = (self.providers_of(organisation), self.own_request());
        let report = self.question(&providers, &row, false, &request).ask(Ask::Address).await;
        // That it is gone is for a sweep to say, which says the rest too.
        if report.answer.is_err() {
            return Ok(None);
        }
        let mut fresh = row.clone();
        observe(&mut fresh, &report, self.moment(&providers, &row));
        let kept = fresh.clone();
        match self.store.write(move |tx| resource::save(tx, &kept)).await {
            // Whoever changed it meanwhile knows it better; the address is good all the same.
            Ok(()) | Err(StoreError::Conflict) => Ok(self.opened(&fresh).await),
            Err(other) => Err(other),
        }
    }

    async fn opened(&self, row: &ResourceRow) -> Option<Secret> {
        let (providers, request) = (self.providers_of(&row.organisation), self.own_request());
        self.question(&providers, row, false, &request).address().await.ok()
    }
}
