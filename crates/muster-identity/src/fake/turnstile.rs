//! A fake of Turnstile: responses that it has given out count once, for five minutes.

use super::house::{Fault, House, World, lock};
use crate::{
    Secret,
    address::{Address, BadAddress, Reach},
};
use axum::{Form, Json, Router, extract::State, routing::post};
use muster_core::Timestamp;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

const SECRET: &str = "0x4AAAAAAA-turnstile-secret";
const LIFETIME: Duration = Duration::from_mins(5);

#[derive(Debug)]
struct Inner {
    house: Arc<House>,
    out: Mutex<BTreeMap<String, Timestamp>>,
}

/// The fake.
#[derive(Debug, Clone)]
pub struct FakeTurnstile(Arc<Inner>);

impl FakeTurnstile {
    /// Starts it.
    pub async fn start(world: World) -> io::Result<Self> {
        let (house, listener) = House::build(world).await?;
        let fake = Self(Arc::new(Inner { house: Arc::clone(&house), out: Mutex::default() }));
        let routes = Router::new().route("/turnstile/v0/siteverify", post(verify));
        house.open(listener, routes.with_state(fake.clone()));
        Ok(fake)
    }

    /// The secret that it knows.
    pub fn secret(&self) -> Secret {
        Secret::new(SECRET)
    }

    /// Where it is asked.
    pub fn address(&self) -> Result<Address, BadAddress> {
        let text = format!("{}/turnstile/v0/siteverify", self.0.house.base);
        Address::parse(&text, Reach::LoopbackToo)
    }

    /// What the browser of a person gets.
    pub fn solve(&self) -> String {
        let word = self.0.house.word();
        lock(&self.0.out).insert(word.clone(), self.0.house.now().after(LIFETIME));
        word
    }

    /// Lets the next request go wrong.
    pub fn fail_next(&self, fault: Fault) {
        self.0.house.fail_next(fault);
    }
}

async fn verify(
    State(fake): State<FakeTurnstile>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Json<Value> {
    let no = |code: &str| Json(json!({ "success": false, "error-codes": [code] }));
    let word = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    if word("secret") != SECRET {
        return no("invalid-input-secret");
    }
    match lock(&fake.0.out).remove(word("response")) {
        Some(until) if fake.0.house.now() < until => Json(json!({
            "success": true, "error-codes": [], "hostname": "muster.example",
        })),
        _ => no("timeout-or-duplicate"),
    }
}
