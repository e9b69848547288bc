//! Render: a worker is a web service of one workspace.
//!
//! A service has no state of its own: it is read from `suspended` and from the newest deploy. A name is
//! unique in a workspace, and a service is found by it; tags there are none. Stopping is suspending.

mod dialect;
mod settings;
mod wire;

pub use settings::{PLANS, REGIONS, RenderSettings, Source};

use crate::{
    error::{Doubt, Operation, Outcome, ProviderError, ProviderKind, Refusal},
    http::{Base, Call, Caller, Reply, Transport},
    name::{Mark, WorkerName},
    price::{Price, render_price},
    secret::Secret,
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
const PAGE: usize = 100;
// Five thousand services: more than any plan allows.
const MOST_PAGES: usize = 50;

/// Cloud workers on Render.
#[derive(Debug)]
pub struct Render {
    caller: Caller,
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
        let base = settings.base.clone();
        Self { caller: Caller { dialect: &DIALECT, base, transport, clock }, settings, mark }
    }

    fn call<'a>(
        &self,
        operation: Operation,
        method: Method,
        segments: &[&str],
        query: &[(&str, String)],
        request: &'a RequestId,
    ) -> Call<'a> {
        let url = self.caller.base.at(segments, query);
        Call::new(operation, method, url, request).bearer(&self.settings.api_key)
    }

    async fn get(
        &self,
        operation: Operation,
        segments: &[&str],
        query: &[(&str, String)],
        request: &RequestId,
    ) -> Result<Reply, ProviderError> {
        self.caller.send(self.call(operation, Method::GET, segments, query, request)).await
    }

    async fn make(
        &self,
        order: &WorkerOrder,
        request: &RequestId,
    ) -> Result<Instance, ProviderError> {
        if let Err(bad) = self.settings.check(order) {
            let refused = Outcome::Refused(Refusal::BadRequest);
            return Err(self.caller.error(Operation::Create, refused).saying(bad.to_string()));
        }
        let call = self
            .call(Operation::Create, Method::POST, &["services"], &[], request)
            .hiding(order.secrets.iter().map(|(_, secret)| secret.clone()))
            .json(&wire::create(&self.settings, order));
        let created: Created = self.caller.send(call).await?.json()?;
        Ok(self.instance(order.name.clone(), &created.service, InstanceState::Starting))
    }

    async fn search(
        &self,
        name: &WorkerName,
        request: &RequestId,
    ) -> Result<Option<Instance>, ProviderError> {
        let query = [("name", name.to_string()), ("ownerId", self.settings.owner.clone())];
        let reply = self.get(Operation::Look, &["services"], &query, request).await?;
        let rows: Vec<ServiceRow> = reply.json()?;
        let mut services = rows.into_iter().map(|row| row.service);
        match services.find(|service| service.name == name.as_str()) {
            Some(service) => self.described(service, request).await.map(Some),
            None => Ok(None),
        }
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
        self.get(operation, &["services", &handle.0], &[], request).await?.json()
    }

    /// A service with the state that its newest deploy gives it.
    async fn described(
        &self,
        service: Service,
        request: &RequestId,
    ) -> Result<Instance, ProviderError> {
        let garbled = || self.caller.error(Operation::Look, Outcome::Unknown(Doubt::Garbled));
        let name = service.name.parse().map_err(|error| garbled().because(error))?;
        let segments = ["services", &service.id, "deploys"];
        let newest = [("limit", "1".to_owned())];
        let reply = self.get(Operation::Look, &segments, &newest, request).await?;
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
            address: address(&self.caller.base, service),
        }
    }

    /// Asks for something that is answered with a bare yes.
    async fn order(&self, call: Call<'_>, status: u16) -> Result<(), ProviderError> {
        self.caller.send(call).await?.done(&[status])
    }

    async fn all(&self, request: &RequestId) -> Result<Vec<FoundWorker>, ProviderError> {
        let mut found = Vec::new();
        let mut cursor = None;
        for _ in 0..MOST_PAGES {
            let rows = self.page(cursor.as_ref(), request).await?;
            cursor = rows.last().map(|row| row.cursor.clone());
            let is_last = rows.len() < PAGE;
            found.extend(rows.into_iter().filter_map(|row| self.ours(row.service)));
            if is_last {
                return Ok(found);
            }
        }
        let outcome = Outcome::Unknown(Doubt::Garbled);
        Err(self.caller.error(Operation::List, outcome).because("the list has no end"))
    }

    async fn page(
        &self,
        cursor: Option<&String>,
        request: &RequestId,
    ) -> Result<Vec<ServiceRow>, ProviderError> {
        let mut query = vec![("ownerId", self.settings.owner.clone()), ("limit", PAGE.to_string())];
        query.extend(cursor.map(|cursor| ("cursor", cursor.clone())));
        self.get(Operation::List, &["services"], &query, request).await?.json()
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
        address(&self.caller.base, &service).ok_or_else(|| {
            let outcome = Outcome::Unknown(Doubt::Garbled);
            self.caller.error(Operation::Address, outcome).because("the service has no usable URL")
        })
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
        self.order(self.call(Operation::Stop, Method::POST, &segments, &[], request), 202).boxed()
    }

    fn wake<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, ()> {
        let segments = ["services", &handle.0, "resume"];
        self.order(self.call(Operation::Start, Method::POST, &segments, &[], request), 202).boxed()
    }

    fn delete<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, ()> {
        let segments = ["services", &handle.0];
        self.order(self.call(Operation::Delete, Method::DELETE, &segments, &[], request), 204)
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
            let owner: Owner = self.get(Operation::Check, &segments, &[], request).await?.json()?;
            Ok(Account { name: owner.name, lacks: Vec::new() })
        }
        .boxed()
    }
}
