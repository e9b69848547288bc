//! What has to be known of an Azure subscription.

use super::identity::Identity;
use crate::{
    Secret,
    check::{BadOrder, Checks},
    environment::{EnvironmentOrder, RegionLimits},
    http::Base,
};

/// One region in which environments may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// The operator's name for it.
    pub name: String,
    /// Azure's.
    pub location: String,
    /// The resource group in which everything is made.
    pub resource_group: String,
    /// The storage account in which the shares are.
    pub storage_account: String,
    /// That account's key, if it is not to be asked for each time.
    pub storage_key: Option<Secret>,
}

/// One Azure subscription and what to make there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AzureSettings {
    /// Where the Resource Manager is.
    pub base: Base,
    /// Which subscription.
    pub subscription: String,
    /// As whom we ask.
    pub identity: Identity,
    /// Where environments may be; at least one.
    pub regions: Vec<Region>,
}

// What Dev8's API takes. Azure allows as much in each location, and more in some.
const CPU_CORES: (u32, u32) = (1, 4);
const MEMORY_GB: (u32, u32) = (1, 16);
const STORAGE_GB: (u32, u32) = (10, 100);
// Azure refuses a sixth.
const MOST_PORTS: usize = 5;

impl Region {
    /// What it allows.
    pub fn limits(&self) -> RegionLimits {
        RegionLimits {
            region: self.name.clone(),
            cpu_cores: CPU_CORES,
            memory_gb: MEMORY_GB,
            storage_gb: STORAGE_GB,
        }
    }
}

impl AzureSettings {
    /// The region that an operator calls so.
    pub(super) fn region(&self, name: &str) -> Option<&Region> {
        self.regions.iter().find(|region| region.name == name)
    }

    pub(super) fn check(&self, order: &EnvironmentOrder) -> Result<(), BadOrder> {
        let mut checks = Checks::default();
        let known: Vec<_> = self.regions.iter().map(|region| region.name.as_str()).collect();
        checks.one_of("region", &order.place.region, &known);
        checks.within("cpu_cores", order.cpu_cores, CPU_CORES, "");
        checks.within("memory_gb", order.memory_gb, MEMORY_GB, "");
        checks.within("storage_gb", order.storage_gb, STORAGE_GB, "");
        checks.variables(&order.variables, &order.secrets);
        check_container(&mut checks, order);
        check_tags(&mut checks, &order.tags);
        checks.end()
    }
}

fn check_container(checks: &mut Checks, order: &EnvironmentOrder) {
    let is_one_word = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
    checks.require(is_one_word(&order.image), "image", "must be a name without blanks");
    let is_path = order.mount_path.starts_with('/') && !order.mount_path.contains(':');
    checks.require(is_path, "mount_path", "must begin with `/` and have no `:`");
    let are_ports = (1..=MOST_PORTS).contains(&order.ports.len()) && !order.ports.contains(&0);
    checks.require(are_ports, "ports", format!("must be 1 to {MOST_PORTS} ports"));
    if let Some(registry) = &order.registry {
        let is_host = is_one_word(&registry.server) && !registry.server.contains("://");
        checks.require(is_host, "registry.server", "must be a host without a protocol");
        checks.require(!registry.username.is_empty(), "registry.username", "must not be empty");
        let has_password = !registry.password.reveal().is_empty();
        checks.require(has_password, "registry.password", "must not be empty");
    }
}

// Azure takes 50 tags, of which three are ours; names and values as long as these.
const MOST_TAGS: usize = 47;
const LONGEST_TAG: usize = 256;

fn check_tags(checks: &mut Checks, tags: &[(String, String)]) {
    checks.require(tags.len() <= MOST_TAGS, "tags", format!("must be at most {MOST_TAGS}"));
    for (at, (name, value)) in tags.iter().enumerate() {
        let is_fit = !name.is_empty()
            && name.len() <= LONGEST_TAG
            && value.len() <= LONGEST_TAG
            && !name.contains(['<', '>', '%', '&', '\\', '?', '/']);
        checks.require(is_fit, format!("tags.{at}"), "must be a tag as Azure allows it");
    }
}
