//! The operations of one installation: what others ask of this crate.

use crate::{
    ask::Question,
    change::{Change, Changes},
    entitlement::Entitlement,
    gate::Gate,
    probe::Probe,
    providers::Providers,
    sweep::Sweeps,
    vault::Vault,
};
use muster_core::{
    Actor, Name, OperationId, OrganisationId, RequestId, Scope, cloud::ResourceKind,
};
use muster_seams::Seams;
use muster_store::{
    Store, StoreError, operation, operation::OperationRow, resource, resource::ResourceRow,
};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};
use tokio::sync::{Notify, broadcast};

/// Whom this crate asks besides providers.
#[derive(Debug, Clone)]
pub struct Helpers {
    /// What seals secrets.
    pub vault: Arc<dyn Vault>,
    /// Who may have what.
    pub entitlement: Arc<dyn Entitlement>,
    /// Who asks a worker whether it is well.
    pub probe: Arc<dyn Probe>,
}

/// Everything that is wanted of providers, kept in the store and brought about by [`run`](Self::run).
#[derive(Debug)]
pub struct Operations {
    pub(crate) store: Store,
    pub(crate) seams: Seams,
    pub(crate) helpers: Helpers,
    pub(crate) changes: Changes,
    pub(crate) wake: Notify,
    pub(crate) gate: Gate,
    pub(crate) sweeps: Sweeps,
    providers: RwLock<Known>,
    /// Resources about which somebody is being asked.
    busy: Mutex<HashSet<Which>>,
}

/// Who can be asked.
#[derive(Debug)]
struct Known {
    /// With the credentials of the installation.
    all: Arc<Providers>,
    /// With those that an organisation has entered.
    own: HashMap<OrganisationId, Arc<Providers>>,
}

/// Which resource.
pub(crate) type Which = (OrganisationId, Name);

/// As long as it lives, nobody else asks about this resource.
#[derive(Debug)]
pub(crate) struct Turn {
    operations: Arc<Operations>,
    which: Which,
}

impl Operations {
    /// Nothing is asked before [`run`](Self::run) or [`pass`](Self::pass) is.
    pub fn new(store: Store, seams: Seams, providers: Providers, helpers: Helpers) -> Arc<Self> {
        Arc::new(Self {
            store,
            seams,
            helpers,
            changes: Changes::default(),
            wake: Notify::new(),
            gate: Gate::default(),
            sweeps: Sweeps::default(),
            providers: RwLock::new(Known { all: Arc::new(providers), own: HashMap::new() }),
            busy: Mutex::default(),
        })
    }

    /// Takes other settings from now on. What is there keeps its provider and what it was made from.
    pub fn reload(&self, providers: Providers) {
        self.known_to_change().all = Arc::new(providers);
        self.gate.open();
        self.wake.notify_one();
    }

    /// Takes what an organisation has entered of its own from now on, or that it has nothing any more.
    pub fn reload_own(&self, organisation: &OrganisationId, own: Option<Providers>) {
        let mut known = self.known_to_change();
        match own {
            Some(own) => {
                known.own.insert(organisation.clone(), Arc::new(own.of_one_organisation()))
            }
            None => known.own.remove(organisation),
        };
        drop(known);
        self.gate.open();
        self.wake.notify_one();
    }

    fn known_to_change(&self) -> RwLockWriteGuard<'_, Known> {
        self.providers.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.providers.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The settings of the installation.
    pub fn providers(&self) -> Arc<Providers> {
        self.known().all.clone()
    }

    /// The settings that an organisation can use: its own before those of the installation.
    pub fn providers_of(&self, organisation: &OrganisationId) -> Arc<Providers> {
        let known = self.known();
        match known.own.get(organisation) {
            Some(own) => Arc::new(own.beside(&known.all)),
            None => known.all.clone(),
        }
    }

    /// Everybody who can be asked, each with the organisation that entered it.
    pub(crate) fn everybody(&self) -> Vec<(Option<OrganisationId>, Arc<Providers>)> {
        let known = self.known();
        let own = known.own.iter().map(|(own, providers)| (Some(own.clone()), providers.clone()));
        std::iter::once((None, known.all.clone())).chain(own).collect()
    }

    /// Hears of every change from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.changes.listen()
    }

    /// A resource, one that is gone too.
    pub async fn resource(
        &self,
        organisation: &OrganisationId,
        id: &Name,
    ) -> Result<Option<ResourceRow>, StoreError> {
        let (organisation, id) = (organisation.clone(), id.clone());
        self.store.read(move |tx| resource::find(tx, &organisation, &id)).await
    }

    /// Resources of a kind after one, or the first ones, by id; not those that are gone.
    pub async fn resources(
        &self,
        organisation: &OrganisationId,
        kind: ResourceKind,
        after: Option<&Name>,
        limit: u32,
    ) -> Result<Vec<ResourceRow>, StoreError> {
        let (organisation, after) = (organisation.clone(), after.cloned());
        let page = self
            .store
            .read(move |tx| resource::page(tx, &organisation, kind, after.as_ref(), limit));
        page.await
    }

    /// An operation.
    pub async fn operation(
        &self,
        organisation: &OrganisationId,
        id: &OperationId,
    ) -> Result<Option<OperationRow>, StoreError> {
        let (organisation, id) = (organisation.clone(), id.clone());
        self.store.read(move |tx| operation::find(tx, &organisation, &id)).await
    }

    /// Operations before one, or the latest ones, latest first.
    pub async fn operations(
        &self,
        organisation: &OrganisationId,
        before: Option<&OperationRow>,
        limit: u32,
    ) -> Result<Vec<OperationRow>, StoreError> {
        let (organisation, before) = (organisation.clone(), before.cloned());
        let page =
            self.store.read(move |tx| operation::page(tx, &organisation, before.as_ref(), limit));
        page.await
    }

    /// Says that something may be due, and tells whoever listens.
    pub fn announce(&self, organisation: &OrganisationId, resource: &Name) {
        self.changes.tell(organisation, resource);
        self.wake.notify_one();
    }

    /// The turn to ask about a resource, unless somebody has it.
    pub(crate) fn turn(self: &Arc<Self>, organisation: &OrganisationId, id: &Name) -> Option<Turn> {
        let which = (organisation.clone(), id.clone());
        let is_mine = self.busy().insert(which.clone());
        is_mine.then(|| Turn { operations: self.clone(), which })
    }

    pub(crate) fn busy(&self) -> MutexGuard<'_, HashSet<Which>> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// On whose behalf something is done that nobody asked for just now.
    pub(crate) fn own_scope(&self, organisation: &OrganisationId) -> Scope {
        Scope {
            organisation: organisation.clone(),
            actor: Actor::Coordinator,
            request_id: self.own_request(),
            idempotency_key: None,
        }
    }

    pub(crate) fn own_request(&self) -> RequestId {
        request_of(&format!("req_{}", muster_core::id::encode(self.seams.rng.bytes())))
    }

    /// Whatever is asked about a resource is asked like this.
    pub(crate) fn question<'a>(
        &'a self,
        providers: &'a Providers,
        resource: &'a ResourceRow,
        is_forced: bool,
        request: &'a RequestId,
    ) -> Question<'a> {
        let (vault, probe) = (&*self.helpers.vault, &*self.helpers.probe);
        Question { providers, vault, probe, resource, is_forced, request }
    }

    pub(crate) fn new_operation_id(&self) -> OperationId {
        OperationId::from_random(self.seams.rng.bytes())
    }
}

/// The id under which a provider is asked, such as an operation keeps it.
pub(crate) fn request_of(text: &str) -> RequestId {
    // What is kept was a request's id once; one that is none any more must not stop the request.
    text.parse().unwrap_or_else(|_| "unnamed".parse().expect("a plain word is a request's id"))
}

impl Turn {
    pub(crate) fn which(&self) -> Which {
        self.which.clone()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.operations.busy().remove(&self.which);
    }
}
