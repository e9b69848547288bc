//! `MUSTER_KUBE*`, and what the cluster's own tools read.

use super::{Reader, WORKER_IMAGE};
use crate::{
    Secret,
    http::{Base, OwnTls},
    kubernetes::{BadKubeconfig, Cluster, Exposure, Identity, KubernetesSettings, WorkerPod},
};
use std::path::{Path, PathBuf};

/// What asks for a cluster. `KUBECONFIG` alone is that of other tools.
const HINTS: [&str; 4] =
    ["MUSTER_KUBECONFIG", "MUSTER_KUBE_API_URL", "MUSTER_KUBE_CONTEXT", "MUSTER_KUBE_NAMESPACE"];
/// Where a pod finds what it needs to ask its own cluster.
const MOUNTED: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
const REGION: &str = "kubernetes";

/// The cluster's settings, if it is asked for; if it is to be used, all that it needs has to be there.
pub(super) fn read(reader: &mut Reader<'_>, is_used: bool) -> Option<KubernetesSettings> {
    let is_set_up = HINTS.map(|name| reader.text(name).is_some()) != [false; 4];
    let worker = worker(reader);
    let (region, exposure) = (reader.text_or("MUSTER_KUBE_REGION", REGION), exposure(reader));
    let storage_class = reader.text("MUSTER_KUBE_STORAGE_CLASS").map(str::to_owned);
    let namespace = reader.text("MUSTER_KUBE_NAMESPACE").map(str::to_owned);
    require_name(reader, "MUSTER_KUBE_REGION", Some(&region));
    require_name(reader, "MUSTER_KUBE_NAMESPACE", namespace.as_deref());
    if !is_used && !is_set_up {
        reader.in_vain("MUSTER_KUBE_", "a cluster, such as that of MUSTER_KUBECONFIG");
        return None;
    }
    if is_used {
        let why = "workers on Kubernetes are called there";
        reader.required(["MUSTER_KUBE_WORKER_ADDRESS"], why)?;
    }
    let cluster = cluster(reader)?;
    Some(KubernetesSettings {
        base: cluster.base,
        identity: cluster.identity,
        namespace: namespace.or(cluster.namespace).unwrap_or_else(|| "default".to_owned()),
        region,
        storage_class,
        exposure,
        worker: worker?,
    })
}

fn cluster(reader: &mut Reader<'_>) -> Option<Cluster> {
    if let Some(url) = reader.text("MUSTER_KUBE_API_URL") {
        return told(reader, url);
    }
    let context = reader.text("MUSTER_KUBE_CONTEXT");
    let own = reader.text("MUSTER_KUBECONFIG").map(|path| vec![PathBuf::from(path)]);
    let common = reader.text("KUBECONFIG");
    let (variable, found) = if let Some(files) = own {
        ("MUSTER_KUBECONFIG", Cluster::read(files, context))
    } else if let Some(files) = common.map(paths) {
        ("KUBECONFIG", Cluster::read(files, context))
    } else {
        ("MUSTER_KUBECONFIG", around_us(reader))
    };
    found.map_err(|bad| reader.problem(variable, &bad.to_string())).ok()
}

/// A cluster that is told by its address and a token, without a kubeconfig.
fn told(reader: &mut Reader<'_>, url: &str) -> Option<Cluster> {
    let [token] = reader.required(["MUSTER_KUBE_TOKEN"], "MUSTER_KUBE_API_URL needs it")?;
    let base = Base::own(url, OwnTls::default());
    let base = base.map_err(|bad| reader.problem("MUSTER_KUBE_API_URL", &bad.to_string())).ok()?;
    Some(Cluster { base, identity: Identity::Token(Secret::new(token)), namespace: None })
}

/// The cluster in which we run, as it tells each pod.
fn around_us(reader: &mut Reader<'_>) -> Result<Cluster, BadKubeconfig> {
    let place = ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"];
    match place.map(|name| reader.text(name)) {
        [Some(host), Some(port)] => Cluster::around_us(host, port, Path::new(MOUNTED)),
        _ => Err(BadKubeconfig::Missing("value, and this is no pod of a cluster")),
    }
}

fn exposure(reader: &mut Reader<'_>) -> Exposure {
    match reader.text("MUSTER_KUBE_SERVICE_TYPE") {
        None | Some("ClusterIP") => Exposure::Inside,
        Some("LoadBalancer") => Exposure::Balanced,
        Some(_) => {
            reader.problem("MUSTER_KUBE_SERVICE_TYPE", "must be `ClusterIP` or `LoadBalancer`");
            Exposure::Inside
        }
    }
}

/// What is a part of addresses and labels.
fn require_name(reader: &mut Reader<'_>, variable: &str, name: Option<&str>) {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_fit = |name: &str| {
        (1..=63).contains(&name.len())
            && name.bytes().all(is_letter)
            && !name.starts_with('-')
            && !name.ends_with('-')
    };
    if name.is_some_and(|name| !is_fit(name)) {
        reader.problem(variable, "must be 1 to 63 lower-case letters, digits and hyphens");
    }
}

fn worker(reader: &mut Reader<'_>) -> Option<WorkerPod> {
    let prefix = reader.parsed("MUSTER_KUBE_WORKER_NAME_PREFIX", "muster-worker");
    Some(WorkerPod {
        image: reader.text_or("MUSTER_KUBE_WORKER_IMAGE", WORKER_IMAGE),
        cpu_cores: reader.number("MUSTER_KUBE_WORKER_CPU", 2, 1..=128),
        memory_gb: reader.number("MUSTER_KUBE_WORKER_MEMORY", 4, 1..=1024),
        address: reader.text("MUSTER_KUBE_WORKER_ADDRESS").map(str::to_owned),
        provision_within: reader.seconds("MUSTER_KUBE_PROVISION_SECONDS", 600),
        healthy_within: reader.seconds("MUSTER_KUBE_HEALTHCHECK_SECONDS", 300),
        poll_every: reader.seconds("MUSTER_KUBE_POLL_SECONDS", 5),
        prefix: prefix?,
    })
}

/// Several files, as `PATH` has its folders.
fn paths(text: &str) -> Vec<PathBuf> {
    std::env::split_paths(text).collect()
}
