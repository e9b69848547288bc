//! A fake Stripe: any price can be bought.

mod ledger;
mod repeats;
mod routes;
mod shape;

use super::{
    Asked, Delivered, Fault, Message, Step, World,
    books::Book,
    house::{House, Manners},
    post::Post,
};
use crate::{
    Secret,
    id::{CheckoutId, SubscriptionId},
    outbound::BoxError,
    settings::StripeSettings,
    stripe,
};
use http::StatusCode;
use ledger::Ledger;
use repeats::Repeats;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use url::Url;

/// The key that the fake accepts.
const KEY: &str = "sk_test_fake";

/// A fake Stripe that runs.
#[derive(Debug, Clone)]
pub struct FakeStripe(Arc<Stripe>);

#[derive(Debug)]
struct Stripe {
    house: Arc<House>,
    ledger: Mutex<Ledger>,
    repeats: Repeats,
}

fn error(message: &str, code: Option<&str>) -> Value {
    let says = json!({ "type": "invalid_request_error", "message": message, "code": code });
    json!({ "error": says })
}

fn manners() -> Manners {
    Manners {
        key: KEY,
        unauthorised: || error("Invalid API Key provided: sk_****", None),
        wrong: |wrongs| (StatusCode::BAD_REQUEST, error(&wrongs.join("; "), None)),
        version: None,
    }
}

impl FakeStripe {
    /// Starts one on a free port of this machine.
    pub async fn start(world: World) -> Result<Self, BoxError> {
        let sign = |secret: &Secret, message: &Message, seconds| {
            stripe::sign(&[secret], seconds, &message.body)
        };
        let (house, listener) = House::build(world, manners(), Post::new(sign)?).await?;
        let (ledger, repeats) = (Mutex::default(), Repeats::default());
        let stripe = Arc::new(Stripe { house: Arc::clone(&house), ledger, repeats });
        house.open(listener, routes::routes(Arc::clone(&stripe)));
        Ok(Self(stripe))
    }

    /// What has to be set to reach it.
    pub fn settings(&self) -> Result<StripeSettings, BoxError> {
        Ok(StripeSettings { base: self.base().parse()?, key: Secret::new(KEY) })
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
        let id = self.0.id("we");
        self.0.house.post.listen(id, address.as_str(), secret);
    }

    /// Gives up an address, as after days of failures.
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
    pub fn usage(&self) -> Book {
        self.0.usage()
    }
}
