//! What a fake cluster keeps.

use super::{FakeKubernetes, objects::Object};
use base64::{Engine, prelude::BASE64_STANDARD};
use muster_seams::Clock;
use serde_json::{Value, json};
use std::{fmt, sync::Arc};

/// Why something cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    NotFound,
    Exists,
    /// It is not what it was when it was looked at.
    Changed,
    /// It is not what it has to be.
    Invalid(&'static str),
    Expired,
}

pub(super) struct World {
    clock: Arc<dyn Clock>,
    objects: Vec<Object>,
    made: u64,
    pub(super) next_fails: bool,
    pub(super) are_lists_short_lived: bool,
    pub(super) address: Box<dyn Fn(&str) -> String + Send>,
}

impl World {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            objects: Vec::new(),
            made: 100,
            next_fails: false,
            are_lists_short_lived: false,
            address: Box::new(|name| format!("{name}.balancer.example")),
        }
    }

    /// The garbage collector: what is gone takes with it what belonged to it.
    fn collect(&mut self) {
        loop {
            let clock = &*self.clock;
            let Some(at) = self.objects.iter().position(|object| object.is_gone(clock)) else {
                return;
            };
            let gone = self.objects.remove(at);
            self.objects.retain(|object| !object.belongs_to(&gone.uid));
        }
    }

    fn find(&mut self, plural: &str, name: &str) -> Option<usize> {
        self.collect();
        self.objects.iter().position(|object| object.plural == plural && object.name == name)
    }

    fn next_version(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    pub(super) fn names(&mut self, plural: &str) -> Vec<String> {
        self.collect();
        let kept = self.objects.iter().filter(|object| object.plural == plural);
        kept.map(|object| object.name.clone()).collect()
    }

    fn shown(&self, at: usize) -> Value {
        self.objects[at].shown(&*self.clock, &*self.address)
    }

    pub(super) fn get(&mut self, plural: &str, name: &str) -> Option<Value> {
        self.find(plural, name).map(|at| self.shown(at))
    }

    pub(super) fn create(&mut self, plural: &str, body: &Value) -> Result<Value, Trouble> {
        let name = body["metadata"]["name"].as_str().ok_or(Trouble::Invalid("it has no name"))?;
        if self.find(plural, name).is_some() {
            return Err(Trouble::Exists);
        }
        let version = self.next_version();
        let fails = plural == "deployments" && std::mem::take(&mut self.next_fails);
        self.objects.push(Object {
            plural: plural.to_owned(),
            name: name.to_owned(),
            body: body.clone(),
            uid: format!("00000000-fake-4000-8000-{version:012}"),
            version,
            generation: 1,
            since: self.clock.boot(),
            created: self.clock.now(),
            deleted: None,
            fails,
        });
        Ok(self.shown(self.objects.len() - 1))
    }

    /// An object that may be changed by whoever saw this version of it.
    fn seen(&mut self, plural: &str, name: &str, given: &Value) -> Result<usize, Trouble> {
        let at = self.find(plural, name).ok_or(Trouble::NotFound)?;
        let version = given["metadata"]["resourceVersion"].as_str();
        if version.is_some_and(|version| version != self.objects[at].version.to_string()) {
            return Err(Trouble::Changed);
        }
        Ok(at)
    }

    pub(super) fn replace(
        &mut self,
        plural: &str,
        name: &str,
        body: &Value,
    ) -> Result<Value, Trouble> {
        let at = self.seen(plural, name, body)?;
        if self.objects[at].body["type"] != body["type"] {
            return Err(Trouble::Invalid("type: field is immutable"));
        }
        let version = self.next_version();
        let object = &mut self.objects[at];
        (object.body, object.version) = (body.clone(), version);
        Ok(self.shown(at))
    }

    pub(super) fn patch(
        &mut self,
        plural: &str,
        name: &str,
        patch: &Value,
    ) -> Result<Value, Trouble> {
        let at = self.seen(plural, name, patch)?;
        let (version, now) = (self.next_version(), self.clock.boot());
        let object = &mut self.objects[at];
        let before = object.body["spec"].clone();
        merge(&mut object.body, patch);
        object.version = version;
        if object.body["spec"] != before {
            (object.generation, object.since) = (object.generation + 1, now);
        }
        Ok(self.shown(at))
    }

    /// Marks an object and, since that goes first, all that belongs to it.
    pub(super) fn delete(
        &mut self,
        plural: &str,
        name: &str,
        how: &Value,
    ) -> Result<Value, Trouble> {
        let at = self.find(plural, name).ok_or(Trouble::NotFound)?;
        let uid = self.objects[at].uid.clone();
        if how["preconditions"]["uid"].as_str().is_some_and(|wanted| wanted != uid) {
            return Err(Trouble::Changed);
        }
        let (version, now) = (self.next_version(), (self.clock.boot(), self.clock.now()));
        let going = |object: &&mut Object| object.uid == uid || object.belongs_to(&uid);
        for object in self.objects.iter_mut().filter(going) {
            object.deleted.get_or_insert(now);
            object.version = version;
        }
        Ok(self.shown(at))
    }

    pub(super) fn touch(&mut self, plural: &str, name: &str) {
        let version = self.next_version();
        if let Some(at) = self.find(plural, name) {
            self.objects[at].version = version;
        }
    }

    /// The metadata of things with these labels, so many at a time.
    pub(super) fn list(
        &mut self,
        plural: &str,
        labels: &str,
        (most, token): (usize, &str),
    ) -> Result<Value, Trouble> {
        self.collect();
        if !token.is_empty() && self.are_lists_short_lived {
            return Err(Trouble::Expired);
        }
        let skipped: usize = token.parse().unwrap_or(0);
        let wanted =
            |at: &usize| self.objects[*at].plural == plural && self.objects[*at].has_labels(labels);
        let all: Vec<_> = (0..self.objects.len()).filter(wanted).collect();
        let page = all.iter().skip(skipped).take(most);
        let items = page.map(|at| {
            json!({
                "kind": "PartialObjectMetadata",
                "apiVersion": "meta.k8s.io/v1",
                "metadata": self.shown(*at)["metadata"],
            })
        });
        let items: Vec<_> = items.collect();
        let mut metadata = json!({ "resourceVersion": self.made.to_string() });
        if skipped + items.len() < all.len() {
            metadata["continue"] = json!((skipped + items.len()).to_string());
        }
        Ok(json!({
            "kind": "PartialObjectMetadataList",
            "apiVersion": "meta.k8s.io/v1",
            "metadata": metadata,
            "items": items,
        }))
    }

    /// The pods of deployments with these labels, of which each has one or none.
    pub(super) fn pods(&mut self, labels: &str) -> Result<Value, Trouble> {
        let mut pods = self.list("deployments", labels, (usize::MAX, ""))?;
        for pod in pods["items"].as_array_mut().into_iter().flatten() {
            let name = format!("{}-0", pod["metadata"]["name"].as_str().unwrap_or_default());
            pod["metadata"]["name"] = json!(name);
        }
        Ok(pods)
    }

    pub(super) fn environment(&mut self, deployment: &str) -> Vec<(String, String)> {
        let Some(found) = self.get("deployments", deployment) else { return Vec::new() };
        let variables = &found["spec"]["template"]["spec"]["containers"][0]["env"];
        let variables = variables.as_array().cloned().unwrap_or_default();
        let value = |variable: &Value| {
            let name = variable["name"].as_str()?.to_owned();
            if let Some(value) = variable["value"].as_str() {
                return Some((name, value.to_owned()));
            }
            let key = &variable["valueFrom"]["secretKeyRef"];
            let secret = self.get("secrets", key["name"].as_str()?)?;
            let data = BASE64_STANDARD.decode(secret["data"][key["key"].as_str()?].as_str()?);
            Some((name, String::from_utf8(data.ok()?).ok()?))
        };
        variables.iter().filter_map(value).collect()
    }

    pub(super) fn namespace() -> Value {
        json!({
            "kind": "Namespace",
            "apiVersion": "v1",
            "metadata": { "name": FakeKubernetes::NAMESPACE, "uid": "fake-namespace" },
        })
    }
}

/// A merge patch: objects go into each other, `null` removes.
fn merge(into: &mut Value, patch: &Value) {
    let Value::Object(fields) = patch else {
        *into = patch.clone();
        return;
    };
    for (name, value) in fields.iter().filter(|(name, _)| *name != "resourceVersion") {
        match (value, into.as_object_mut()) {
            (Value::Null, Some(object)) => drop(object.remove(name)),
            _ => merge(&mut into[name], value),
        }
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("made", &self.made).finish_non_exhaustive()
    }
}
