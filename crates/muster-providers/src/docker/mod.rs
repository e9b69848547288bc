//! Docker: an environment is a container on a volume of one engine.
//!
//! Secrets are put as files into memory that a container has mounted, once it runs, and are gone when it stops; nothing
//! that Docker shows or keeps has them. So a container that is down is of no more use: to start it is to remove it
//! and to say that it is absent, and whoever has the order makes it anew on its volume. One that runs and never got its
//! secrets counts as one that is down.

mod container;
mod dialect;
mod settings;
mod shell;
mod tar;
mod wire;

pub use settings::DockerSettings;

use crate::{
    check::BadOrder,
    environment::{
        Environment, EnvironmentEngine, EnvironmentInstance, EnvironmentOrder, Force,
        FoundEnvironment, Place, RegionLimits, Storage,
    },
    error::{Conflict, Operation, ProviderError, ProviderKind, Refusal, unless_absent},
    http::{Call, Caller, Reply, Transport},
    marks,
    name::Mark,
    price::{OWN_MACHINE_RATES, Price, own_machine_price},
    shell::{Shell, TerminalSize},
    worker::{Account, Answer},
};
use bollard::models::{ContainerSummary, SystemVersion, Volume, VolumeListResponse};
use container::state;
use dialect::DIALECT;
use futures_util::FutureExt;
use http::Method;
use muster_core::RequestId;
use muster_seams::Clock;
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};

/// Dev environments on a Docker engine.
#[derive(Debug)]
pub struct Docker {
    caller: Caller,
    settings: DockerSettings,
    mark: Mark,
}

impl Docker {
    /// An engine for one Docker.
    pub fn new(
        settings: DockerSettings,
        mark: Mark,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let base = settings.base.clone();
        Self { caller: Caller { dialect: &DIALECT, base, transport, clock }, settings, mark }
    }

    fn call<'a>(
        &self,
        operation: Operation,
        method: Method,
        path: &[&str],
        query: &[(&str, String)],
        request: &'a RequestId,
    ) -> Call<'a> {
        let url = self.caller.base.at(&[&[wire::VERSION], path].concat(), query);
        Call::new(operation, method, url, request)
    }

    async fn get(
        &self,
        path: &[&str],
        query: &[(&str, String)],
        request: &RequestId,
    ) -> Result<Option<Reply>, ProviderError> {
        let call = self.call(Operation::Look, Method::GET, path, query, request);
        unless_absent(self.caller.send(call).await)
    }

    async fn volume(
        &self,
        operation: Operation,
        place: &Place,
        request: &RequestId,
    ) -> Result<Option<Volume>, ProviderError> {
        self.require_region(operation, place)?;
        let found = self.get(&["volumes", &place.key.share()], &[], request).await?;
        let Some(volume) = found.map(Reply::json::<Volume>).transpose()? else { return Ok(None) };
        self.require_ours(operation, &volume.labels.clone().into_iter().collect())?;
        Ok(Some(volume))
    }

    async fn make_volume(
        &self,
        order: &EnvironmentOrder,
        request: &RequestId,
    ) -> Result<Storage, ProviderError> {
        let operation = Operation::KeepStorage;
        self.caller.checked(operation, self.settings.check(order))?;
        let found = self.volume(operation, &order.place, request).await;
        if let Some(volume) = found.map_err(ProviderError::before_change)? {
            return Ok(Storage { name: volume.name, size_gb: None });
        }
        let call = self.call(operation, Method::POST, &["volumes", "create"], &[], request);
        let call = call.json(&json!(wire::volume(&self.mark, order)));
        let volume: Volume = self.caller.send(call).await?.json()?;
        Ok(Storage { name: volume.name, size_gb: None })
    }

    async fn both(&self, place: &Place, request: &RequestId) -> Result<Environment, ProviderError> {
        let seen = self.container(Operation::Look, place, request).await?;
        let storage = self.volume(Operation::Look, place, request).await?;
        let instance = seen.map(|seen| EnvironmentInstance {
            connection: self.connection(&seen.container),
            state: state(&seen),
            image_digest: seen.container.image.clone(),
        });
        let storage = storage.map(|volume| Storage { name: volume.name, size_gb: None });
        Ok(Environment { instance, storage })
    }

    async fn delete_volume(&self, place: &Place, request: &RequestId) -> Result<(), ProviderError> {
        let operation = Operation::DiscardStorage;
        let used = self.container(operation, place, request).await;
        if used.map_err(ProviderError::before_change)?.is_some() {
            return Err(self.caller.conflict(
                operation,
                Conflict::Busy,
                "the container is still there",
            ));
        }
        let found = self.volume(operation, place, request).await;
        found
            .map_err(ProviderError::before_change)?
            .ok_or_else(|| self.caller.absent(operation))?;
        let path = ["volumes", &place.key.share()];
        let call = self.call(operation, Method::DELETE, &path, &[], request);
        self.caller.send(call).await?.done(&[204])
    }

    async fn everything(
        &self,
        request: &RequestId,
    ) -> Result<Vec<FoundEnvironment>, ProviderError> {
        let ours = json!({ "label": [format!("muster-mark={}", self.mark)] }).to_string();
        let list = async |path: &[&str], query: &[(&str, String)]| {
            let call = self.call(Operation::List, Method::GET, path, query, request);
            self.caller.send(call).await
        };
        let volumes = list(&["volumes"], &[("filters", ours.clone())]).await?;
        let volumes: VolumeListResponse = volumes.json()?;
        let query = [("all", "true".to_owned()), ("filters", ours)];
        let containers: Vec<ContainerSummary> =
            list(&["containers", "json"], &query).await?.json()?;
        let mut found = BTreeMap::new();
        for volume in volumes.volumes.into_iter().flatten() {
            note(&mut found, volume.labels, |it| it.has_storage = true);
        }
        for container in containers {
            note(&mut found, container.labels.unwrap_or_default(), |it| it.has_instance = true);
        }
        Ok(found.into_values().collect())
    }

    async fn version(&self, request: &RequestId) -> Result<Account, ProviderError> {
        let call = self.call(Operation::Check, Method::GET, &["version"], &[], request);
        let version: SystemVersion = self.caller.send(call).await?.json()?;
        let version = version.version.ok_or_else(|| {
            self.caller.garbled(Operation::Check, "it does not say which version it is")
        })?;
        Ok(Account { name: format!("Docker {version}"), lacks: Vec::new() })
    }

    fn require_region(&self, operation: Operation, place: &Place) -> Result<(), ProviderError> {
        if place.region == self.settings.region {
            return Ok(());
        }
        Err(self.caller.refuse(operation, Refusal::BadRequest, "there is no such region"))
    }

    fn require_ours(
        &self,
        operation: Operation,
        labels: &BTreeMap<String, String>,
    ) -> Result<(), ProviderError> {
        if marks::is_ours(&self.mark, labels) {
            return Ok(());
        }
        let says = "something of this name belongs to somebody else";
        Err(self.caller.conflict(operation, Conflict::NotOurs, says))
    }
}

fn note(
    found: &mut BTreeMap<Place, FoundEnvironment>,
    labels: impl IntoIterator<Item = (String, String)>,
    part: impl FnOnce(&mut FoundEnvironment),
) {
    let labels = labels.into_iter().collect();
    let Some(place) = marks::place(&labels) else { return };
    let entry = found.entry(place.clone()).or_insert_with(|| FoundEnvironment {
        place,
        has_instance: false,
        has_storage: false,
        tags: Vec::new(),
    });
    entry.tags = wire::tags(&labels);
    part(entry);
}

impl EnvironmentEngine for Docker {
    fn provider(&self) -> ProviderKind {
        ProviderKind::Docker
    }

    fn regions(&self) -> Vec<RegionLimits> {
        vec![RegionLimits::usual(&self.settings.region, Some(OWN_MACHINE_RATES))]
    }

    fn price(&self, _: &EnvironmentOrder) -> Option<Price> {
        Some(own_machine_price(ProviderKind::Docker))
    }

    fn check_order(&self, order: &EnvironmentOrder) -> Result<(), BadOrder> {
        self.settings.check(order)
    }

    fn keep_storage<'a>(
        &'a self,
        order: &'a EnvironmentOrder,
        request: &'a RequestId,
    ) -> Answer<'a, Storage> {
        self.make_volume(order, request).boxed()
    }

    fn create<'a>(
        &'a self,
        order: &'a EnvironmentOrder,
        request: &'a RequestId,
    ) -> Answer<'a, EnvironmentInstance> {
        self.make_container(order, request).boxed()
    }

    fn look<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, Environment> {
        self.both(place, request).boxed()
    }

    fn start<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, ()> {
        self.start_anew(place, request).boxed()
    }

    fn stop<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, ()> {
        self.halt(place, request).boxed()
    }

    fn delete<'a>(
        &'a self,
        place: &'a Place,
        force: Force,
        request: &'a RequestId,
    ) -> Answer<'a, ()> {
        self.delete_container(place, force, request).boxed()
    }

    fn discard_storage<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, ()> {
        self.delete_volume(place, request).boxed()
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
        self.version(request).boxed()
    }
}
