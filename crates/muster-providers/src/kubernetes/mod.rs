//! Kubernetes: workers and environments are deployments in one namespace of a cluster that is there already.
//!
//! Requests are made and answers understood with `kube` and `k8s-openapi`; what carries them is our own transport, so
//! time-outs, ids and redaction are those of every other provider. Nothing is changed but what was seen just before:
//! a replacement, a patch and a delete name the version or the identity of what they are about.

mod client;
mod dialect;
mod environment;
mod identity;
mod kubeconfig;
mod settings;
mod shell;
mod state;
mod wire;
mod worker;

pub use identity::{Identity, Program};
pub use kubeconfig::{BadKubeconfig, Cluster};
pub use settings::{Exposure, KubernetesSettings, WorkerPod};

use crate::{
    check::BadOrder,
    environment::{
        Environment, EnvironmentEngine, EnvironmentInstance, EnvironmentOrder, Force,
        FoundEnvironment, Place, RegionLimits, Storage,
    },
    error::{Operation, ProviderError, ProviderKind},
    http::{Caller, Transport},
    name::{Mark, WorkerName},
    price::{OWN_MACHINE_RATES, Price, own_machine_price},
    shell::{Shell, TerminalSize},
    worker::{Account, Address, Answer, FoundWorker, Handle, Instance, WorkerEngine, WorkerOrder},
};
use client::Because;
use dialect::DIALECT;
use futures_util::FutureExt;
use identity::Tokens;
use muster_core::RequestId;
use muster_seams::Clock;
use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

// A read shows what was written before it; what may come late is the create itself.
const SETTLES_WITHIN: Duration = Duration::from_mins(1);

/// Workers and environments in a namespace of a cluster.
#[derive(Debug)]
pub struct Kubernetes {
    caller: Caller,
    settings: KubernetesSettings,
    mark: Mark,
    tokens: Tokens,
    has_namespace: AtomicBool,
}

impl Kubernetes {
    /// An engine for one namespace.
    pub fn new(
        settings: KubernetesSettings,
        mark: Mark,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let base = settings.base.clone();
        let tokens = Tokens::of(settings.identity.clone());
        let caller = Caller { dialect: &DIALECT, base, transport, clock };
        Self { caller, settings, mark, tokens, has_namespace: AtomicBool::new(false) }
    }

    async fn see_namespace(&self, request: &RequestId) -> Result<Account, ProviderError> {
        let because = Because::of(Operation::Check, request);
        self.has_namespace.store(false, std::sync::atomic::Ordering::Relaxed);
        self.require_namespace(because).await?;
        Ok(Account { name: self.settings.namespace.clone(), lacks: Vec::new() })
    }
}

impl WorkerEngine for Kubernetes {
    fn provider(&self) -> ProviderKind {
        ProviderKind::Kubernetes
    }

    fn settles_within(&self) -> Duration {
        SETTLES_WITHIN
    }

    fn price(&self) -> Option<Price> {
        Some(own_machine_price(ProviderKind::Kubernetes))
    }

    fn check_order(&self, order: &WorkerOrder) -> Result<(), BadOrder> {
        KubernetesSettings::check_worker(order)
    }

    fn create<'a>(
        &'a self,
        order: &'a WorkerOrder,
        request: &'a RequestId,
    ) -> Answer<'a, Instance> {
        self.make_worker(order, request).boxed()
    }

    fn find<'a>(
        &'a self,
        name: &'a WorkerName,
        request: &'a RequestId,
    ) -> Answer<'a, Option<Instance>> {
        self.search(name, request).boxed()
    }

    fn status<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, Instance> {
        self.read_worker(handle, request).boxed()
    }

    fn stop<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, ()> {
        self.scale_worker(Because::of(Operation::Stop, request), handle, 0).boxed()
    }

    fn wake<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, ()> {
        self.scale_worker(Because::of(Operation::Start, request), handle, 1).boxed()
    }

    fn delete<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, ()> {
        self.delete_worker(handle, request).boxed()
    }

    fn list<'a>(&'a self, request: &'a RequestId) -> Answer<'a, Vec<FoundWorker>> {
        self.all_workers(request).boxed()
    }

    fn address<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, Address> {
        self.locate(handle, request).boxed()
    }

    fn check<'a>(&'a self, request: &'a RequestId) -> Answer<'a, Account> {
        self.see_namespace(request).boxed()
    }
}

impl EnvironmentEngine for Kubernetes {
    fn provider(&self) -> ProviderKind {
        ProviderKind::Kubernetes
    }

    fn regions(&self) -> Vec<RegionLimits> {
        vec![RegionLimits::usual(&self.settings.region, Some(OWN_MACHINE_RATES))]
    }

    fn price(&self, _: &EnvironmentOrder) -> Option<Price> {
        Some(own_machine_price(ProviderKind::Kubernetes))
    }

    fn check_order(&self, order: &EnvironmentOrder) -> Result<(), BadOrder> {
        self.settings.check_environment(order)
    }

    fn keep_storage<'a>(
        &'a self,
        order: &'a EnvironmentOrder,
        request: &'a RequestId,
    ) -> Answer<'a, Storage> {
        self.make_claim(order, request).boxed()
    }

    fn create<'a>(
        &'a self,
        order: &'a EnvironmentOrder,
        request: &'a RequestId,
    ) -> Answer<'a, EnvironmentInstance> {
        self.make_deployment(order, request).boxed()
    }

    fn look<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, Environment> {
        self.both(place, request).boxed()
    }

    fn start<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, ()> {
        self.scale_environment(Because::of(Operation::Start, request), place, 1).boxed()
    }

    fn stop<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, ()> {
        self.scale_environment(Because::of(Operation::Stop, request), place, 0).boxed()
    }

    fn delete<'a>(
        &'a self,
        place: &'a Place,
        force: Force,
        request: &'a RequestId,
    ) -> Answer<'a, ()> {
        self.delete_deployment(place, force, request).boxed()
    }

    fn discard_storage<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, ()> {
        self.delete_claim(place, request).boxed()
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
        self.see_namespace(request).boxed()
    }
}
