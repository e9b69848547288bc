//! Cloud: what the crate for operations asks of the coordinator, and what its changes mean to the fleet.
//!
//! What is wanted of providers and how far it has come is the matter of `muster-operations`. Here is what it
//! cannot have by itself: the key that seals, a request to a worker's `/health`, and who hears of a change.

mod follow;
mod helpers;
mod refused;

pub(crate) use follow::follow;

use crate::{
    app::App,
    billing::{Billing, Gatekeeper},
    crypto::sha256,
    engine::secrets::Sealer,
};
use helpers::{Asking, Sealed};
use muster_core::{OrganisationId, Secret, cloud::Status};
use muster_operations::{Helpers, Operations, Providers};
use muster_providers::Mark;
use muster_seams::Seams;
use muster_store::{Store, StoreError, worker::WorkerRow};
use std::sync::Arc;

/// Everything that is wanted of providers.
pub(crate) fn operations(
    store: &Store,
    seams: &Seams,
    providers: Providers,
    sealer: Arc<Sealer>,
    billing: &Arc<Billing>,
) -> Arc<Operations> {
    let helpers = Helpers {
        vault: Arc::new(Sealed(sealer)),
        entitlement: Arc::new(Gatekeeper { billing: billing.clone(), clock: seams.clock.clone() }),
        probe: Arc::new(Asking),
    };
    Operations::new(store.clone(), seams.clone(), providers, helpers)
}

/// No provider at all: what is wanted is refused, and nobody is asked.
pub(crate) fn nobody(organisation: &OrganisationId) -> Providers {
    let hash = sha256(organisation.as_str().as_bytes());
    let (first, _) = hash.split_at(16);
    Providers::none(Mark::from_random(first.try_into().unwrap_or_default()))
}

/// What stands in a cloud worker's row in place of the address at which it is called: its provider gives that, and it
/// may be a secret that ends.
pub(crate) const CALLED_AT_ITS_PROVIDER: &str = "cloud:";

/// Where a cloud worker is called, while it runs.
pub(crate) async fn address(app: &App, worker: &WorkerRow) -> Result<Option<Secret>, StoreError> {
    let Ok(id) = worker.id.as_str().parse() else { return Ok(None) };
    let resource = app.operations.resource(&worker.organisation, &id).await?;
    match resource {
        Some(row) if row.status == Status::Running => {
            app.operations.address(&worker.organisation, &id).await
        }
        Some(_) | None => Ok(None),
    }
}
