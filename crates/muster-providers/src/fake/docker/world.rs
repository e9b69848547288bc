//! What a fake Docker engine keeps.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// How a container is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Created,
    Running,
    Exited(i64),
}

#[derive(Debug)]
pub(super) struct Container {
    pub(super) number: u32,
    body: Value,
    pub(super) status: Status,
    /// What is in its memory, which is there while it runs.
    pub(super) files: Vec<(String, String)>,
}

/// Why something cannot be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble(pub(super) u16, pub(super) String);

fn no_container(name: &str) -> Trouble {
    Trouble(404, format!("No such container: {name}"))
}

#[derive(Debug, Default)]
pub(super) struct World {
    pub(super) containers: BTreeMap<String, Container>,
    pub(super) volumes: BTreeMap<String, Value>,
    pub(super) images: BTreeSet<String>,
    made: u32,
}

impl World {
    pub(super) fn create(&mut self, name: &str, body: &Value) -> Result<Value, Trouble> {
        if let Some(taken) = self.containers.get(name) {
            let id = taken.number;
            let says = format!(
                "Conflict. The container name \"/{name}\" is already in use by container \"{id}\"."
            );
            return Err(Trouble(409, says));
        }
        let image = body["Image"].as_str().unwrap_or_default();
        if !self.images.contains(image) {
            return Err(Trouble(404, format!("No such image: {image}")));
        }
        self.made += 1;
        let (number, status) = (self.made, Status::Created);
        let container = Container { number, body: body.clone(), status, files: Vec::new() };
        self.containers.insert(name.to_owned(), container);
        Ok(json!({ "Id": number.to_string(), "Warnings": [] }))
    }

    fn found(&mut self, name: &str) -> Result<&mut Container, Trouble> {
        self.containers.get_mut(name).ok_or_else(|| no_container(name))
    }

    /// Whether anything had to be done.
    pub(super) fn start(&mut self, name: &str) -> Result<bool, Trouble> {
        let container = self.found(name)?;
        let was_running = container.status == Status::Running;
        container.status = Status::Running;
        Ok(!was_running)
    }

    pub(super) fn stop(&mut self, name: &str) -> Result<bool, Trouble> {
        let was_running = self.found(name)?.status == Status::Running;
        if was_running {
            self.end(name, 143);
        }
        Ok(was_running)
    }

    /// What was in memory is gone with the program.
    pub(super) fn end(&mut self, name: &str, code: i64) {
        if let Some(container) = self.containers.get_mut(name) {
            (container.status, container.files) = (Status::Exited(code), Vec::new());
        }
    }

    pub(super) fn remove(&mut self, name: &str, is_forced: bool) -> Result<(), Trouble> {
        if self.found(name)?.status == Status::Running && !is_forced {
            let says = "cannot remove container: container is running: stop the container before removing or force remove";
            return Err(Trouble(409, says.to_owned()));
        }
        self.containers.remove(name);
        Ok(())
    }

    pub(super) fn put(&mut self, name: &str, files: Vec<(String, String)>) -> Result<(), Trouble> {
        let container = self.found(name)?;
        // A container that does not run has no such memory; what is put there is gone at once.
        if container.status == Status::Running {
            container.files = files;
        }
        Ok(())
    }

    pub(super) fn file(&mut self, name: &str, path: &str) -> Result<String, Trouble> {
        let file = path.rsplit('/').next().unwrap_or_default();
        let found = self.found(name)?.files.iter().find(|(known, _)| known == file);
        let says = || Trouble(404, format!("Could not find the file {path} in container {name}"));
        found.map(|(_, text)| text.clone()).ok_or_else(says)
    }

    pub(super) fn inspect(&self, name: &str) -> Option<Value> {
        let container = self.containers.get(name)?;
        let (status, code) = match container.status {
            Status::Created => ("created", 0),
            Status::Running => ("running", 0),
            Status::Exited(code) => ("exited", code),
        };
        let is_running = container.status == Status::Running;
        let mut config = container.body.clone();
        let host = config.as_object_mut().and_then(|it| it.remove("HostConfig"));
        Some(json!({
            "Id": container.number.to_string(),
            "Name": format!("/{name}"),
            "State": {
                "Status": status, "Running": is_running, "ExitCode": code, "Error": "", "OOMKilled": false,
            },
            "Config": config,
            "HostConfig": host,
            "NetworkSettings": { "Ports": if is_running { ports(container) } else { json!({}) } },
        }))
    }

    pub(super) fn list(&self, label: &str) -> Value {
        let ours = self.containers.iter().filter(|(_, it)| is_labelled(&it.body["Labels"], label));
        let shown = ours.map(|(name, container)| {
            json!({
                "Id": container.number.to_string(),
                "Names": [format!("/{name}")],
                "Image": container.body["Image"],
                "Labels": container.body["Labels"],
                "State": if container.status == Status::Running { "running" } else { "exited" },
            })
        });
        shown.collect()
    }

    /// Makes a volume, or finds it made as it is.
    pub(super) fn volume(&mut self, body: &Value) -> Value {
        let name = body["Name"].as_str().unwrap_or_default();
        let made = json!({
            "Name": name,
            "Driver": "local",
            "Mountpoint": format!("/var/lib/docker/volumes/{name}/_data"),
            "Labels": body["Labels"],
            "Scope": "local",
            "Options": {},
        });
        self.volumes.entry(name.to_owned()).or_insert(made).clone()
    }

    pub(super) fn volumes(&self, label: &str) -> Value {
        let ours = self.volumes.values().filter(|it| is_labelled(&it["Labels"], label));
        json!({ "Volumes": ours.collect::<Vec<_>>(), "Warnings": [] })
    }

    pub(super) fn remove_volume(&mut self, name: &str) -> Result<(), Trouble> {
        let is_used = self.containers.values().any(|container| {
            let mounts = container.body["HostConfig"]["Mounts"].as_array();
            mounts.into_iter().flatten().any(|mount| mount["Source"] == name)
        });
        if is_used {
            return Err(Trouble(409, format!("remove {name}: volume is in use")));
        }
        let removed = self.volumes.remove(name);
        removed.map(drop).ok_or_else(|| Trouble(404, format!("get {name}: no such volume")))
    }
}

fn is_labelled(labels: &Value, wanted: &str) -> bool {
    wanted.split_once('=').is_some_and(|(name, value)| labels[name] == value)
}

/// Any free port for each: here it follows from the container's number.
fn ports(container: &Container) -> Value {
    let bindings = container.body["HostConfig"]["PortBindings"].as_object();
    let published = bindings.into_iter().flatten().enumerate().map(|(at, (port, bound))| {
        let host = bound[0]["HostIp"].as_str().unwrap_or("0.0.0.0");
        let free = 49_152 + container.number as usize * 10 + at;
        (port.clone(), json!([{ "HostIp": host, "HostPort": free.to_string() }]))
    });
    Value::Object(published.collect())
}
