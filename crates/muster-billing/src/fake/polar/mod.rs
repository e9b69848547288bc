//! A fake Polar: one product that gives one benefit.

mod ledger;
mod routes;
mod shape;

use super::{
    Asked, Delivered, Fault, Message, Step, World,
    house::{House, Manners},
    post::Post,
};
use crate::{
    Secret,
    entitlement::gate::PolarGate,
    id::{CheckoutId, SubscriptionId},
    outbound::BoxError,
    polar,
    settings::PolarSettings,
};
use http::StatusCode;
use ledger::Ledger;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use url::Url;

/// The token that the fake accepts.
const TOKEN: &str = "polar_oat_fake";
/// What it sells.
const PRODUCT: &str = "5a1e0000-0000-4000-8000-0000000000a1";
/// What that gives.
const BENEFIT: &str = "5a1e0000-0000-4000-8000-0000000000b1";

/// A fake Polar that runs.
#[derive(Debug, Clone)]
pub struct FakePolar(Arc<Polar>);

#[derive(Debug)]
struct Polar {
    house: Arc<House>,
    ledger: Mutex<Ledger>,
}

fn manners() -> Manners {
    Manners {
        key: TOKEN,
        unauthorised: || json!({ "error": "invalid_token", "error_description": "wrong token" }),
        wrong: |wrongs| {
            let wrong = |says: &String| json!({ "loc": ["body"], "msg": says, "type": "invalid" });
            let detail: Vec<Value> = wrongs.iter().map(wrong).collect();
            let says = json!({ "error": "RequestValidationError", "detail": detail });
            (StatusCode::UNPROCESSABLE_ENTITY, says)
        },
        version: Some("2026-04"),
    }
}

impl FakePolar {
    /// Starts one on a free port of this machine.
    pub async fn start(world: World) -> Result<Self, BoxError> {
        let sign = |secret: &Secret, message: &Message, seconds| {
            polar::sign(secret, &message.id, seconds, &message.body)
        };
        let (house, listener) = House::build(world, manners(), Post::new(sign)?).await?;
        let ledger = Mutex::default();
        let polar = Arc::new(Polar { house: Arc::clone(&house), ledger });
        house.open(listener, routes::routes(Arc::clone(&polar)));
        Ok(Self(polar))
    }

    /// What has to be set to reach it.
    pub fn settings(&self) -> Result<PolarSettings, BoxError> {
        let PolarGate { product, benefit } = self.gate()?;
        Ok(PolarSettings {
            base: self.base().parse()?,
            token: Secret::new(TOKEN),
            product,
            benefit,
            success: "https://muster.example/paid?checkout_id={CHECKOUT_ID}".parse()?,
            back: "https://muster.example/back".parse()?,
        })
    }

    /// What it sells, and what that gives.
    pub fn gate(&self) -> Result<PolarGate, BoxError> {
        Ok(PolarGate { product: PRODUCT.parse()?, benefit: BENEFIT.parse()? })
    }

    /// Its address.
    pub fn base(&self) -> &str {
        &self.0.house.base
    }

    /// Makes the next request go wrong; several are taken in turn.
    pub fn fail_next(&self, fault: Fault) {
        self.0.house.fail_next(fault);
    }

    /// Nothing goes wrong any more.
    pub fn recover(&self) {
        self.0.house.recover();
    }

    /// Every request to the API so far.
    pub fn calls(&self) -> Vec<Asked> {
        self.0.house.calls()
    }

    /// Sends webhooks to an address from now on.
    pub fn listen(&self, address: &Url, secret: Secret) {
        let id = self.0.uuid();
        self.0.house.post.listen(id, address.as_str(), secret);
    }

    /// Gives up an address, as after ten failures.
    pub fn disable(&self, address: &Url) {
        self.0.house.post.disable(address.as_str());
    }

    /// Pays a checkout, as its page does. Answers whether it could still be paid.
    pub fn pay(&self, checkout: &CheckoutId) -> bool {
        self.0.pay(checkout.as_str())
    }

    /// Lets something happen to a subscription. Answers whether there is one.
    pub fn step(&self, subscription: &SubscriptionId, step: Step) -> bool {
        self.0.step(subscription.as_str(), step)
    }

    /// Sends the webhooks that wait.
    pub async fn deliver(&self) -> Vec<Delivered> {
        self.0.house.deliver().await
    }

    /// Takes out the webhooks that wait, for a test that carries them itself.
    pub fn take_messages(&self) -> Vec<Message> {
        self.0.house.post.take()
    }

    /// The headers under which it would send a message now.
    pub fn signed(&self, secret: &Secret, message: &Message) -> Vec<(&'static str, String)> {
        self.0.house.post.signed(secret, message, self.0.house.now())
    }

    /// The usage that was taken in, by the ids of its events.
    pub fn usage(&self) -> super::books::Book {
        self.0.usage()
    }
}
