//! An Azure that keeps container groups and file shares and never runs any.

mod groups;
mod routes;
mod shares;
mod world;

use super::{
    Fake, Fault, Kept, Voice,
    voice::{said, with},
};
use bytes::Bytes;
use http::Response;
use muster_seams::Clock;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use world::World;

type Shared = Arc<Mutex<World>>;

/// Azure, as the Resource Manager shows it. It also signs people in.
#[derive(Debug, Clone)]
pub struct FakeAzure {
    fake: Fake,
    world: Shared,
}

impl FakeAzure {
    /// The directory that it has.
    pub const TENANT: &str = "11111111-fa4e-4000-8000-000000000000";
    /// The application that it knows.
    pub const CLIENT: &str = "22222222-fa4e-4000-8000-000000000000";
    /// That application's secret.
    pub const SECRET: &str = "secret~of~the~fake~application";
    /// The subscription that it has.
    pub const SUBSCRIPTION: &str = "33333333-fa4e-4000-8000-000000000000";
    /// The resource groups and storage accounts that it has.
    pub const PLACES: [(&str, &str); 2] = [("rg-east", "fakeeast"), ("rg-west", "fakewest")];

    /// An empty subscription in which time passes on this clock.
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
        let world = self.world();
        let groups = world.groups.names().into_iter().map(|name| Kept { kind: "group", name });
        let shares = world.shares.names().into_iter().map(|name| Kept { kind: "share", name });
        groups.chain(shares).collect()
    }

    /// Lets the next group fail to come up.
    pub fn next_group_fails(&self) {
        self.world().groups.next_fails = true;
    }

    /// Lets somebody else have this host name already.
    pub fn take_label(&self, label: &str) {
        self.world().groups.taken.push(label.to_owned());
    }

    /// What the container of a group has as secrets; the API never shows them.
    pub fn secrets(&self, group: &str) -> Vec<(String, String)> {
        self.world().groups.secrets(group)
    }

    /// What the API shows of a group.
    pub fn shown(&self, group: &str) -> Option<Value> {
        self.world().groups.shown_by_name(group)
    }

    /// Which making of a share this is: another number is another, empty share.
    pub fn share_number(&self, share: &str) -> Option<u32> {
        self.world().shares.number(share)
    }

    /// Lets every token end now, as after a revocation.
    pub fn revoke_tokens(&self) {
        self.world().tokens.clear();
    }

    /// Leaves the metadata out of lists of shares.
    pub fn lists_without_metadata(&self) {
        self.world().shares.lists_without_metadata = true;
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

static VOICE: Voice = Voice { refusal, states: &["provisioningState"] };

fn refusal(fault: Fault, asked: &str) -> Response<Bytes> {
    match fault {
        Fault::RateLimited => {
            let refused = problem(429, "TooManyRequests", "The request is being throttled.");
            with(
                refused,
                &[("retry-after", "17"), ("x-ms-ratelimit-remaining-subscription-writes", "0")],
            )
        }
        Fault::Echo => problem(400, "InvalidRequestContent", asked),
        Fault::Unauthorised => {
            problem(403, "AuthorizationFailed", "The client does not have authorization.")
        }
        Fault::Spend => {
            problem(403, "ReadOnlyDisabledSubscription", "The subscription is disabled.")
        }
        Fault::Quota => problem(409, "ContainerGroupQuotaReached", "Resource type quota exceeded."),
        _ => problem(500, "InternalServerError", "An error occurred."),
    }
}

fn problem(status: u16, code: &str, message: &str) -> Response<Bytes> {
    let answer = said(status, &json!({ "error": { "code": code, "message": message } }));
    with(answer, &[("x-ms-request-id", "fake-request")])
}
