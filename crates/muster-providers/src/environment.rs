//! Engines for dev environments: a container that people work in, and storage that outlives it.
//!
//! An environment has two parts, an *instance* and its *storage*, and no function changes both: so each
//! has one outcome, and a reconciler can store how far it got. Storage comes first and goes last.
//!
//! Not here: retries, timers and the order of steps, as with [workers](crate::worker).

use crate::{
    Secret,
    check::BadOrder,
    error::ProviderKind,
    name::EnvironmentKey,
    price::{Price, Rates},
    shell::{Shell, TerminalSize},
    worker::{Account, Answer, InstanceState},
};
use muster_core::RequestId;
use std::fmt;

/// Where an environment is, which together with its key is its name at the provider.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Which environment.
    pub key: EnvironmentKey,
    /// The operator's name for the region.
    pub region: String,
}

/// What an environment is to be.
#[derive(Debug, Clone)]
pub struct EnvironmentOrder {
    /// By which it is found again.
    pub place: Place,
    /// Which host name to try: the next one after the last was taken.
    pub label_attempt: u8,
    /// The container image.
    pub image: String,
    /// Who may pull it, if not everybody.
    pub registry: Option<Registry>,
    /// Processor cores.
    pub cpu_cores: u32,
    /// Memory.
    pub memory_gb: u32,
    /// Storage.
    pub storage_gb: u32,
    /// Where the storage appears in the container.
    pub mount_path: String,
    /// The ports that it answers at.
    pub ports: Vec<u16>,
    /// Settings that anybody may see.
    pub variables: Vec<(String, String)>,
    /// What only the container may see.
    pub secrets: Vec<(String, Secret)>,
    /// What the provider should show beside it, such as the person it is for.
    pub tags: Vec<(String, String)>,
}

/// A registry's credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registry {
    /// The registry's host.
    pub server: String,
    /// Who.
    pub username: String,
    /// And how they prove it.
    pub password: Secret,
}

/// What one region allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionLimits {
    /// The operator's name for it.
    pub region: String,
    /// Cores, at least and at most.
    pub cpu_cores: (u32, u32),
    /// Memory, at least and at most.
    pub memory_gb: (u32, u32),
    /// Storage, at least and at most.
    pub storage_gb: (u32, u32),
    /// What its parts cost there, if the table knows.
    pub rates: Option<Rates>,
}

// What Dev8's API takes. Azure allows as much in each location, and more in some.
pub(crate) const CPU_CORES: (u32, u32) = (1, 4);
pub(crate) const MEMORY_GB: (u32, u32) = (1, 16);
pub(crate) const STORAGE_GB: (u32, u32) = (10, 100);

impl RegionLimits {
    /// What every region allows unless its provider says otherwise.
    pub(crate) fn usual(region: &str, rates: Option<Rates>) -> Self {
        Self {
            rates,
            region: region.to_owned(),
            cpu_cores: CPU_CORES,
            memory_gb: MEMORY_GB,
            storage_gb: STORAGE_GB,
        }
    }
}

/// Both parts of an environment, each as the provider describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// The container, unless the provider says that there is none.
    pub instance: Option<EnvironmentInstance>,
    /// Its storage, unless the provider says that there is none.
    pub storage: Option<Storage>,
}

/// The container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentInstance {
    /// How it is.
    pub state: InstanceState,
    /// Where it can be reached, when that is known.
    pub connection: Option<Connection>,
    /// From which very image it runs, such as `sha256:…`, if the provider says.
    pub image_digest: Option<String>,
}

/// Where an environment can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The host name, which survives a stop; the number behind it does not. A port stands behind it where the
    /// container's own is not the one to ask.
    pub host: String,
    /// The ports that are open to the outside.
    pub ports: Vec<u16>,
}

/// Storage that outlives the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage {
    /// The provider's name for it.
    pub name: String,
    /// Its size, if the provider tells.
    pub size_gb: Option<u32>,
}

/// Something of ours that a list shows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundEnvironment {
    /// Where it is.
    pub place: Place,
    /// Whether its container is there.
    pub has_instance: bool,
    /// Whether its storage is there.
    pub has_storage: bool,
    /// The tags of the container, or of the storage if there is none.
    pub tags: Vec<(String, String)>,
}

/// Whether a running environment may be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// Only if it is known to be stopped.
    No,
    /// In any state.
    Yes,
}

/// A provider that runs environments.
///
/// Each function that changes something sends exactly one request that can change it. Looks that come
/// before it and fail end the call as *unsent*.
pub trait EnvironmentEngine: fmt::Debug + Send + Sync {
    /// Which one.
    fn provider(&self) -> ProviderKind;

    /// What each region allows.
    fn regions(&self) -> Vec<RegionLimits>;

    /// What an environment costs, if the table knows.
    fn price(&self, order: &EnvironmentOrder) -> Option<Price>;

    /// Checks an order without asking anybody.
    fn check_order(&self, order: &EnvironmentOrder) -> Result<(), BadOrder>;

    /// Makes the storage, or finds it made and leaves what is in it as it is.
    fn keep_storage<'a>(
        &'a self,
        order: &'a EnvironmentOrder,
        request: &'a RequestId,
    ) -> Answer<'a, Storage>;

    /// Makes the container on its storage; refused if one is there.
    fn create<'a>(
        &'a self,
        order: &'a EnvironmentOrder,
        request: &'a RequestId,
    ) -> Answer<'a, EnvironmentInstance>;

    /// Sees how both parts are. A part is missing only if the provider itself says so.
    fn look<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, Environment>;

    /// Starts a stopped container, with the secrets that it had.
    fn start<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, ()>;

    /// Stops the container, which then costs nothing; its storage stays.
    fn stop<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, ()>;

    /// Deletes the container and leaves its storage.
    fn delete<'a>(
        &'a self,
        place: &'a Place,
        force: Force,
        request: &'a RequestId,
    ) -> Answer<'a, ()>;

    /// Deletes the storage and everything in it; refused while the container is not certainly gone.
    fn discard_storage<'a>(&'a self, place: &'a Place, request: &'a RequestId) -> Answer<'a, ()>;

    /// Everything that this installation has made, in all regions. A list proves no absence.
    fn list<'a>(&'a self, request: &'a RequestId) -> Answer<'a, Vec<FoundEnvironment>>;

    /// The last lines that the container wrote.
    fn logs<'a>(
        &'a self,
        place: &'a Place,
        lines: u32,
        request: &'a RequestId,
    ) -> Answer<'a, String>;

    /// Opens a shell in the container, which has to run.
    fn shell<'a>(
        &'a self,
        place: &'a Place,
        size: TerminalSize,
        request: &'a RequestId,
    ) -> Answer<'a, Shell>;

    /// A cheap call that shows whether the credentials are good.
    fn check<'a>(&'a self, request: &'a RequestId) -> Answer<'a, Account>;
}
