//! The world of a test: a clock that stands still, a fake of each biller, and our client to it.

use crate::judge::Specification;
use http::HeaderMap;
use muster_billing::{
    Account, Biller, Secret,
    biller::{Buyer, Opened, Order},
    fake::{FakePolar, FakeStripe, Message, World},
    notice::{News, Notice},
    outbound::{Call, Done, Patience},
    polar::{self, Polar},
    settings::LandingPage,
    stripe::{self, Stripe},
    subscription::Bought,
};
use muster_core::{OrganisationId, RequestId, Timestamp};
use muster_seams::{Clock, ManualClock, Tasks};
use std::{sync::Arc, time::Duration};

/// The morning of 21 November 2026.
pub(crate) fn start() -> Timestamp {
    Timestamp::from_millis(1_795_248_000_000)
}

pub(crate) fn secret() -> Secret {
    Secret::new("whsec_c2VjcmV0")
}

pub(crate) fn page(text: &str) -> LandingPage {
    text.parse().unwrap()
}

pub(crate) fn organisation() -> OrganisationId {
    OrganisationId::from_random([7; 16])
}

pub(crate) fn buyer() -> Buyer {
    Buyer { organisation: organisation(), customer: None }
}

/// A call in one request of ours.
pub(crate) fn call() -> Call<'static> {
    static REQUEST: std::sync::OnceLock<RequestId> = std::sync::OnceLock::new();
    let request_id = REQUEST.get_or_init(|| "req_test".parse().unwrap());
    Call { request_id, idempotency_key: None }
}

/// Long enough for a loaded machine; only what never answers takes so long.
fn patience(is_short: bool) -> Patience {
    let answer = if is_short { Duration::from_millis(200) } else { Patience::default().answer };
    Patience { answer, ..Patience::default() }
}

pub(crate) struct Here {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) tasks: Tasks,
}

impl Here {
    pub(crate) fn new() -> Self {
        Self::at(start())
    }

    pub(crate) fn at(now: Timestamp) -> Self {
        Self { clock: Arc::new(ManualClock::at(now)), tasks: Tasks::default() }
    }

    fn world(&self, judge: Specification) -> World {
        let (clock, tasks) = (Arc::clone(&self.clock) as Arc<dyn Clock>, self.tasks.clone());
        World { clock, tasks, judge: Arc::new(judge) }
    }

    pub(crate) async fn polar(&self) -> FakePolar {
        FakePolar::start(self.world(Specification::polar())).await.unwrap()
    }

    pub(crate) async fn stripe(&self) -> FakeStripe {
        FakeStripe::start(self.world(Specification::stripe())).await.unwrap()
    }

    pub(crate) fn to_polar(&self, fake: &FakePolar) -> Polar {
        self.polar_with(fake, false)
    }

    pub(crate) fn to_stripe(&self, fake: &FakeStripe) -> Stripe {
        self.stripe_with(fake, false)
    }

    pub(crate) fn polar_with(&self, fake: &FakePolar, is_short: bool) -> Polar {
        let settings = fake.settings().unwrap();
        Polar::new(&settings, self.clock.clone(), patience(is_short)).unwrap()
    }

    pub(crate) fn stripe_with(&self, fake: &FakeStripe, is_short: bool) -> Stripe {
        let settings = fake.settings().unwrap();
        Stripe::new(&settings, self.clock.clone(), patience(is_short)).unwrap()
    }
}

/// An order of what a biller sells.
pub(crate) fn order(wanted: Bought) -> Order {
    Order {
        buyer: buyer(),
        wanted,
        success: page("https://muster.example/paid"),
        back: page("https://muster.example/back"),
    }
}

pub(crate) fn of_polar(fake: &FakePolar) -> Order {
    order(Bought::Product(fake.gate().unwrap().product))
}

pub(crate) fn of_stripe() -> Order {
    order(Bought::Price("price_basic".parse().unwrap()))
}

pub(crate) async fn open(biller: &dyn Biller, order: &Order) -> Opened {
    let Done { value, .. } = biller.open_checkout(call(), order).await.unwrap();
    value
}

pub(crate) fn headers(signed: Vec<(&'static str, String)>) -> HeaderMap {
    signed
        .into_iter()
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .collect()
}

/// Carries messages by hand, as the post would.
pub(crate) fn read_polar(fake: &FakePolar, here: &Here, messages: &[Message]) -> Vec<Notice> {
    let read = |message: &Message| {
        let (headers, secrets) = (headers(fake.signed(&secret(), message)), [secret()]);
        let message = polar::verify(&secrets, &headers, &message.body, here.clock.now()).unwrap();
        polar::read(&message).unwrap()
    };
    messages.iter().map(read).collect()
}

pub(crate) fn read_stripe(fake: &FakeStripe, here: &Here, messages: &[Message]) -> Vec<Notice> {
    let read = |message: &Message| {
        let (headers, secrets) = (headers(fake.signed(&secret(), message)), [secret()]);
        let message = stripe::verify(&secrets, &headers, &message.body, here.clock.now()).unwrap();
        stripe::read(&message).unwrap()
    };
    messages.iter().map(read).collect()
}

/// Takes in what a notice says.
pub(crate) fn learn(account: &mut Account, notice: &Notice) {
    if let News::Changes(changes) = &notice.news {
        for change in changes {
            account.learn(notice.at, change.clone());
        }
    }
}
