//! Engines for cloud workers: a machine at a provider that runs `muster worker --listen`.
//!
//! An *instance* is what the provider keeps under our name. The engine's image starts the worker by
//! itself and answers `/health`; how the coordinator then attaches is not this crate's matter.
//!
//! Not here: retries, timers and the order of steps. Each function asks once and says what is certain;
//! the reconciler that calls it looks again when it is woken.

use crate::{
    Secret,
    check::BadOrder,
    error::{ProviderError, ProviderKind},
    name::WorkerName,
    price::Price,
};
use futures_util::future::BoxFuture;
use muster_core::{RequestId, Timestamp, WorkerId};
use std::{fmt, time::Duration};

/// An answer that is on its way.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, ProviderError>>;

/// The provider's own id of an instance, stored as soon as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Handle(pub String);

/// What a new worker's instance is to be.
#[derive(Debug, Clone)]
pub struct WorkerOrder {
    /// By which it is found again.
    pub name: WorkerName,
    /// Settings of the worker that anybody may see.
    pub variables: Vec<(String, String)>,
    /// What only the worker may see.
    pub secrets: Vec<(String, Secret)>,
}

/// An instance, as its provider describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Our name for it.
    pub name: WorkerName,
    /// The provider's.
    pub handle: Handle,
    /// Where it is.
    pub region: Option<String>,
    /// How it is.
    pub state: InstanceState,
    /// Where it can be reached, if that needs no further call.
    pub address: Option<Address>,
}

/// How an instance is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstanceState {
    /// On its way up.
    Starting,
    /// Up; whether the worker inside is well, only its `/health` can say.
    Running,
    /// On its way down.
    Stopping,
    /// Down, and can be woken.
    Stopped,
    /// It did not come up.
    Failed(Failure),
    /// On its way out; still there until a look finds nothing.
    Deleting,
    /// A word that this version does not know: neither well nor gone.
    Strange(String),
}

/// Why an instance did not come up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// A stable code, such as `render_deploy_failed`.
    pub code: &'static str,
    /// The provider's last words, cut short. Whoever shows them and has the order cuts its secrets out.
    pub said: Option<String>,
}

/// Where an instance can be reached.
///
/// It may be a secret itself: whoever knows a signed one gets in. It is encrypted and no number of a private
/// network; where its name leads, whoever dials it has to see.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// The URL.
    pub url: Secret,
    /// When it stops working.
    pub expires: Option<Timestamp>,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address").field("expires", &self.expires).finish_non_exhaustive()
    }
}

/// Something of ours that a list shows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundWorker {
    /// Whose it is.
    pub worker: WorkerId,
    /// Our name for it.
    pub name: WorkerName,
    /// The provider's.
    pub handle: String,
}

/// Whose credentials these are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// As the provider calls it.
    pub name: String,
    /// Permissions that we need and these credentials lack.
    pub lacks: Vec<String>,
}

/// A provider that runs cloud workers.
///
/// Each function that changes something sends exactly one request that can change it. Creating a name
/// that exists is refused as [`Conflict::Exists`](crate::Conflict::Exists), so no retry makes a second one.
pub trait WorkerEngine: fmt::Debug + Send + Sync {
    /// Which one.
    fn provider(&self) -> ProviderKind;

    /// How long after a lost answer a look may still miss what was made: until then an absence
    /// proves nothing.
    fn settles_within(&self) -> Duration;

    /// What an instance costs as it would be created now, if the table knows.
    fn price(&self) -> Option<Price>;

    /// Checks an order without asking anybody.
    fn check_order(&self, order: &WorkerOrder) -> Result<(), BadOrder>;

    /// Makes an instance.
    fn create<'a>(&'a self, order: &'a WorkerOrder, request: &'a RequestId)
    -> Answer<'a, Instance>;

    /// Finds an instance by our name.
    fn find<'a>(
        &'a self,
        name: &'a WorkerName,
        request: &'a RequestId,
    ) -> Answer<'a, Option<Instance>>;

    /// Sees how an instance is; absent once it is gone.
    fn status<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, Instance>;

    /// Stops an instance, which then costs little or nothing and can be woken.
    fn stop<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, ()>;

    /// Starts a stopped instance.
    fn wake<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, ()>;

    /// Deletes an instance. Done means accepted: it is gone when [`status`](Self::status) says absent.
    fn delete<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, ()>;

    /// Everything that this installation has made. A list may lag, so it proves no absence.
    fn list<'a>(&'a self, request: &'a RequestId) -> Answer<'a, Vec<FoundWorker>>;

    /// A fresh address of a running instance.
    fn address<'a>(&'a self, handle: &'a Handle, request: &'a RequestId) -> Answer<'a, Address>;

    /// A cheap call that shows whether the credentials are good.
    fn check<'a>(&'a self, request: &'a RequestId) -> Answer<'a, Account>;
}
