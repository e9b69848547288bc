//! What has to be known of a Daytona organisation.

use crate::{
    Secret,
    check::{BadOrder, Checks},
    http::Base,
    name::Prefix,
    worker::WorkerOrder,
};
use std::time::Duration;

/// What a sandbox is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A snapshot, which has its own size.
    Snapshot(String),
    /// A container image, with the size that the sandbox gets.
    Image {
        /// Which.
        image: String,
        /// Cores.
        cpu: u32,
        /// Memory.
        memory_gb: u32,
        /// Disk.
        disk_gb: u32,
    },
}

/// What Daytona does with a sandbox by itself, in minutes as Daytona counts.
///
/// Its own defaults would stop a worker after a quarter of an hour, because work in the background is no
/// activity to it. So all three are always sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timers {
    /// Until it stops a sandbox; 0 is never.
    pub stop: u32,
    /// Until it archives a stopped one; 0 is as late as possible.
    pub archive: u32,
    /// Until it deletes a stopped one; -1 is never.
    pub delete: i32,
}

/// One Daytona organisation and what to make there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaytonaSettings {
    /// Where the API is.
    pub base: Base,
    /// The organisation's key.
    pub api_key: Secret,
    /// The region, if not the organisation's own.
    pub target: Option<String>,
    /// What runs there.
    pub source: Source,
    /// Whether addresses need no signature.
    pub is_public: bool,
    /// What Daytona does by itself.
    pub timers: Timers,
    /// How long a signed address is good for: a day at most.
    pub address_lives: Duration,
    /// The port at which the worker listens.
    pub port: u16,
    /// What names begin with.
    pub prefix: Prefix,
    /// How long a sandbox may take to start.
    pub provision_within: Duration,
    /// How long it may take to go.
    pub delete_within: Duration,
    /// How long the worker may then take to answer.
    pub healthy_within: Duration,
    /// How often to look while something changes.
    pub poll_every: Duration,
}

impl DaytonaSettings {
    pub(super) fn check(&self, order: &WorkerOrder) -> Result<(), BadOrder> {
        let mut checks = Checks::default();
        checks.variables(&order.variables, &order.secrets);
        if let Source::Image { image, cpu, memory_gb, disk_gb } = &self.source {
            // It becomes a line of a Dockerfile.
            let is_one_word = !image.is_empty() && !image.contains(char::is_whitespace);
            checks.require(is_one_word, "image", "must be a name without blanks");
            checks.within("cpu", *cpu, (1, 128), " cores");
            checks.within("memory_gb", *memory_gb, (1, 1024), " GB");
            checks.within("disk_gb", *disk_gb, (1, 2048), " GB");
        }
        checks.end()
    }
}
