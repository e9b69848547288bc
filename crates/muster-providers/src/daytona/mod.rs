//! Daytona: a worker is a sandbox.
//!
//! A sandbox is found by its name wherever an id will do, and ours have a label. Its disk survives a stop,
//! so the worker's own key does, and no volumes are used: they are no place for a database. Its address is
//! signed and lasts a day at most; a fresh one is a call away.
//!
//! Secrets are variables here. The organisation's secret store would hide them better, and takes a
//! permission that a key for workers should not have; what we send is a token that is used up at once.

mod dialect;
mod settings;
mod wire;

pub use settings::{DaytonaSettings, Source, Timers};

use crate::{
    Secret,
    check::BadOrder,
    error::{Operation, ProviderError, ProviderKind, unless_absent},
    http::{Call, Keyed, Transport, shortened},
    name::{Mark, WorkerName},
    price::{Price, daytona_price},
    worker::{
        Account, Address, Answer, Failure, FoundWorker, Handle, Instance, InstanceState,
        WorkerEngine, WorkerOrder,
    },
};
use dialect::DIALECT;
use futures_util::FutureExt;
use http::Method;
use muster_core::RequestId;
use muster_seams::Clock;
use std::{sync::Arc, time::Duration};
use wire::{Key, Page, Sandbox, SignedUrl};

// A read by name is not delayed; what may come late is the create itself, behind a slow gateway.
const SETTLES_WITHIN: Duration = Duration::from_mins(1);
const PAGE: &str = "200";
// Ten thousand sandboxes.
const MOST_PAGES: usize = 50;
const NEEDED: [&str; 2] = ["write:sandboxes", "delete:sandboxes"];

/// Cloud workers on Daytona.
#[derive(Debug)]
pub struct Daytona {
    api: Keyed,
    settings: DaytonaSettings,
    mark: Mark,
}

impl Daytona {
    /// An engine for one organisation.
    pub fn new(
        settings: DaytonaSettings,
        mark: Mark,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let account = (settings.base.clone(), settings.api_key.clone());
        Self { api: Keyed::new(&DIALECT, account, transport, clock), settings, mark }
    }

    async fn make(
        &self,
        order: &WorkerOrder,
        request: &RequestId,
    ) -> Result<Instance, ProviderError> {
        self.api.caller.checked(Operation::Create, self.settings.check(order))?;
        let call = self
            .api
            .call(Operation::Create, Method::POST, &["sandbox"], request)
            .hiding(order.secrets.iter().map(|(_, secret)| secret.clone()))
            .json(&wire::create(&self.settings, &self.mark, order));
        let sandbox: Sandbox = self.api.caller.send(call).await?.json()?;
        Ok(instance(order.name.clone(), sandbox))
    }

    /// A sandbox by its id or its name; one that is destroyed is gone, if still spoken of.
    async fn read(&self, called: &str, request: &RequestId) -> Result<Instance, ProviderError> {
        let reply = self.api.get(Operation::Look, &["sandbox", called], &[], request).await?;
        let sandbox: Sandbox = reply.json()?;
        if sandbox.state.as_deref() == Some("destroyed") {
            return Err(self.api.caller.absent(Operation::Look));
        }
        let name = sandbox
            .name
            .parse()
            .map_err(|error| self.api.caller.garbled(Operation::Look, error))?;
        Ok(instance(name, sandbox))
    }

    async fn search(
        &self,
        name: &WorkerName,
        request: &RequestId,
    ) -> Result<Option<Instance>, ProviderError> {
        unless_absent(self.read(name.as_str(), request).await)
    }

    /// Asks for something that is answered with the sandbox as it is then.
    async fn order(&self, call: Call<'_>) -> Result<(), ProviderError> {
        let _: Sandbox = self.api.caller.send(call).await?.json()?;
        Ok(())
    }

    async fn all(&self, request: &RequestId) -> Result<Vec<FoundWorker>, ProviderError> {
        let mut found = Vec::new();
        let mut cursor = None;
        for _ in 0..MOST_PAGES {
            let page = self.page(cursor, request).await?;
            found.extend(page.items.into_iter().filter_map(|sandbox| self.ours(sandbox)));
            cursor = page.next_cursor;
            if cursor.is_none() {
                return Ok(found);
            }
        }
        Err(self.api.caller.garbled(Operation::List, "the list has no end"))
    }

    async fn page(
        &self,
        cursor: Option<String>,
        request: &RequestId,
    ) -> Result<Page, ProviderError> {
        let labels = wire::labels(&self.mark).to_string();
        let mut query = vec![("labels", labels), ("limit", PAGE.to_owned())];
        query.extend(cursor.map(|cursor| ("cursor", cursor)));
        self.api.get(Operation::List, &["sandbox"], &query, request).await?.json()
    }

    fn ours(&self, sandbox: Sandbox) -> Option<FoundWorker> {
        let name: WorkerName = sandbox.name.parse().ok()?;
        let worker = name.worker(&self.mark)?;
        Some(FoundWorker { worker, name, handle: sandbox.id })
    }

    async fn sign(&self, handle: &Handle, request: &RequestId) -> Result<Address, ProviderError> {
        let port = self.settings.port.to_string();
        let segments = ["sandbox", &handle.0, "ports", &port, "signed-preview-url"];
        // Taken before the call, so that it never ends later than it says.
        let expires = self.api.caller.clock.now().after(self.settings.address_lives);
        let lives = [("expiresInSeconds", self.settings.address_lives.as_secs().to_string())];
        let reply = self.api.get(Operation::Address, &segments, &lives, request).await?;
        let signed: SignedUrl = reply.json()?;
        let url = self.api.caller.base.instance(&signed.url);
        let url = url.map_err(|error| self.api.caller.garbled(Operation::Address, error))?;
        Ok(Address { url: Secret::new(url), expires: Some(expires) })
    }
}

fn instance(name: WorkerName, sandbox: Sandbox) -> Instance {
    let said = sandbox.error_reason.as_deref().map(shortened);
    let state = state(sandbox.state.as_deref(), said);
    let handle = Handle(sandbox.id);
    Instance { name, handle, region: Some(sandbox.target), state, address: None }
}

fn state(word: Option<&str>, said: Option<String>) -> InstanceState {
    match word {
        Some("started") => InstanceState::Running,
        None
        | Some(
            "creating" | "restoring" | "starting" | "pending_build" | "building_snapshot"
            | "pulling_snapshot" | "resuming" | "resizing" | "snapshotting" | "forking",
        ) => InstanceState::Starting,
        Some("stopping" | "pausing" | "archiving") => InstanceState::Stopping,
        Some("stopped" | "archived" | "paused") => InstanceState::Stopped,
        Some("destroying" | "destroyed") => InstanceState::Deleting,
        Some("error" | "build_failed") => {
            InstanceState::Failed(Failure { code: "daytona_boot_failed", said })
        }
        Some(word) => InstanceState::Strange(word.to_owned()),
    }
}

impl WorkerEngine for Daytona {
    fn provider(&self) -> ProviderKind {
        ProviderKind::Daytona
    }

    fn settles_within(&self) -> Duration {
        SETTLES_WITHIN
    }

    fn price(&self) -> Option<Price> {
        match &self.settings.source {
            Source::Image { cpu, memory_gb, disk_gb, .. } => {
                Some(daytona_price(*cpu, *memory_gb, *disk_gb))
            }
            // A snapshot's size is not ours to know before a sandbox of it is there.
            Source::Snapshot(_) => None,
        }
    }

    fn check_order(&self, order: &WorkerOrder) -> Result<(), BadOrder> {
        self.settings.check(order)
    }

    fn create<'a>(
        &'a self,
        order: &'a WorkerOrder,
        request: &'a RequestId,
    ) -> Answer<'a, Instance> {
        self.make(order, request).boxed()
    }

    fn find<'a>(
        &'a self,
        name: &'a WorkerName,
        request: &'a RequestId,
    ) -> Answer<'a, Option<Instance>> {
        self.search(name, request).boxed()
    }

    fn status<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, Instance> {
        self.read(&handle.0, request).boxed()
    }

    fn stop<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, ()> {
        let segments = ["sandbox", &handle.0, "stop"];
        self.order(self.api.call(Operation::Stop, Method::POST, &segments, request)).boxed()
    }

    fn wake<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, ()> {
        let segments = ["sandbox", &handle.0, "start"];
        self.order(self.api.call(Operation::Start, Method::POST, &segments, request)).boxed()
    }

    fn delete<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, ()> {
        let segments = ["sandbox", &handle.0];
        self.order(self.api.call(Operation::Delete, Method::DELETE, &segments, request)).boxed()
    }

    fn list<'a>(&'a self, request: &'a RequestId) -> Answer<'a, Vec<FoundWorker>> {
        self.all(request).boxed()
    }

    fn address<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, Address> {
        self.sign(handle, request).boxed()
    }

    fn check<'a>(&'a self, request: &'a RequestId) -> Answer<'a, Account> {
        async move {
            let reply =
                self.api.get(Operation::Check, &["api-keys", "current"], &[], request).await?;
            let key: Key = reply.json()?;
            let is_lacking = |needed: &&str| !key.permissions.iter().any(|had| had == needed);
            let lacks = NEEDED.iter().copied().filter(is_lacking).map(str::to_owned).collect();
            Ok(Account { name: key.name, lacks })
        }
        .boxed()
    }
}
