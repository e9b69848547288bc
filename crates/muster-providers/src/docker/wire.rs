//! Docker's own words, version 1.44 of its API. Bodies are the models of `bollard`; of what is read, so is everything
//! but a container, whose state may be a word of next year.

use crate::{
    environment::{EnvironmentOrder, Registry},
    marks,
    name::Mark,
};
use base64::{Engine, prelude::BASE64_URL_SAFE};
use bollard::models::{
    ContainerCreateBody, HostConfig, ImageConfig, Mount, MountType, MountVolumeOptions,
    MountVolumeOptionsDriverConfig, PortBinding, VolumeCreateRequest,
};
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// Docker 25 and newer speak it.
pub(super) const VERSION: &str = "v1.44";
/// Where secrets are in a container: memory, and never a disk.
pub(super) const SECRETS: &str = "/run/muster";
/// There as soon as all secrets are.
pub(super) const READY: &str = ".ready";

const TAGS: &str = "muster-tags";
const GIB: i64 = 1 << 30;
const NANO: i64 = 1_000_000_000;

/// Waits for the secrets, hands them on as variables, and becomes what the image runs.
const ENTRY: &str = r#"while [ ! -e /run/muster/.ready ]; do sleep 0.2; done
for file in /run/muster/*; do
  [ -f "$file" ] || continue
  text=$(cat "$file"; printf x)
  export "${file##*/}=${text%x}"
done
exec "$@""#;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Container {
    pub(super) state: State,
    pub(super) config: Config,
    /// The digest of what it runs from.
    #[serde(default)]
    pub(super) image: Option<String>,
    #[serde(default)]
    pub(super) network_settings: Network,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct State {
    pub(super) status: String,
    #[serde(default)]
    pub(super) exit_code: i64,
    #[serde(default)]
    pub(super) error: String,
    #[serde(default, rename = "OOMKilled")]
    pub(super) is_out_of_memory: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Config {
    pub(super) labels: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Network {
    pub(super) ports: Option<BTreeMap<String, Option<Vec<PortBinding>>>>,
}

/// A line of a pull's progress.
#[derive(Debug, Deserialize)]
pub(super) struct Progress {
    pub(super) error: Option<String>,
}

/// The labels of a thing of ours.
fn labels(mark: &Mark, order: &EnvironmentOrder) -> HashMap<String, String> {
    let marks = marks::tags(mark, &order.place);
    let mut labels: HashMap<_, _> =
        marks.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let tags: BTreeMap<_, _> = order.tags.iter().cloned().collect();
    labels.insert(TAGS.to_owned(), json!(tags).to_string());
    labels
}

/// Tags of an order, as they were put beside a thing.
pub(super) fn tags(labels: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let text = labels.get(TAGS);
    let tags: BTreeMap<String, String> =
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    tags.into_iter().collect()
}

pub(super) fn volume(mark: &Mark, order: &EnvironmentOrder) -> VolumeCreateRequest {
    VolumeCreateRequest {
        name: Some(order.place.key.share()),
        labels: Some(labels(mark, order)),
        ..VolumeCreateRequest::default()
    }
}

pub(super) fn container(
    mark: &Mark,
    order: &EnvironmentOrder,
    image: &ImageConfig,
    reached_at: &str,
) -> ContainerCreateBody {
    let entry = ["/bin/sh", "-c", ENTRY, "muster"].map(str::to_owned);
    let run = image.entrypoint.iter().flatten().chain(image.cmd.iter().flatten());
    let variables = order.variables.iter().map(|(name, value)| format!("{name}={value}"));
    ContainerCreateBody {
        image: Some(order.image.clone()),
        entrypoint: Some(entry.into()),
        cmd: Some(run.cloned().collect()),
        env: Some(variables.collect()),
        exposed_ports: Some(order.ports.iter().map(|port| format!("{port}/tcp")).collect()),
        labels: Some(labels(mark, order)),
        host_config: Some(host(order, reached_at)),
        ..ContainerCreateBody::default()
    }
}

fn host(order: &EnvironmentOrder, reached_at: &str) -> HostConfig {
    let is_here = reached_at == HERE;
    // Any free port, and for an engine of this machine one that nobody else reaches.
    let host_ip = is_here.then(|| HERE.to_owned());
    let binding = vec![PortBinding { host_ip, host_port: Some(String::new()) }];
    let ports = order.ports.iter().map(|port| (format!("{port}/tcp"), Some(binding.clone())));
    let storage = Mount {
        typ: Some(MountType::VOLUME),
        source: Some(order.place.key.share()),
        target: Some(order.mount_path.clone()),
        ..Mount::default()
    };
    HostConfig {
        nano_cpus: Some(i64::from(order.cpu_cores) * NANO),
        memory: Some(i64::from(order.memory_gb) * GIB),
        init: Some(true),
        port_bindings: Some(ports.collect()),
        mounts: Some(vec![storage, memory()]),
        ..HostConfig::default()
    }
}

/// This machine, as containers are published there.
pub(super) const HERE: &str = "127.0.0.1";

/// A volume that is memory: what is put there while the container runs is seen in it and gone with it. (A mount of the
/// kind `tmpfs` cannot be written to from outside.)
fn memory() -> Mount {
    let options =
        [("type", "tmpfs"), ("device", "tmpfs"), ("o", "size=4m,mode=0755,noexec,nosuid,nodev")];
    let options = options.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let driver =
        MountVolumeOptionsDriverConfig { name: Some("local".into()), options: Some(options) };
    let volume_options = MountVolumeOptions {
        no_copy: Some(true),
        driver_config: Some(driver),
        ..MountVolumeOptions::default()
    };
    Mount {
        typ: Some(MountType::VOLUME),
        target: Some(SECRETS.to_owned()),
        volume_options: Some(volume_options),
        ..Mount::default()
    }
}

/// An image's name and the tag to pull: without one Docker would pull all that there are.
pub(super) fn pulled(image: &str) -> (&str, &str) {
    let last = image.rsplit('/').next().unwrap_or_default();
    if image.contains('@') || last.contains(':') { (image, "") } else { (image, "latest") }
}

/// Who may pull an image, as a header has it.
pub(super) fn registry_auth(registry: &Registry) -> String {
    let auth = json!({
        "username": registry.username,
        "password": registry.password.reveal(),
        "serveraddress": registry.server,
    });
    BASE64_URL_SAFE.encode(auth.to_string())
}

/// What a container wrote, of both its streams: each piece has eight bytes in front that say how long it is.
pub(super) fn lines(mut stream: &[u8]) -> String {
    let mut text = Vec::new();
    while let Some((head, rest)) = stream.split_first_chunk::<8>() {
        let length = u32::from_be_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let (piece, rest) = rest.split_at(length.min(rest.len()));
        text.extend_from_slice(piece);
        stream = rest;
    }
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_without_a_tag_is_pulled_alone() {
        assert_eq!(pulled("ubuntu"), ("ubuntu", "latest"));
        assert_eq!(
            pulled("registry.lan:5000/team/ubuntu"),
            ("registry.lan:5000/team/ubuntu", "latest")
        );
        assert_eq!(pulled("team/ubuntu:24.04"), ("team/ubuntu:24.04", ""));
        assert_eq!(pulled("ubuntu@sha256:00"), ("ubuntu@sha256:00", ""));
    }

    #[test]
    fn a_stream_that_ends_early_gives_what_it_has() {
        let mut stream = b"\x01\0\0\0\0\0\0\x03out\x02\0\0\0\0\0\0\x09err".to_vec();
        assert_eq!(lines(&stream), "outerr");
        stream.truncate(14);
        assert_eq!(lines(&stream), "out");
    }
}
