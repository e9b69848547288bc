//! A Docker engine that keeps containers and volumes and never runs any.

mod routes;
mod world;

use super::{Fake, Fault, Kept, Voice, voice::said};
use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use world::World;

type Shared = Arc<Mutex<World>>;

/// A Docker engine, as its API shows it.
#[derive(Debug, Clone)]
pub struct FakeDocker {
    fake: Fake,
    world: Shared,
}

impl Default for FakeDocker {
    fn default() -> Self {
        Self::new()
    }
}

impl FakeDocker {
    /// An image that its registry gives to nobody but whoever has this password.
    pub const PRIVATE: (&str, &str) = ("registry.example/team/private:1", "password-of-the-fake");

    /// An engine with nothing in it.
    pub fn new() -> Self {
        let world = Shared::default();
        Self { fake: Fake::new(routes::router(world.clone()), &VOICE), world }
    }

    /// What carries requests to it.
    pub fn fake(&self) -> &Fake {
        &self.fake
    }

    /// Everything that it keeps.
    pub fn inventory(&self) -> Vec<Kept> {
        let world = self.world();
        let containers = world.containers.keys().map(|name| ("container", name));
        let all = containers.chain(world.volumes.keys().map(|name| ("volume", name)));
        all.map(|(kind, name)| Kept { kind, name: name.clone() }).collect()
    }

    /// A container as the engine shows it.
    pub fn inspect(&self, name: &str) -> Option<Value> {
        self.world().inspect(name)
    }

    /// The files that a container finds in its memory.
    pub fn files(&self, name: &str) -> Vec<(String, String)> {
        self.world().containers.get(name).map(|it| it.files.clone()).unwrap_or_default()
    }

    /// Images that were pulled.
    pub fn images(&self) -> Vec<String> {
        self.world().images.iter().cloned().collect()
    }

    /// Lets a container's program end by itself with this code.
    pub fn ends(&self, name: &str, code: i64) {
        self.world().end(name, code);
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

static VOICE: Voice = Voice { refusal, states: &["Status", "State"] };

fn refusal(fault: Fault, asked: &str) -> Response<Bytes> {
    match fault {
        Fault::Echo => problem(400, asked),
        Fault::Unauthorised => problem(403, "authorization denied by plugin"),
        _ => problem(500, "driver failed programming external connectivity"),
    }
}

fn problem(status: u16, message: &str) -> Response<Bytes> {
    said(status, &json!({ "message": message }))
}
