//! What a fake Daytona keeps, and how it changes as time passes.

use muster_seams::{BootTime, Clock};
use serde_json::{Value, json};
use std::{fmt, sync::Arc, time::Duration};

// Short, and long enough that a demonstration shows each step.
const PULLED: Duration = Duration::from_secs(3);
const CREATED: Duration = Duration::from_secs(6);
const CHANGED: Duration = Duration::from_secs(3);
const DESTROYED: Duration = Duration::from_secs(5);
/// For this long a destroyed sandbox is still spoken of.
const FORGOTTEN: Duration = Duration::from_secs(15);

/// What was asked of a sandbox last.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wish {
    Create,
    Fail(String),
    Start,
    Stop,
    Destroy,
}

#[derive(Debug)]
struct Sandbox {
    id: String,
    name: String,
    order: Value,
    wish: Wish,
    created: BootTime,
    since: BootTime,
}

/// Why something cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    NotFound,
    Exists,
    BadState(&'static str),
}

pub(super) struct World {
    clock: Arc<dyn Clock>,
    sandboxes: Vec<Sandbox>,
    made: u32,
    pub(super) lag: Duration,
    pub(super) next_failure: Option<String>,
    pub(super) address: Box<dyn Fn(&str) -> String + Send>,
}

impl World {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            sandboxes: Vec::new(),
            made: 0,
            lag: Duration::ZERO,
            next_failure: None,
            address: Box::new(|name| format!("https://8787-{name}.proxy.daytona.work")),
        }
    }

    /// Sandboxes that are not gone.
    pub(super) fn names(&self) -> Vec<String> {
        let kept = self.sandboxes.iter().filter(|it| self.state(it) != "destroyed");
        kept.map(|it| it.name.clone()).collect()
    }

    pub(super) fn is_up(&self, name: &str) -> bool {
        self.find(name).is_some_and(|at| self.state(&self.sandboxes[at]) == "started")
    }

    pub(super) fn order(&self, name: &str) -> Option<Value> {
        self.find(name).map(|at| self.sandboxes[at].order.clone())
    }

    fn find(&self, called: &str) -> Option<usize> {
        self.sandboxes
            .iter()
            .position(|it| (it.id == called || it.name == called) && !self.is_forgotten(it))
    }

    fn is_forgotten(&self, sandbox: &Sandbox) -> bool {
        sandbox.wish == Wish::Destroy && self.clock.boot().since(sandbox.since) >= FORGOTTEN
    }

    pub(super) fn create(&mut self, order: &Value) -> Result<Value, Trouble> {
        let name = order["name"].as_str().unwrap_or_default().to_owned();
        if self.find(&name).is_some() {
            return Err(Trouble::Exists);
        }
        self.made += 1;
        let wish = self.next_failure.take().map_or(Wish::Create, Wish::Fail);
        let now = self.clock.boot();
        let id = format!("00000000-fake-4000-8000-{:012}", self.made);
        let order = order.clone();
        self.sandboxes.push(Sandbox { id, name, order, wish, created: now, since: now });
        Ok(self.shown(&self.sandboxes[self.sandboxes.len() - 1]))
    }

    pub(super) fn get(&self, called: &str) -> Result<Value, Trouble> {
        let at = self.find(called).ok_or(Trouble::NotFound)?;
        Ok(self.shown(&self.sandboxes[at]))
    }

    pub(super) fn start(&mut self, called: &str) -> Result<Value, Trouble> {
        self.change(called, "stopped", "Sandbox is not in valid state", Wish::Start)
    }

    pub(super) fn stop(&mut self, called: &str) -> Result<Value, Trouble> {
        self.change(called, "started", "Sandbox is not started", Wish::Stop)
    }

    fn change(
        &mut self,
        called: &str,
        from: &str,
        otherwise: &'static str,
        wish: Wish,
    ) -> Result<Value, Trouble> {
        let at = self.alive(called)?;
        if self.state(&self.sandboxes[at]) != from {
            return Err(Trouble::BadState(otherwise));
        }
        Ok(self.wish(at, wish))
    }

    pub(super) fn destroy(&mut self, called: &str) -> Result<Value, Trouble> {
        let at = self.alive(called)?;
        Ok(self.wish(at, Wish::Destroy))
    }

    /// A sandbox that nobody has asked to destroy yet.
    fn alive(&self, called: &str) -> Result<usize, Trouble> {
        let at = self.find(called).filter(|at| self.sandboxes[*at].wish != Wish::Destroy);
        at.ok_or(Trouble::NotFound)
    }

    fn wish(&mut self, at: usize, wish: Wish) -> Value {
        let since = self.clock.boot();
        let sandbox = &mut self.sandboxes[at];
        (sandbox.wish, sandbox.since) = (wish, since);
        self.shown(&self.sandboxes[at])
    }

    fn state(&self, sandbox: &Sandbox) -> &'static str {
        let age = self.clock.boot().since(sandbox.since);
        match &sandbox.wish {
            Wish::Create | Wish::Fail(_) if age < PULLED => "pulling_snapshot",
            Wish::Fail(_) => "build_failed",
            Wish::Create if age < CREATED => "creating",
            Wish::Start if age < CHANGED => "starting",
            Wish::Create | Wish::Start => "started",
            Wish::Stop if age < CHANGED => "stopping",
            Wish::Stop => "stopped",
            Wish::Destroy if age < DESTROYED => "destroying",
            Wish::Destroy => "destroyed",
        }
    }

    /// Sandboxes as a list shows them: late.
    pub(super) fn list(&self, labels: &Value, after: usize, most: usize) -> Value {
        let now = self.clock.boot();
        let is_labelled = |sandbox: &Sandbox| {
            let wanted = labels.as_object().into_iter().flatten();
            wanted.into_iter().all(|(name, value)| sandbox.order["labels"][name] == *value)
        };
        let is_seen = |sandbox: &Sandbox| {
            now.since(sandbox.created) >= self.lag && !self.is_forgotten(sandbox)
        };
        let matching: Vec<_> =
            self.sandboxes.iter().filter(|it| is_seen(it) && is_labelled(it)).collect();
        let items: Value =
            matching.iter().skip(after).take(most).map(|it| self.shown(it)).collect();
        let next = after + most;
        let cursor = (next < matching.len()).then(|| next.to_string());
        json!({ "items": items, "nextCursor": cursor })
    }

    pub(super) fn sign(&self, called: &str, port: u16) -> Result<Value, Trouble> {
        let sandbox = &self.sandboxes[self.alive(called)?];
        let url = (self.address)(&sandbox.name);
        Ok(json!({ "sandboxId": sandbox.id, "port": port, "token": "faketoken", "url": url }))
    }

    fn shown(&self, sandbox: &Sandbox) -> Value {
        let asked = |name: &str, otherwise: Value| match &sandbox.order[name] {
            Value::Null => otherwise,
            value => value.clone(),
        };
        let mut shown = json!({
            "id": sandbox.id,
            "organizationId": "org-fake",
            "name": sandbox.name,
            "user": "daytona",
            "env": asked("env", json!({})),
            "labels": asked("labels", json!({})),
            "public": asked("public", json!(false)),
            "networkBlockAll": false,
            "target": asked("target", json!("us")),
            "cpu": asked("cpu", json!(1)),
            "gpu": 0,
            "memory": asked("memory", json!(1)),
            "disk": asked("disk", json!(3)),
            "state": self.state(sandbox),
            "toolboxProxyUrl": "https://proxy.app.daytona.io/toolbox",
        });
        if let Wish::Fail(reason) = &sandbox.wish {
            shown["errorReason"] = json!(reason);
        }
        shown
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("made", &self.made).finish_non_exhaustive()
    }
}
