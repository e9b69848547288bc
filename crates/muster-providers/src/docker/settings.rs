//! What has to be known of a Docker engine.

use crate::{
    check::{BadOrder, Checks},
    environment::EnvironmentOrder,
    http::Base,
};

/// One Docker engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DockerSettings {
    /// Where it is.
    pub base: Base,
    /// What people call it as a region.
    pub region: String,
}

// A file's name in the archive by which secrets get into a container.
const LONGEST_NAME: usize = 99;

impl DockerSettings {
    pub(super) fn check(&self, order: &EnvironmentOrder) -> Result<(), BadOrder> {
        let mut checks = Checks::default();
        checks.environment(order, &[self.region.as_str()]);
        for (at, (name, _)) in order.secrets.iter().enumerate() {
            let says = format!("must be at most {LONGEST_NAME} characters");
            checks.require(name.len() <= LONGEST_NAME, format!("secrets.{at}"), says);
        }
        checks.end()
    }
}
