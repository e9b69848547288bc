//! Azure's own words: Container Instances 2025-09-01, Storage 2025-06-01, the sign-in of Entra ID.
//!
//! What has a token or a key in it has no `Debug`.

use super::settings::Region;
use crate::{Secret, environment::EnvironmentOrder, marks, name::Mark};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

#[derive(Deserialize)]
pub(super) struct Token {
    pub(super) access_token: String,
    pub(super) expires_in: u64,
}

/// The same from a virtual machine, where the number is a text.
#[derive(Deserialize)]
pub(super) struct MachineToken {
    pub(super) access_token: String,
    pub(super) expires_in: String,
}

/// The same from `az`, which tells the end instead.
#[derive(Deserialize)]
pub(super) struct CliToken {
    #[serde(rename = "accessToken")]
    pub(super) access_token: String,
    pub(super) expires_on: i64,
}

/// Where a shell was opened. It has no `Debug`: the password opens it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Executed {
    pub(super) web_socket_uri: String,
    pub(super) password: String,
}

/// An error of the Resource Manager, or one of the sign-in, which has another shape.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Problem {
    Arm { error: ArmError },
    SignIn { error: String, error_description: String },
}

#[derive(Debug, Deserialize)]
pub(super) struct ArmError {
    pub(super) code: String,
    #[serde(default)]
    pub(super) message: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Group {
    #[serde(default)]
    pub(super) tags: BTreeMap<String, String>,
    pub(super) properties: GroupProperties,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupProperties {
    pub(super) provisioning_state: Option<String>,
    pub(super) instance_view: Option<InstanceView>,
    pub(super) ip_address: Option<IpAddress>,
    #[serde(default)]
    pub(super) containers: Vec<Container>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Container {
    #[serde(default)]
    pub(super) properties: ContainerProperties,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContainerProperties {
    pub(super) instance_view: Option<ContainerView>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ContainerView {
    #[serde(default)]
    pub(super) events: Vec<Event>,
}

#[derive(Debug, Deserialize)]
pub(super) struct InstanceView {
    pub(super) state: Option<String>,
    #[serde(default)]
    pub(super) events: Vec<Event>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Event {
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) message: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct IpAddress {
    pub(super) fqdn: Option<String>,
    #[serde(default)]
    pub(super) ports: Vec<Port>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Port {
    pub(super) port: u16,
}

#[derive(Debug, Deserialize)]
pub(super) struct Share {
    pub(super) name: String,
    #[serde(default)]
    pub(super) properties: ShareProperties,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShareProperties {
    pub(super) share_quota: Option<u32>,
    #[serde(default)]
    pub(super) metadata: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page<T> {
    pub(super) value: Vec<T>,
    pub(super) next_link: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Keys {
    pub(super) keys: Vec<Key>,
}

#[derive(Deserialize)]
pub(super) struct Key {
    pub(super) value: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Logs {
    #[serde(default)]
    pub(super) content: String,
}

/// The body that makes a share. What is in an existing one stays, so a repeat does no harm.
pub(super) fn share(mark: &Mark, order: &EnvironmentOrder) -> Value {
    let metadata = marks::metadata(mark, &order.place);
    json!({ "properties": { "shareQuota": order.storage_gb, "metadata": metadata } })
}

/// The body that makes a container group. All of it comes from the order: what Azure gives back has no
/// secrets in it, so a body that was read can never be sent.
pub(super) fn group(
    region: &Region,
    mark: &Mark,
    order: &EnvironmentOrder,
    storage_key: &Secret,
) -> Value {
    json!({
        "location": region.location,
        "tags": tags(mark, order),
        "properties": {
            "osType": "Linux",
            "sku": "Standard",
            "restartPolicy": "OnFailure",
            "containers": [container(order)],
            "ipAddress": {
                "type": "Public",
                "dnsNameLabel": order.place.key.label(order.label_attempt),
                "ports": ports(order),
            },
            "imageRegistryCredentials": registries(order),
            "volumes": [{
                "name": marks::VOLUME,
                "azureFile": {
                    "shareName": order.place.key.share(),
                    "storageAccountName": region.storage_account,
                    "storageAccountKey": storage_key.reveal(),
                },
            }],
        },
    })
}

fn tags(mark: &Mark, order: &EnvironmentOrder) -> Map<String, Value> {
    let theirs = order.tags.iter().map(|(name, value)| (name.clone(), json!(value)));
    let ours = marks::tags(mark, &order.place).map(|(name, value)| (name.to_owned(), json!(value)));
    theirs.chain(ours).collect()
}

fn container(order: &EnvironmentOrder) -> Value {
    json!({
        "name": marks::CONTAINER,
        "properties": {
            "image": order.image,
            "ports": ports(order),
            "environmentVariables": variables(order),
            "resources": {
                "requests": { "cpu": order.cpu_cores, "memoryInGB": order.memory_gb },
            },
            "volumeMounts": [{ "name": marks::VOLUME, "mountPath": order.mount_path }],
        },
    })
}

fn ports(order: &EnvironmentOrder) -> Vec<Value> {
    order.ports.iter().map(|port| json!({ "port": port, "protocol": "TCP" })).collect()
}

fn variables(order: &EnvironmentOrder) -> Vec<Value> {
    let plain = order.variables.iter();
    let plain = plain.map(|(name, value)| json!({ "name": name, "value": value }));
    let secret = order.secrets.iter();
    let secret = secret.map(|(name, value)| json!({ "name": name, "secureValue": value.reveal() }));
    plain.chain(secret).collect()
}

fn registries(order: &EnvironmentOrder) -> Vec<Value> {
    let registry = order.registry.iter();
    let shown = registry.map(|registry| {
        json!({
            "server": registry.server,
            "username": registry.username,
            "password": registry.password.reveal(),
        })
    });
    shown.collect()
}
