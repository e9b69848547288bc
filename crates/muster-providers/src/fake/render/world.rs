//! What a fake Render keeps, and how it changes as time passes.

use super::FakeRender;
use muster_core::Timestamp;
use muster_seams::{BootTime, Clock};
use serde_json::{Value, json};
use std::{fmt, sync::Arc, time::Duration};

const HOUR: Duration = Duration::from_hours(1);
// As long as an image takes to be pulled and started, so that a demonstration shows each step.
const BUILD: Duration = Duration::from_secs(4);
const UPDATE: Duration = Duration::from_secs(8);
const LIVE: Duration = Duration::from_secs(15);

/// How a deploy ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Live,
    BuildFailed,
}

#[derive(Debug)]
struct Deploy {
    id: String,
    trigger: &'static str,
    since: BootTime,
    ending: Ending,
}

#[derive(Debug)]
pub(super) struct Service {
    pub(super) id: String,
    name: String,
    plan: Value,
    region: Value,
    runtime: Value,
    secret_files: Vec<(String, String)>,
    created: (BootTime, Timestamp),
    deleted: Option<BootTime>,
    is_suspended: bool,
    deploys: Vec<Deploy>,
}

pub(super) struct World {
    clock: Arc<dyn Clock>,
    services: Vec<Service>,
    creates: Vec<BootTime>,
    made: u32,
    pub(super) lag: Duration,
    pub(super) creates_an_hour: usize,
    pub(super) next_ending: Ending,
    pub(super) address: Box<dyn Fn(&str) -> String + Send>,
}

impl World {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            services: Vec::new(),
            creates: Vec::new(),
            made: 0,
            lag: Duration::ZERO,
            creates_an_hour: 20,
            next_ending: Ending::Live,
            address: Box::new(|name| format!("https://{name}.onrender.com")),
        }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        self.services.iter().filter(|it| it.deleted.is_none()).map(|it| it.name.clone())
    }

    pub(super) fn secret_files(&self, name: &str) -> Vec<(String, String)> {
        let service = self.services.iter().find(|it| it.name == name && it.deleted.is_none());
        service.map(|it| it.secret_files.clone()).unwrap_or_default()
    }

    pub(super) fn is_up(&self, name: &str) -> bool {
        let mut alive = self.services.iter().filter(|it| it.deleted.is_none() && !it.is_suspended);
        let deploy = alive.find(|it| it.name == name).and_then(|it| it.deploys.first());
        deploy.is_some_and(|deploy| self.status(deploy) == "live")
    }

    /// How long until another service may be created, if that is not now.
    pub(super) fn full_for(&self) -> Option<Duration> {
        let now = self.clock.boot();
        let recent: Vec<_> = self.creates.iter().filter(|at| now.since(**at) < HOUR).collect();
        let oldest = recent.first().filter(|_| recent.len() >= self.creates_an_hour)?;
        Some(HOUR.saturating_sub(now.since(**oldest)))
    }

    /// Makes a service and its first deploy, unless the name is taken.
    pub(super) fn create(&mut self, body: &Value) -> Option<Value> {
        let name = body["name"].as_str()?.to_owned();
        if self.names().any(|known| known == name) {
            return None;
        }
        self.creates.push(self.clock.boot());
        let details = &body["serviceDetails"];
        let service = Service {
            id: self.id("srv"),
            name,
            plan: details["plan"].clone(),
            region: details["region"].clone(),
            runtime: details["runtime"].clone(),
            secret_files: secret_files(body),
            created: (self.clock.boot(), self.clock.now()),
            deleted: None,
            is_suspended: false,
            deploys: Vec::new(),
        };
        self.services.push(service);
        let at = self.services.len() - 1;
        let deploy = self.deploy(at, "api");
        Some(json!({ "service": self.shown(&self.services[at]), "deployId": deploy }))
    }

    fn deploy(&mut self, at: usize, trigger: &'static str) -> String {
        let id = self.id("dep");
        let ending = std::mem::replace(&mut self.next_ending, Ending::Live);
        let deploy = Deploy { id: id.clone(), trigger, since: self.clock.boot(), ending };
        self.services[at].deploys.insert(0, deploy);
        id
    }

    fn id(&mut self, kind: &str) -> String {
        self.made += 1;
        format!("{kind}-fake{:016}", self.made)
    }

    fn at(&self, id: &str) -> Option<usize> {
        self.services.iter().position(|it| it.id == id && it.deleted.is_none())
    }

    pub(super) fn get(&self, id: &str) -> Option<Value> {
        self.at(id).map(|at| self.shown(&self.services[at]))
    }

    pub(super) fn delete(&mut self, id: &str) -> Option<()> {
        let at = self.at(id)?;
        self.services[at].deleted = Some(self.clock.boot());
        Some(())
    }

    pub(super) fn suspend(&mut self, id: &str) -> Option<()> {
        let at = self.at(id)?;
        self.services[at].is_suspended = true;
        Some(())
    }

    pub(super) fn resume(&mut self, id: &str) -> Option<()> {
        let at = self.at(id)?;
        if std::mem::replace(&mut self.services[at].is_suspended, false) {
            self.deploy(at, "service_resumed");
        }
        Some(())
    }

    pub(super) fn deploys(&self, id: &str, most: usize) -> Option<Value> {
        let service = &self.services[self.at(id)?];
        let rows = service.deploys.iter().take(most).map(|deploy| {
            let status = self.status(deploy);
            let deploy = json!({ "id": deploy.id, "status": status, "trigger": deploy.trigger });
            json!({ "deploy": deploy, "cursor": "c" })
        });
        Some(rows.collect())
    }

    fn status(&self, deploy: &Deploy) -> &'static str {
        match (self.clock.boot().since(deploy.since), deploy.ending) {
            (age, _) if age < BUILD => "created",
            (age, _) if age < UPDATE => "build_in_progress",
            (_, Ending::BuildFailed) => "build_failed",
            (age, Ending::Live) if age < LIVE => "update_in_progress",
            (_, Ending::Live) => "live",
        }
    }

    /// Services as a search shows them: late, and with names that only resemble the wanted one.
    pub(super) fn search(&self, name: Option<&str>, after: Option<&str>, most: usize) -> Value {
        let now = self.clock.boot();
        let is_seen = |service: &&Service| {
            let is_late = |at| now.since(at) < self.lag;
            !is_late(service.created.0) && service.deleted.is_none_or(is_late)
        };
        let matching = self.services.iter().filter(is_seen).filter(|service| {
            name.is_none_or(|name| service.name.contains(name))
                && after.is_none_or(|cursor| service.id.as_str() > cursor)
        });
        let rows = matching.take(most);
        rows.map(|it| json!({ "service": self.shown(it), "cursor": it.id })).collect()
    }

    fn shown(&self, service: &Service) -> Value {
        let suspended = if service.is_suspended { "suspended" } else { "not_suspended" };
        let suspenders: &[&str] = if service.is_suspended { &["user"] } else { &[] };
        json!({
            "id": service.id,
            "name": service.name,
            "ownerId": FakeRender::OWNER,
            "type": "web_service",
            "slug": service.name,
            "autoDeploy": "no",
            "createdAt": service.created.1,
            "updatedAt": service.created.1,
            "dashboardUrl": format!("https://dashboard.render.com/web/{}", service.id),
            "notifyOnFail": "default",
            "rootDir": "",
            "suspended": suspended,
            "suspenders": suspenders,
            "serviceDetails": self.details(service),
        })
    }

    fn details(&self, service: &Service) -> Value {
        let docker = json!({ "dockerCommand": "", "dockerContext": "", "dockerfilePath": "" });
        json!({
            "env": service.runtime,
            "runtime": service.runtime,
            "envSpecificDetails": docker,
            "healthCheckPath": "/health",
            "numInstances": 1,
            "openPorts": [{ "port": 10_000, "protocol": "TCP" }],
            "plan": service.plan,
            "region": service.region,
            "buildPlan": "starter",
            "url": (self.address)(&service.name),
        })
    }
}

fn secret_files(body: &Value) -> Vec<(String, String)> {
    let files = body["secretFiles"].as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    files.map(|file| (text(&file["name"]), text(&file["content"]))).collect()
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("made", &self.made).finish_non_exhaustive()
    }
}
