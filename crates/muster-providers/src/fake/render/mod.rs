//! A Render that keeps services and never runs any.

mod routes;
mod world;

use super::{
    Fake, Fault, Kept, Voice,
    voice::{said, with},
};
use bytes::Bytes;
use http::Response;
use muster_seams::Clock;
use serde_json::json;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use world::{Ending, World};

type Shared = Arc<Mutex<World>>;

/// Render, as its API shows it.
#[derive(Debug, Clone)]
pub struct FakeRender {
    fake: Fake,
    world: Shared,
}

impl FakeRender {
    /// The key that it takes.
    pub const KEY: &str = "rnd_fake-key-of-the-fake";
    /// The workspace that it has.
    pub const OWNER: &str = "tea-fake0owner";

    /// An empty workspace in which time passes on this clock.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let world = Arc::new(Mutex::new(World::new(clock)));
        Self { fake: Fake::new(routes::router(world.clone()), &VOICE), world }
    }

    /// What carries requests to it.
    pub fn fake(&self) -> &Fake {
        &self.fake
    }

    /// Everything that it keeps and bills.
    pub fn inventory(&self) -> Vec<Kept> {
        self.world().names().map(|name| Kept { kind: "service", name }).collect()
    }

    /// Lets searches and lists show things this much later than they happen.
    pub fn lag(&self, lag: Duration) {
        self.world().lag = lag;
    }

    /// Lets this many services be created in an hour.
    pub fn creates_an_hour(&self, most: usize) {
        self.world().creates_an_hour = most;
    }

    /// Lets the next deploy fail.
    pub fn next_deploy_fails(&self) {
        self.world().next_ending = Ending::BuildFailed;
    }

    /// The contents of a service's secret files.
    pub fn secret_files(&self, name: &str) -> Vec<(String, String)> {
        self.world().secret_files(name)
    }

    /// Whether something would run there now.
    pub fn is_up(&self, name: &str) -> bool {
        self.world().is_up(name)
    }

    /// Lets services answer where this says, instead of at `onrender.com`.
    pub fn answering_at(&self, address: impl Fn(&str) -> String + Send + 'static) {
        self.world().address = Box::new(address);
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

static VOICE: Voice = Voice { refusal, states: &["status", "suspended"] };

fn refusal(fault: Fault, asked: &str) -> Response<Bytes> {
    let (status, message) = match fault {
        Fault::RateLimited => return rate_limited(),
        Fault::Echo => (400, asked),
        Fault::Unauthorised => (401, "unauthorized"),
        Fault::Spend => (402, "payment information is required to complete this request"),
        Fault::Quota => (400, "the workspace has reached its limit of services"),
        _ => (500, "internal server error"),
    };
    problem(status, message)
}

fn problem(status: u16, message: &str) -> Response<Bytes> {
    said(status, &json!({ "id": "err-fake", "message": message }))
}

/// The reset is in seconds to go, as recorded traffic has it, and not in seconds since 1970.
fn rate_limited() -> Response<Bytes> {
    let headers =
        [("ratelimit-limit", "20"), ("ratelimit-remaining", "0"), ("ratelimit-reset", "90")];
    with(problem(429, "rate limit exceeded"), &headers)
}
