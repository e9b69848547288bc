//! Kubernetes' own words: `v1` and `apps/v1`. What is read comes as the types of `k8s-openapi`.

use super::settings::{Exposure, KubernetesSettings, WorkerPod};
use crate::{
    Secret,
    environment::{EnvironmentOrder, Place, Registry},
    marks,
    name::Mark,
    worker::WorkerOrder,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use http::HeaderValue;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Lists without what is in the things: for secrets that matters.
pub(super) const METADATA_ALONE: &str =
    "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
/// Where a worker answers.
pub(super) const WORKER_PORT: u16 = 8787;

const PULL: &str = ".dockerconfigjson";
const INSTANCE: &str = "muster-instance";
const TAGS: &str = "muster-tags";
const DATA: &str = "/data";
/// Whom the image's user is, as nearly all images for people have it.
const USER_GROUP: u32 = 1000;
// A rollout that makes no progress for so long has failed.
const PROGRESS_SECONDS: u32 = 300;

/// The kinds of bodies that are sent.
pub(super) fn content_type(kind: &HeaderValue) -> &'static str {
    if kind.as_bytes() == b"application/merge-patch+json" {
        "application/merge-patch+json"
    } else {
        "application/json"
    }
}

/// Who a thing belongs to: it goes when its owner goes.
pub(super) fn owned_by(kind: &str, owner: &ObjectMeta) -> Value {
    json!([{
        "apiVersion": "v1",
        "kind": kind,
        "name": owner.name,
        "uid": owner.uid,
        "blockOwnerDeletion": true,
    }])
}

/// The labels of everything that an installation has made.
pub(super) fn labels_of(mark: &Mark, component: &str) -> String {
    format!("muster-mark={mark},app.kubernetes.io/component={component}")
}

fn environment_labels(mark: &Mark, place: &Place) -> Map<String, Value> {
    let marks = marks::tags(mark, place).map(|(name, value)| (name.to_owned(), json!(value)));
    let mut labels: Map<_, _> = marks.into_iter().collect();
    labels.insert("app.kubernetes.io/component".into(), json!(ENVIRONMENT));
    labels.insert(INSTANCE.into(), json!(place.key.label(0)));
    labels
}

fn worker_labels(mark: &Mark, name: &str) -> Map<String, Value> {
    let labels = json!({
        "managed-by": "muster",
        "muster-mark": mark.as_str(),
        "app.kubernetes.io/component": WORKER,
        INSTANCE: name,
    });
    labels.as_object().cloned().unwrap_or_default()
}

/// What an environment's things are for.
pub(super) const ENVIRONMENT: &str = "environment";
/// What a worker's things are for.
pub(super) const WORKER: &str = "worker";

/// Tags of an order, as they were put beside a thing.
pub(super) fn tags(metadata: &ObjectMeta) -> Vec<(String, String)> {
    let text = metadata.annotations.as_ref().and_then(|notes| notes.get(TAGS));
    let tags: BTreeMap<String, String> =
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    tags.into_iter().collect()
}

fn annotations(tags: &[(String, String)]) -> Value {
    let tags: BTreeMap<_, _> = tags.iter().cloned().collect();
    json!({ TAGS: json!(tags).to_string() })
}

/// An environment's storage.
pub(super) fn claim(settings: &KubernetesSettings, mark: &Mark, order: &EnvironmentOrder) -> Value {
    let mut body = json!({
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {
            "name": order.place.key.share(),
            "labels": environment_labels(mark, &order.place),
            "annotations": annotations(&order.tags),
        },
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "resources": { "requests": { "storage": format!("{}Gi", order.storage_gb) } },
        },
    });
    if let Some(class) = &settings.storage_class {
        body["spec"]["storageClassName"] = json!(class);
    }
    body
}

/// What only a container may see. It is of the kind that can pull images too, since that cannot be changed later.
fn secret(metadata: &Value, secrets: &[(String, Secret)], registry: Option<&Registry>) -> Value {
    let mut data: Map<String, Value> = Map::new();
    for (name, secret) in secrets {
        data.insert(name.clone(), json!(BASE64_STANDARD.encode(secret.reveal())));
    }
    let auths = registry.map_or_else(|| json!({}), auth);
    data.insert(PULL.into(), json!(BASE64_STANDARD.encode(json!({ "auths": auths }).to_string())));
    json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": metadata,
        "type": "kubernetes.io/dockerconfigjson",
        "data": data,
    })
}

fn auth(registry: &Registry) -> Value {
    let both = format!("{}:{}", registry.username, registry.password.reveal());
    let entry = json!({
        "username": registry.username,
        "password": registry.password.reveal(),
        "auth": BASE64_STANDARD.encode(both),
    });
    json!({ registry.server.as_str(): entry })
}

/// Every form in which these secrets travel.
pub(super) fn hidden<'a>(
    secrets: impl IntoIterator<Item = &'a Secret>,
    registry: Option<&'a Registry>,
) -> Vec<Secret> {
    let mut hidden = Vec::new();
    for secret in secrets.into_iter().chain(registry.map(|registry| &registry.password)) {
        hidden.push(secret.clone());
        hidden.push(Secret::new(BASE64_STANDARD.encode(secret.reveal())));
    }
    if let Some(registry) = registry {
        let auths = json!({ "auths": auth(registry) }).to_string();
        hidden.push(Secret::new(BASE64_STANDARD.encode(auths)));
    }
    hidden
}

pub(super) fn environment_secret(mark: &Mark, order: &EnvironmentOrder, owner: &Value) -> Value {
    let metadata = json!({
        "name": order.place.key.label(0),
        "labels": environment_labels(mark, &order.place),
        "ownerReferences": owner,
    });
    secret(&metadata, &order.secrets, order.registry.as_ref())
}

pub(super) fn worker_secret(mark: &Mark, order: &WorkerOrder) -> Value {
    let name = order.name.as_str();
    secret(&json!({ "name": name, "labels": worker_labels(mark, name) }), &order.secrets, None)
}

fn service(metadata: &Value, exposure: Exposure, ports: &[u16]) -> Value {
    let kind = match exposure {
        Exposure::Inside => "ClusterIP",
        Exposure::Balanced => "LoadBalancer",
    };
    let ports = ports.iter().map(|port| {
        json!({ "name": format!("p{port}"), "port": port, "targetPort": port, "protocol": "TCP" })
    });
    json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata,
        "spec": {
            "type": kind,
            "selector": { INSTANCE: metadata["name"] },
            "ports": ports.collect::<Vec<_>>(),
        },
    })
}

pub(super) fn environment_service(
    exposure: Exposure,
    mark: &Mark,
    order: &EnvironmentOrder,
    owner: &Value,
) -> Value {
    let metadata = json!({
        "name": order.place.key.label(0),
        "labels": environment_labels(mark, &order.place),
        "ownerReferences": owner,
    });
    service(&metadata, exposure, &order.ports)
}

pub(super) fn worker_service(exposure: Exposure, mark: &Mark, name: &str, owner: &Value) -> Value {
    let labels = worker_labels(mark, name);
    let metadata = json!({ "name": name, "labels": labels, "ownerReferences": owner });
    service(&metadata, exposure, &[WORKER_PORT])
}

/// Variables; those that are secret are only pointed at.
fn variables(secret: &str, plain: &[(String, String)], secrets: &[(String, Secret)]) -> Vec<Value> {
    let plain = plain.iter().map(|(name, value)| json!({ "name": name, "value": value }));
    let secrets = secrets.iter().map(|(name, _)| {
        json!({ "name": name, "valueFrom": { "secretKeyRef": { "name": secret, "key": name } } })
    });
    plain.chain(secrets).collect()
}

fn resources(cpu_cores: u32, memory_gb: u32) -> Value {
    let size = json!({ "cpu": cpu_cores.to_string(), "memory": format!("{memory_gb}Gi") });
    json!({ "requests": size, "limits": size })
}

/// A deployment of one pod, which is never there twice.
fn deployment(metadata: &Value, labels: &Map<String, Value>, pod: &Value) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": metadata,
        "spec": {
            "replicas": 1,
            "progressDeadlineSeconds": PROGRESS_SECONDS,
            "strategy": { "type": "Recreate" },
            "selector": { "matchLabels": { INSTANCE: metadata["name"] } },
            "template": { "metadata": { "labels": labels }, "spec": pod },
        },
    })
}

/// A pod of one container, which is told nothing of the cluster.
fn pod(container: &Value, volume: &Value) -> Value {
    json!({
        "automountServiceAccountToken": false,
        "enableServiceLinks": false,
        "containers": [container],
        "volumes": [volume],
    })
}

pub(super) fn environment_deployment(mark: &Mark, order: &EnvironmentOrder) -> Value {
    let (name, labels) = (order.place.key.label(0), environment_labels(mark, &order.place));
    let ports = order.ports.iter().map(|port| json!({ "containerPort": port, "protocol": "TCP" }));
    let container = json!({
        "name": marks::CONTAINER,
        "image": order.image,
        "ports": ports.collect::<Vec<_>>(),
        "env": variables(&name, &order.variables, &order.secrets),
        "resources": resources(order.cpu_cores, order.memory_gb),
        "volumeMounts": [{ "name": marks::VOLUME, "mountPath": order.mount_path }],
    });
    let claim = json!({ "claimName": order.place.key.share() });
    let mut pod =
        pod(&container, &json!({ "name": marks::VOLUME, "persistentVolumeClaim": claim }));
    pod["securityContext"] =
        json!({ "fsGroup": USER_GROUP, "fsGroupChangePolicy": "OnRootMismatch" });
    if order.registry.is_some() {
        pod["imagePullSecrets"] = json!([{ "name": name }]);
    }
    let annotations = annotations(&order.tags);
    let metadata = json!({ "name": name, "labels": labels, "annotations": annotations });
    deployment(&metadata, &labels, &pod)
}

pub(super) fn worker_deployment(
    made_of: &WorkerPod,
    mark: &Mark,
    order: &WorkerOrder,
    owner: &Value,
) -> Value {
    let (name, labels) = (order.name.as_str(), worker_labels(mark, order.name.as_str()));
    let mut env = variables(name, &order.variables, &order.secrets);
    env.push(json!({ "name": "PORT", "value": WORKER_PORT.to_string() }));
    let container = json!({
        "name": WORKER,
        "image": made_of.image,
        "ports": [{ "containerPort": WORKER_PORT, "protocol": "TCP" }],
        "env": env,
        "resources": resources(made_of.cpu_cores, made_of.memory_gb),
        "readinessProbe": { "httpGet": { "path": "/health", "port": WORKER_PORT } },
        "volumeMounts": [{ "name": "data", "mountPath": DATA }],
    });
    let metadata = json!({ "name": name, "labels": labels, "ownerReferences": owner });
    deployment(&metadata, &labels, &pod(&container, &json!({ "name": "data", "emptyDir": {} })))
}

/// The request for a log, but only for its end.
pub(super) fn tail(asked: http::Request<Vec<u8>>, lines: u32) -> http::Request<Vec<u8>> {
    let (mut head, body) = asked.into_parts();
    let path = format!("{}?tailLines={lines}", head.uri.path());
    head.uri = path.parse().unwrap_or(head.uri);
    http::Request::from_parts(head, body)
}
