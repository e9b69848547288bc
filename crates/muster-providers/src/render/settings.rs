//! What has to be known of a Render account.

use crate::{
    Secret,
    check::{BadOrder, Checks},
    http::Base,
    name::Prefix,
    worker::WorkerOrder,
};
use std::time::Duration;

/// Where Render runs things.
pub const REGIONS: &[&str] = &["frankfurt", "oregon", "ohio", "singapore", "virginia"];

/// What can be ordered new; the `legacy` plans cannot.
pub const PLANS: &[&str] = &[
    "free",
    "starter",
    "starter_plus",
    "standard",
    "standard_plus",
    "pro",
    "pro_plus",
    "pro_max",
    "pro_ultra",
];

/// Where a worker's program comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A container image.
    Image(String),
    /// A repository with a Dockerfile, which Render builds.
    Repository {
        /// Where.
        url: String,
        /// Which branch.
        branch: String,
        /// Which folder.
        root: String,
    },
}

/// One Render workspace and what to make there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderSettings {
    /// Where the API is.
    pub base: Base,
    /// The account's key.
    pub api_key: Secret,
    /// The workspace.
    pub owner: String,
    /// What runs there.
    pub source: Source,
    /// The instance type.
    pub plan: String,
    /// The region.
    pub region: String,
    /// What names begin with.
    pub prefix: Prefix,
    /// How long a deploy may take.
    pub provision_within: Duration,
    /// How long the worker may then take to answer.
    pub healthy_within: Duration,
    /// How often to look while something changes.
    pub poll_every: Duration,
}

impl RenderSettings {
    pub(super) fn check(&self, order: &WorkerOrder) -> Result<(), BadOrder> {
        let mut checks = Checks::default();
        checks.variables(&order.variables, &order.secrets);
        checks.one_of("region", &self.region, REGIONS);
        checks.one_of("plan", &self.plan, PLANS);
        checks.end()
    }
}
