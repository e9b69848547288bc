//! How a deployment is, and where its service can be reached.

use super::settings::KubernetesSettings;
use crate::{
    environment::Connection,
    http::shortened,
    worker::{Failure, InstanceState},
};
use k8s_openapi::api::{
    apps::v1::{Deployment, DeploymentCondition, DeploymentStatus},
    core::v1::Service,
};

/// How it is. Numbers and not words say it, so a word of next year changes nothing.
pub(super) fn state(deployment: &Deployment) -> InstanceState {
    if deployment.metadata.deletion_timestamp.is_some() {
        return InstanceState::Deleting;
    }
    let status = deployment.status.clone().unwrap_or_default();
    let is_wanted = deployment.spec.as_ref().and_then(|spec| spec.replicas) != Some(0);
    let is_seen = status.observed_generation >= deployment.metadata.generation;
    match (is_wanted, is_seen) {
        (true, false) => InstanceState::Starting,
        (true, true) if status.available_replicas.unwrap_or(0) > 0 => InstanceState::Running,
        (true, true) => failure(&status).map_or(InstanceState::Starting, InstanceState::Failed),
        (false, true) if status.replicas.unwrap_or(0) == 0 => InstanceState::Stopped,
        (false, _) => InstanceState::Stopping,
    }
}

fn failure(status: &DeploymentStatus) -> Option<Failure> {
    let conditions = status.conditions.iter().flatten();
    let failed = conditions.into_iter().find(|condition| is_over(condition))?;
    let said = failed.message.as_deref().map(shortened);
    Some(Failure { code: "kubernetes_rollout_failed", said })
}

fn is_over(condition: &DeploymentCondition) -> bool {
    let is_late = condition.type_ == "Progressing" && condition.status == "False";
    is_late || (condition.type_ == "ReplicaFailure" && condition.status == "True")
}

/// The address that the load balancer gave, if it did.
pub(super) fn balanced(service: &Service) -> Option<String> {
    let balancer = service.status.as_ref()?.load_balancer.as_ref()?;
    let first = balancer.ingress.as_ref()?.first()?;
    first.hostname.clone().or(first.ip.clone())
}

/// Where an environment is reached: at its own address, or inside the cluster.
pub(super) fn connection(settings: &KubernetesSettings, service: &Service) -> Option<Connection> {
    let spec = service.spec.as_ref()?;
    let ports = spec.ports.iter().flatten().filter_map(|port| u16::try_from(port.port).ok());
    let is_inside = spec.type_.as_deref() == Some("ClusterIP");
    let name = service.metadata.name.as_deref()?;
    let inside = || format!("{name}.{}.svc", settings.namespace);
    let host = if is_inside { Some(inside()) } else { balanced(service) };
    Some(Connection { host: host?, ports: ports.collect() })
}
