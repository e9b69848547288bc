//! The container groups of a fake Azure, and how they change as time passes.

use muster_seams::{BootTime, Clock};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

// Short, and long enough that a demonstration shows each step.
const CREATED: Duration = Duration::from_secs(8);
const STARTED: Duration = Duration::from_secs(4);
const GONE: Duration = Duration::from_secs(5);

/// Every image is this one here.
const DIGEST: &str = "sha256:5a1e5a1e5a1e5a1e5a1e5a1e5a1e5a1e5a1e5a1e5a1e5a1e5a1e5a1e5a1e5a1e";

/// What was asked of a group last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Create,
    Fail,
    Start,
    Stop,
    Delete,
}

#[derive(Debug)]
struct Group {
    place: String,
    name: String,
    body: Value,
    wish: Wish,
    since: BootTime,
}

/// Why something cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    NotFound,
    LabelTaken,
    Transitioning,
}

#[derive(Debug)]
pub(super) struct Groups {
    clock: Arc<dyn Clock>,
    kept: Vec<Group>,
    pub(super) next_fails: bool,
    pub(super) taken: Vec<String>,
}

impl Groups {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, kept: Vec::new(), next_fails: false, taken: Vec::new() }
    }

    pub(super) fn names(&self) -> Vec<String> {
        let kept = self.kept.iter().filter(|group| !self.is_gone(group));
        kept.map(|group| group.name.clone()).collect()
    }

    fn is_gone(&self, group: &Group) -> bool {
        group.wish == Wish::Delete && self.age(group) >= GONE
    }

    fn age(&self, group: &Group) -> Duration {
        self.clock.boot().since(group.since)
    }

    fn find(&self, place: &str, name: &str) -> Option<usize> {
        self.kept
            .iter()
            .position(|group| group.place == place && group.name == name && !self.is_gone(group))
    }

    /// Makes a group, or makes it anew with everything that runs in it.
    pub(super) fn put(
        &mut self,
        place: &str,
        name: &str,
        body: &Value,
    ) -> Result<(u16, Value), Trouble> {
        let label = &body["properties"]["ipAddress"]["dnsNameLabel"];
        if self.taken.iter().any(|taken| label == taken) {
            return Err(Trouble::LabelTaken);
        }
        let before = self.find(place, name);
        let status = if before.is_some() { 200 } else { 201 };
        let wish = if std::mem::take(&mut self.next_fails) { Wish::Fail } else { Wish::Create };
        let (place, name) = (place.to_owned(), name.to_owned());
        let group = Group { place, name, body: body.clone(), wish, since: self.clock.boot() };
        let answer = self.shown(&group);
        match before {
            Some(at) => self.kept[at] = group,
            None => self.kept.push(group),
        }
        Ok((status, answer))
    }

    pub(super) fn shown_by_name(&self, name: &str) -> Option<Value> {
        self.named(name).map(|group| self.shown(group))
    }

    pub(super) fn get(&self, place: &str, name: &str) -> Result<Value, Trouble> {
        let at = self.find(place, name).ok_or(Trouble::NotFound)?;
        Ok(self.shown(&self.kept[at]))
    }

    pub(super) fn start(&mut self, place: &str, name: &str) -> Result<(), Trouble> {
        self.wish(place, name, Wish::Start)
    }

    pub(super) fn stop(&mut self, place: &str, name: &str) -> Result<(), Trouble> {
        self.wish(place, name, Wish::Stop)
    }

    pub(super) fn delete(&mut self, place: &str, name: &str) -> Result<(), Trouble> {
        self.wish(place, name, Wish::Delete)
    }

    fn wish(&mut self, place: &str, name: &str, wish: Wish) -> Result<(), Trouble> {
        let at = self.find(place, name).ok_or(Trouble::NotFound)?;
        let group = &self.kept[at];
        let is_moving = match group.wish {
            Wish::Create | Wish::Fail => self.age(group) < CREATED,
            Wish::Delete => true,
            Wish::Start | Wish::Stop => false,
        };
        if is_moving && wish != Wish::Delete {
            return Err(Trouble::Transitioning);
        }
        let since = self.clock.boot();
        let group = &mut self.kept[at];
        (group.wish, group.since) = (wish, since);
        Ok(())
    }

    pub(super) fn list(&self, place: &str) -> Vec<Value> {
        let here = self.kept.iter().filter(|group| group.place == place);
        here.filter(|group| !self.is_gone(group)).map(|group| self.shown(group)).collect()
    }

    fn named(&self, name: &str) -> Option<&Group> {
        self.kept.iter().find(|group| group.name == name && !self.is_gone(group))
    }

    pub(super) fn secrets(&self, name: &str) -> Vec<(String, String)> {
        let variables = self.named(name).map(|group| {
            &group.body["properties"]["containers"][0]["properties"]["environmentVariables"]
        });
        let variables = variables.and_then(Value::as_array).into_iter().flatten();
        let secret = |variable: &Value| {
            let name = variable["name"].as_str()?.to_owned();
            Some((name, variable["secureValue"].as_str()?.to_owned()))
        };
        variables.filter_map(secret).collect()
    }

    /// The provisioning and the running state.
    fn states(&self, group: &Group) -> (&'static str, Option<&'static str>) {
        let age = self.age(group);
        match group.wish {
            Wish::Create | Wish::Fail if age < CREATED => ("Creating", None),
            Wish::Fail => ("Failed", None),
            Wish::Start if age < STARTED => ("Succeeded", Some("Pending")),
            Wish::Create | Wish::Start => ("Succeeded", Some("Running")),
            Wish::Stop => ("Succeeded", Some("Stopped")),
            Wish::Delete => ("Deleting", None),
        }
    }

    fn shown(&self, group: &Group) -> Value {
        let mut shown = group.body.clone();
        forget_secrets(&mut shown);
        let (provisioning, running) = self.states(group);
        let properties = &mut shown["properties"];
        properties["provisioningState"] = json!(provisioning);
        let mut view = json!({ "events": events(group, provisioning) });
        if let Some(running) = running {
            view["state"] = json!(running);
        }
        properties["instanceView"] = view;
        if provisioning == "Succeeded" {
            let container = &mut properties["containers"][0]["properties"];
            let pulled =
                format!("Successfully pulled image \"{}@{DIGEST}\"", bare(&container["image"]));
            let pulled =
                json!({ "count": 1, "name": "Pulled", "message": pulled, "type": "Normal" });
            container["instanceView"] = json!({ "restartCount": 0, "events": [pulled] });
        }
        if let Some(label) = properties["ipAddress"]["dnsNameLabel"].as_str() {
            let location = group.body["location"].as_str().unwrap_or_default();
            properties["ipAddress"]["fqdn"] =
                json!(format!("{label}.{location}.azurecontainer.io"));
        }
        shown["name"] = json!(group.name);
        shown["type"] = json!("Microsoft.ContainerInstance/containerGroups");
        shown
    }
}

/// An image without its tag.
fn bare(image: &Value) -> &str {
    let image = image.as_str().unwrap_or_default();
    image.rsplit_once(':').map_or(image, |(name, _)| name)
}

fn events(group: &Group, provisioning: &str) -> Value {
    if provisioning == "Failed" {
        let share = &group.body["properties"]["volumes"][0]["azureFile"]["shareName"];
        json!([{ "count": 1, "name": "FailedMount", "message": format!("cannot mount {share}"), "type": "Warning" }])
    } else {
        json!([])
    }
}

/// Azure never gives back what was given as a secret.
fn forget_secrets(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for name in ["secureValue", "password", "storageAccountKey"] {
                fields.remove(name);
            }
            fields.values_mut().for_each(forget_secrets);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_secrets),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
