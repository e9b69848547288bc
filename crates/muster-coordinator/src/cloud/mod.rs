//! Cloud: what the crate for operations asks of the coordinator, and what its changes mean to the fleet.
//!
//! What is wanted of providers and how far it has come is the matter of `muster-operations`. Here is what it
//! cannot have by itself: the key that seals, a request to a worker's `/health`, and who hears of a change.

mod follow;
mod helpers;
mod own;
mod refused;
mod said;
mod spend;
mod stop;
mod workspaces;

pub(crate) use follow::follow;
pub(crate) use own::{OwnAccounts, kind_of, maker_of_workers, variables};
pub(crate) use said::Said;
pub(crate) use spend::{billed, running, total};
pub(crate) use stop::NotStopped;
use workspaces::OverHttp;
pub(crate) use workspaces::{ASK_EVERY, Questions};
pub use workspaces::{Activity, Workspaces};

use crate::{
    app::App,
    billing::{Billing, Gatekeeper},
    crypto::sha256,
    engine::secrets::Sealer,
};
use futures_util::future::BoxFuture;
use helpers::{Asking, Sealed};
use muster_api::provider::SettingsReread;
use muster_core::{OrganisationId, Secret, cloud::Status};
use muster_operations::{Helpers, Operations, Providers};
use muster_providers::{
    Mark, ProviderKind,
    http::{Base, Https, Transport},
};
use muster_seams::Seams;
use muster_store::{Store, StoreError, worker::WorkerRow};
use std::{fmt, io, sync::Arc};

/// Leads to a provider's address: over the network, or to a fake of this process.
pub type Connect = Arc<dyn Fn(ProviderKind, &Base) -> io::Result<Arc<dyn Transport>> + Send + Sync>;

/// Reads the settings of the environment again, which the host has.
pub trait HostSettings: Send + Sync {
    /// Takes what can be taken while everything runs, and says what is otherwise. An error changes nothing.
    fn reread(&self) -> BoxFuture<'static, Result<SettingsReread, String>>;
}

/// What the host has to do with providers besides their settings.
#[derive(Clone, Default)]
pub struct CloudOptions {
    /// Leads to providers whose credentials are entered here; over the network, if nobody says.
    pub connect: Option<Connect>,
    /// Reads settings again.
    pub settings: Option<Arc<dyn HostSettings>>,
    /// Asks environments how they are used; over the network, if nobody says.
    pub workspaces: Option<Arc<dyn Workspaces>>,
}

impl fmt::Debug for CloudOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CloudOptions").finish_non_exhaustive()
    }
}

impl CloudOptions {
    pub(crate) fn connect(&self) -> Connect {
        let over_the_network = |_: ProviderKind, base: &Base| -> io::Result<Arc<dyn Transport>> {
            Ok(Arc::new(Https::to(base).map_err(io::Error::other)?))
        };
        self.connect.clone().unwrap_or_else(|| Arc::new(over_the_network))
    }

    pub(crate) fn questions(&self) -> Questions {
        Questions::new(self.workspaces.clone().unwrap_or_else(|| Arc::new(OverHttp)))
    }
}

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
