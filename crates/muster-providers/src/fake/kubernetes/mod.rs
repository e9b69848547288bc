//! A Kubernetes that keeps objects and never runs any.

mod objects;
mod routes;
mod world;

use super::{
    Fake, Fault, Kept, Voice,
    voice::{said, with},
};
use bytes::Bytes;
use http::Response;
use muster_seams::Clock;
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use world::World;

type Shared = Arc<Mutex<World>>;

/// A cluster, as its API shows it.
#[derive(Debug, Clone)]
pub struct FakeKubernetes {
    fake: Fake,
    world: Shared,
}

impl FakeKubernetes {
    /// The token that it takes.
    pub const TOKEN: &str = "token.of-the.fake-cluster";
    /// The one namespace that it has.
    pub const NAMESPACE: &str = "team";

    /// A cluster with one empty namespace, in which time passes on this clock.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let world = Arc::new(Mutex::new(World::new(clock)));
        Self { fake: Fake::new(routes::router(world.clone()), &VOICE), world }
    }

    /// What carries requests to it.
    pub fn fake(&self) -> &Fake {
        &self.fake
    }

    /// Everything that it runs or keeps for somebody; what only belongs to that is not counted.
    pub fn inventory(&self) -> Vec<Kept> {
        self.kept(&[("deployments", "deployment"), ("persistentvolumeclaims", "claim")])
    }

    /// What belongs to that.
    pub fn belongings(&self) -> Vec<Kept> {
        self.kept(&[("secrets", "secret"), ("services", "service")])
    }

    fn kept(&self, plurals: &[(&str, &'static str)]) -> Vec<Kept> {
        let mut world = self.world();
        let kept = plurals.iter().flat_map(|(plural, kind)| {
            let names = world.names(plural);
            names.into_iter().map(|name| Kept { kind, name }).collect::<Vec<_>>()
        });
        kept.collect()
    }

    /// An object as the API shows it.
    pub fn object(&self, plural: &str, name: &str) -> Option<Value> {
        self.world().get(plural, name)
    }

    /// What a pod of a deployment has in its environment, with the secrets that are only pointed at.
    pub fn environment(&self, deployment: &str) -> Vec<(String, String)> {
        self.world().environment(deployment)
    }

    /// Whether something would run there now.
    pub fn is_up(&self, deployment: &str) -> bool {
        let found = self.world().get("deployments", deployment);
        found.is_some_and(|it| it["status"]["availableReplicas"] == 1)
    }

    /// Lets the next deployment make no progress.
    pub fn next_rollout_fails(&self) {
        self.world().next_fails = true;
    }

    /// Lets somebody else change an object, as a person with `kubectl` would.
    pub fn touch(&self, plural: &str, name: &str) {
        self.world().touch(plural, name);
    }

    /// Lets lists that are read in parts be too old to be read on.
    pub fn lists_expire(&self) {
        self.world().are_lists_short_lived = true;
    }

    /// Lets load balancers give what this says, instead of a name of their own.
    pub fn answering_at(&self, address: impl Fn(&str) -> String + Send + 'static) {
        self.world().address = Box::new(address);
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long things take: short, and long enough that a demonstration shows each step.
const ROLLED_OUT: Duration = Duration::from_secs(8);
const SCALED_DOWN: Duration = Duration::from_secs(4);
const GONE: Duration = Duration::from_secs(5);

static VOICE: Voice = Voice { refusal, states: &["phase", "reason"] };

fn refusal(fault: Fault, asked: &str) -> Response<Bytes> {
    match fault {
        Fault::RateLimited => {
            let refused =
                problem(429, "TooManyRequests", "Too many requests, please try again later.");
            with(refused, &[("retry-after", "3")])
        }
        Fault::Echo => problem(400, "BadRequest", asked),
        Fault::Unauthorised => {
            problem(403, "Forbidden", "User \"ada\" cannot do this in the namespace")
        }
        Fault::Quota => {
            problem(403, "Forbidden", "it is forbidden: exceeded quota: team, limited: pods=0")
        }
        _ => {
            problem(500, "InternalError", "Internal error occurred: etcdserver: request timed out")
        }
    }
}

fn problem(status: u16, reason: &str, message: &str) -> Response<Bytes> {
    let answer = json!({
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "reason": reason,
        "message": message,
        "code": status,
    });
    with(said(status, &answer), &[("audit-id", "fake-audit")])
}
