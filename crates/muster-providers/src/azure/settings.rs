//! What has to be known of an Azure subscription.

use super::identity::Identity;
use crate::{
    Secret,
    check::{BadOrder, Checks},
    environment::{EnvironmentOrder, RegionLimits},
    http::Base,
    price::azure_rates,
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

impl Region {
    /// What it allows.
    pub fn limits(&self) -> RegionLimits {
        RegionLimits::usual(&self.name, azure_rates(&self.location))
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
        checks.environment(order, &known);
        check_tags(&mut checks, &order.tags);
        checks.end()
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
