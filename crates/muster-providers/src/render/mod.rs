//! Render: a worker is a web service of one workspace.
//!
//! A service has no state of its own: it is read from `suspended` and from the newest deploy. A name is
//! unique in a workspace, and a service is found by it; tags there are none. Stopping is suspending.

mod dialect;
mod settings;
mod wire;

pub use settings::{PLANS, REGIONS, RenderSettings, Source};

use crate::{
    Secret,
    check::BadOrder,
    error::{Operation, ProviderError, ProviderKind, unless_absent},
    http::{Base, Call, Keyed, Transport},
    name::{Mark, WorkerName},
    price::{Price, render_price},
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
use wire::{Created, DeployRow, Owner, Service, ServiceRow};

// A search may lag behind a create by some seconds; ten minutes is what a deploy takes at least.
const SETTLES_WITHIN: Duration = Duration::from_mins(2);
/// The most that one page holds.
const PAGE: &str = "100";
// Five thousand services: more than any plan allows.
const MOST_PAGES: usize = 50;

/// Cloud workers on Render.
#[derive(Debug)]
pub struct Render {
    api: Keyed,
    settings: RenderSettings,
    mark: Mark,
}

impl Render {
    /// An engine for one workspace.
    pub fn new(
        settings: RenderSettings,
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
            .call(Operation::Create, Method::POST, &["services"], request)
            .hiding(order.secrets.iter().map(|(_, secret)| secret.clone()))
            .json(&wire::create(&self.settings, order));
        let created: Created = self.api.caller.send(call).await?.json()?;
        Ok(self.instance(order.name.clone(), &created.service, InstanceState::Starting))
    }

    async fn search(
        &self,
        name: &WorkerName,
        request: &RequestId,
    ) -> Result<Option<Instance>, ProviderError> {
        let owner = self.settings.owner.clone();
        let query = [("name", name.to_string()), ("ownerId", owner), ("limit", PAGE.to_owned())];
        let reply = self.api.get(Operation::Look, &["services"], &query, request).await?;
        let rows: Vec<ServiceRow> = reply.json()?;
        let services = rows.into_iter().map(|row| row.service);
        // A search may still show one that is gone, beside the one that took its name.
        for service in services.filter(|service| service.name == name.as_str()) {
            if let Some(found) = unless_absent(self.described(service, request).await)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    async fn read(&self, handle: &Handle, request: &RequestId) -> Result<Instance, ProviderError> {
        let service = self.service(Operation::Look, handle, request).await?;
        self.described(service, request).await
    }

    async fn service(
        &self,
        operation: Operation,
        handle: &Handle,
        request: &RequestId,
    ) -> Result<Service, ProviderError> {
        self.api.get(operation, &["services", &handle.0], &[], request).await?.json()
    }

    /// A service with the state that its newest deploy gives it.
    async fn described(
        &self,
        service: Service,
        request: &RequestId,
    ) -> Result<Instance, ProviderError> {
        let name = service.name.parse();
        let name = name.map_err(|error| self.api.caller.garbled(Operation::Look, error))?;
        let segments = ["services", &service.id, "deploys"];
        let newest = [("limit", "1".to_owned())];
        let reply = self.api.get(Operation::Look, &segments, &newest, request).await?;
        let deploys: Vec<DeployRow> = reply.json()?;
        let status = deploys.into_iter().next().and_then(|row| row.deploy.status);
        let state = state(&service.suspended, status.as_deref());
        Ok(self.instance(name, &service, state))
    }

    fn instance(&self, name: WorkerName, service: &Service, state: InstanceState) -> Instance {
        Instance {
            name,
            handle: Handle(service.id.clone()),
            region: service.details.region.clone(),
            state,
            address: address(&self.api.caller.base, service),
        }
    }

    /// Asks for something that is answered with a bare yes.
    async fn order(&self, call: Call<'_>, status: u16) -> Result<(), ProviderError> {
        self.api.caller.send(call).await?.done(&[status])
    }

    async fn all(&self, request: &RequestId) -> Result<Vec<FoundWorker>, ProviderError> {
        let mut found = Vec::new();
        let mut cursor = None;
        for _ in 0..MOST_PAGES {
            let rows = self.page(cursor.as_ref(), request).await?;
            // Only an empty page is certainly the last: a full one may be shorter than we asked for.
            let Some(last) = rows.last() else { return Ok(found) };
            cursor = Some(last.cursor.clone());
            found.extend(rows.into_iter().filter_map(|row| self.ours(row.service)));
        }
        Err(self.api.caller.garbled(Operation::List, "the list has no end"))
    }

    async fn page(
        &self,
        cursor: Option<&String>,
        request: &RequestId,
    ) -> Result<Vec<ServiceRow>, ProviderError> {
        let mut query = vec![("ownerId", self.settings.owner.clone()), ("limit", PAGE.to_owned())];
        query.extend(cursor.map(|cursor| ("cursor", cursor.clone())));
        self.api.get(Operation::List, &["services"], &query, request).await?.json()
    }

    fn ours(&self, service: Service) -> Option<FoundWorker> {
        let name: WorkerName = service.name.parse().ok()?;
        let is_here = service.owner_id == self.settings.owner;
        let worker = name.worker(&self.mark).filter(|_| is_here)?;
        Some(FoundWorker { worker, name, handle: service.id })
    }

    async fn reachable(
        &self,
        handle: &Handle,
        request: &RequestId,
    ) -> Result<Address, ProviderError> {
        let service = self.service(Operation::Address, handle, request).await?;
        let address = address(&self.api.caller.base, &service);
        address
            .ok_or_else(|| self.api.caller.garbled(Operation::Address, "no URL that can be used"))
    }
}

/// A service's URL, unless it leads where no service can be.
fn address(base: &Base, service: &Service) -> Option<Address> {
    let url = service.details.url.as_deref().filter(|url| !url.is_empty())?;
    let url = base.instance(url).ok()?;
    Some(Address { url: Secret::new(url), expires: None })
}

fn state(suspended: &str, deploy: Option<&str>) -> InstanceState {
    match (suspended, deploy) {
        ("suspended", _) => InstanceState::Stopped,
        ("not_suspended", Some("live")) => InstanceState::Running,
        (
            "not_suspended",
            None
            | Some(
                "created"
                | "queued"
                | "build_in_progress"
                | "pre_deploy_in_progress"
                | "update_in_progress"
                | "deactivated",
            ),
        ) => InstanceState::Starting,
        (
            "not_suspended",
            Some(end @ ("build_failed" | "pre_deploy_failed" | "update_failed" | "canceled")),
        ) => {
            let said = Some(format!("the deploy ended as {end}"));
            InstanceState::Failed(Failure { code: "render_deploy_failed", said })
        }
        ("not_suspended", Some(word)) | (word, _) => InstanceState::Strange(word.to_owned()),
    }
}

impl WorkerEngine for Render {
    fn provider(&self) -> ProviderKind {
        ProviderKind::Render
    }

    fn settles_within(&self) -> Duration {
        SETTLES_WITHIN
    }

    fn price(&self) -> Option<Price> {
        render_price(&self.settings.plan)
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
        self.read(handle, request).boxed()
    }

    fn stop<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, ()> {
        let segments = ["services", &handle.0, "suspend"];
        self.order(self.api.call(Operation::Stop, Method::POST, &segments, request), 202).boxed()
    }

    fn wake<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, ()> {
        let segments = ["services", &handle.0, "resume"];
        self.order(self.api.call(Operation::Start, Method::POST, &segments, request), 202).boxed()
    }

    fn delete<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, ()> {
        let segments = ["services", &handle.0];
        self.order(self.api.call(Operation::Delete, Method::DELETE, &segments, request), 204)
            .boxed()
    }

    fn list<'a>(&'a self, request: &'a RequestId) -> Answer<'a, Vec<FoundWorker>> {
        self.all(request).boxed()
    }

    fn address<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, Address> {
        self.reachable(handle, request).boxed()
    }

    fn check<'a>(&'a self, request: &'a RequestId) -> Answer<'a, Account> {
        async move {
            let segments = ["owners", &self.settings.owner];
            let owner: Owner =
                self.api.get(Operation::Check, &segments, &[], request).await?.json()?;
            Ok(Account { name: owner.name, lacks: Vec::new() })
        }
        .boxed()
    }
}
