//! A Daytona that keeps sandboxes and never runs any.

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
use world::World;

type Shared = Arc<Mutex<World>>;

/// Daytona, as its API shows it.
#[derive(Debug, Clone)]
pub struct FakeDaytona {
    fake: Fake,
    world: Shared,
}

impl FakeDaytona {
    /// The key that it takes.
    pub const KEY: &str = "dtn_fake-key-of-the-fake";

    /// An empty organisation in which time passes on this clock.
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
        self.world().names().into_iter().map(|name| Kept { kind: "sandbox", name }).collect()
    }

    /// Lets lists show things this much later than they happen.
    pub fn lag(&self, lag: Duration) {
        self.world().lag = lag;
    }

    /// Lets the next sandbox fail to boot, with this reason.
    pub fn next_boot_fails(&self, reason: &str) {
        self.world().next_failure = Some(reason.to_owned());
    }

    /// Whatever was asked for when this sandbox was made.
    pub fn order(&self, name: &str) -> Option<serde_json::Value> {
        self.world().order(name)
    }

    /// Whether something would run there now.
    pub fn is_up(&self, name: &str) -> bool {
        self.world().is_up(name)
    }

    /// Lets sandboxes answer where this says, instead of at Daytona's proxy.
    pub fn answering_at(&self, address: impl Fn(&str) -> String + Send + 'static) {
        self.world().address = Box::new(address);
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

static VOICE: Voice = Voice { refusal, states: &["state"] };

fn refusal(fault: Fault, asked: &str) -> Response<Bytes> {
    match fault {
        Fault::RateLimited => rate_limited(),
        Fault::Echo => problem(400, asked),
        Fault::Unauthorised => problem(401, "Invalid credentials"),
        Fault::Spend => problem(403, "Organization is suspended: Depleted credits"),
        Fault::Quota => problem(403, "Total CPU limit exceeded. Maximum allowed: 10."),
        _ => problem(500, "Internal server error"),
    }
}

fn problem(status: u16, message: &str) -> Response<Bytes> {
    said(status, &json!({ "statusCode": status, "message": message, "error": "Error" }))
}

/// The throttler's name is part of each header; there is no plain `Retry-After`.
fn rate_limited() -> Response<Bytes> {
    let headers = [
        ("x-ratelimit-limit-sandbox-create", "300"),
        ("x-ratelimit-remaining-sandbox-create", "0"),
        ("x-ratelimit-reset-sandbox-create", "45"),
        ("retry-after-sandbox-create", "45"),
    ];
    with(problem(429, "ThrottlerException: Too Many Requests"), &headers)
}
