//! What has to be known of a cluster.

use super::identity::Identity;
use crate::{
    check::{BadOrder, Checks},
    environment::EnvironmentOrder,
    http::Base,
    name::Prefix,
    worker::WorkerOrder,
};
use std::time::Duration;

/// How a service can be reached from outside of its cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// Not at all, unless something in the cluster leads there.
    Inside,
    /// At an address of its own, which the cluster's load balancer gives.
    Balanced,
}

/// What a worker's pod is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerPod {
    /// The container image.
    pub image: String,
    /// Processor cores.
    pub cpu_cores: u32,
    /// Memory.
    pub memory_gb: u32,
    /// Where a worker is called: `{name}` is its name, `{host}` the address that the load balancer gave.
    pub address: Option<String>,
    /// What names begin with.
    pub prefix: Prefix,
    /// How long a pod may take to come up.
    pub provision_within: Duration,
    /// How long the worker may then take to answer.
    pub healthy_within: Duration,
    /// How often to look while something changes.
    pub poll_every: Duration,
}

/// One namespace of a cluster and what to make there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KubernetesSettings {
    /// Where the cluster's API is.
    pub base: Base,
    /// As whom we ask.
    pub identity: Identity,
    /// In which namespace everything is made.
    pub namespace: String,
    /// What people call the cluster as a region.
    pub region: String,
    /// What kind of storage is asked for, if not the cluster's usual one.
    pub storage_class: Option<String>,
    /// How services are reached.
    pub exposure: Exposure,
    /// What workers are made of.
    pub worker: WorkerPod,
}

// As long as the API lets a tag's whole annotation be; it allows 256 KiB of them.
const LONGEST_TAGS: usize = 32 * 1024;

impl KubernetesSettings {
    pub(super) fn check_environment(&self, order: &EnvironmentOrder) -> Result<(), BadOrder> {
        let mut checks = Checks::default();
        checks.environment(order, &[self.region.as_str()]);
        let length: usize = order.tags.iter().map(|(name, value)| name.len() + value.len()).sum();
        checks.require(length <= LONGEST_TAGS, "tags", "must be shorter");
        checks.end()
    }

    pub(super) fn check_worker(order: &WorkerOrder) -> Result<(), BadOrder> {
        let mut checks = Checks::default();
        checks.variables(&order.variables, &order.secrets);
        let begins_well =
            order.name.as_str().starts_with(|letter: char| letter.is_ascii_lowercase());
        checks.require(begins_well, "name", "must begin with a letter: a service's name does");
        checks.end()
    }
}
