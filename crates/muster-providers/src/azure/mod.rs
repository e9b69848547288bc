//! Azure: an environment is a container group on a file share.
//!
//! The group is stopped and started as it is, so Azure keeps the secrets that it never shows again. Both
//! are found by name and are ours by their tags; what another installation made under the same name is
//! neither changed nor deleted. The share is made first and deleted last, and only once Azure itself says
//! that there is no group.

mod client;
mod dialect;
mod group;
mod identity;
mod settings;
mod share;
mod shell;
mod wire;

pub use identity::Identity;
pub use settings::{AzureSettings, Region};

use crate::{
    check::BadOrder,
    environment::{
        Environment, EnvironmentEngine, EnvironmentInstance, EnvironmentOrder, Force,
        FoundEnvironment, Place, RegionLimits, Storage,
    },
    error::{Operation, ProviderError, ProviderKind, Refusal},
    http::{Caller, Transport},
    marks,
    name::Mark,
    price::{Price, azure_price},
    shell::{Shell, TerminalSize},
    worker::{Account, Answer},
};
use dialect::DIALECT;
use futures_util::FutureExt;
use identity::Tokens;
use muster_core::RequestId;
use muster_seams::Clock;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Dev environments on Azure Container Instances.
#[derive(Debug)]
pub struct Azure {
    caller: Caller,
    settings: AzureSettings,
    mark: Mark,
    tokens: Tokens,
}

impl Azure {
    /// An engine for one subscription.
    pub fn new(
        settings: AzureSettings,
        mark: Mark,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let base = settings.base.clone();
        let tokens = Tokens::of(settings.identity.clone());
        let caller = Caller { dialect: &DIALECT, base, transport, clock };
        Self { caller, settings, mark, tokens }
    }

    fn region(&self, operation: Operation, place: &Place) -> Result<&Region, ProviderError> {
        let region = self.settings.region(&place.region);
        region.ok_or_else(|| {
            self.caller.refuse(operation, Refusal::BadRequest, "there is no such region")
        })
    }

    async fn both(&self, place: &Place, request: &RequestId) -> Result<Environment, ProviderError> {
        let instance = self.group(Operation::Look, place, request).await?.map(group::instance);
        let storage = self.share(Operation::Look, place, request).await?;
        Ok(Environment { instance, storage })
    }

    async fn everything(
        &self,
        request: &RequestId,
    ) -> Result<Vec<FoundEnvironment>, ProviderError> {
        let mut found = BTreeMap::new();
        for region in self.distinct(|region| (&region.resource_group, &region.storage_account)) {
            for share in self.all_shares(region, request).await? {
                note(&mut found, share.properties.metadata, |it| it.has_storage = true);
            }
        }
        for region in self.distinct(|region| &region.resource_group) {
            for group in self.all_groups(region, request).await? {
                note(&mut found, group.tags, |it| it.has_instance = true);
            }
        }
        Ok(found.into_values().collect())
    }

    /// Regions, but only one of those that have the same of something.
    fn distinct<'a, T: Ord>(&'a self, of: impl Fn(&'a Region) -> T) -> Vec<&'a Region> {
        let mut seen = BTreeSet::new();
        self.settings.regions.iter().filter(|region| seen.insert(of(region))).collect()
    }

    async fn sign_in_everywhere(&self, request: &RequestId) -> Result<Account, ProviderError> {
        for region in self.distinct(|region| &region.resource_group) {
            let url = self.groups(region, &[], &[]);
            let _: wire::Page<wire::Group> =
                self.get(Operation::Check, url, request).await?.json()?;
        }
        Ok(Account { name: self.settings.subscription.clone(), lacks: Vec::new() })
    }
}

fn note(
    found: &mut BTreeMap<Place, FoundEnvironment>,
    tags: BTreeMap<String, String>,
    part: impl FnOnce(&mut FoundEnvironment),
) {
    let Some(place) = marks::place(&tags) else { return };
    let entry = found.entry(place.clone()).or_insert_with(|| FoundEnvironment {
        place,
        has_instance: false,
        has_storage: false,
        tags: Vec::new(),
    });
    entry.tags = marks::others(tags);
    part(entry);
}

impl EnvironmentEngine for Azure {
    fn provider(&self) -> ProviderKind {
        ProviderKind::Azure
    }

    fn regions(&self) -> Vec<RegionLimits> {
        self.settings.regions.iter().map(Region::limits).collect()
    }

    fn price(&self, order: &EnvironmentOrder) -> Option<Price> {
        let region = self.settings.region(&order.place.region)?;
        azure_price(&region.location, order.cpu_cores, order.memory_gb, order.storage_gb)
    }

    fn check_order(&self, order: &EnvironmentOrder) -> Result<(), BadOrder> {
        self.settings.check(order)
    }

    fn keep_storage<'a>(
        &'a self,
        order: &'a EnvironmentOrder,
        request: &'a RequestId,
    ) -> Answer<'a, Storage> {
        self.make_share(order, request).boxed()
    }

    fn create<'a>(
        &'a self,
        order: &'a EnvironmentOrder,
        request: &'a RequestId,
    ) -> Answer<'a, EnvironmentInstance> {
        self.make_group(order, request).boxed()
    }

    fn look<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, Environment> {
        self.both(place, request).boxed()
    }

    fn start<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, ()> {
        self.change(Operation::Start, place, "start", &[202, 204], request).boxed()
    }

    fn stop<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, ()> {
        self.change(Operation::Stop, place, "stop", &[204], request).boxed()
    }

    fn delete<'a>(
        &'a self,
        place: &'a Place,
        force: Force,
        request: &'a RequestId,
    ) -> Answer<'a, ()> {
        self.delete_group(place, force, request).boxed()
    }

    fn discard_storage<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, ()> {
        self.delete_share(place, request).boxed()
    }

    fn list<'a>(&'a self, request: &'a RequestId) -> Answer<'a, Vec<FoundEnvironment>> {
        self.everything(request).boxed()
    }

    fn logs<'a>(
        &'a self,
        place: &'a Place,
        lines: u32,
        request: &'a RequestId,
    ) -> Answer<'a, String> {
        self.tail(place, lines, request).boxed()
    }

    fn shell<'a>(
        &'a self,
        place: &'a Place,
        size: TerminalSize,
        request: &'a RequestId,
    ) -> Answer<'a, Shell> {
        self.open_shell(place, size, request).boxed()
    }

    fn check<'a>(&'a self, request: &'a RequestId) -> Answer<'a, Account> {
        self.sign_in_everywhere(request).boxed()
    }
}
