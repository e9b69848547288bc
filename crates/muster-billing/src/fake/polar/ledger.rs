//! What the fake Polar remembers, and how it changes.

use super::{BENEFIT, PRODUCT, Polar, shape};
use crate::fake::{
    Message, Step,
    books::{Book, patch, text},
    house::lock,
};
use muster_core::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

const PERIOD: Duration = Duration::from_hours(30 * 24);

#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// By our id of them.
    pub(super) customers: Book,
    pub(super) checkouts: Book,
    pub(super) subscriptions: Book,
    pub(super) grants: Book,
    pub(super) orders: Book,
    pub(super) usage: Book,
}

impl Ledger {
    /// Our id of a customer of theirs.
    fn external_id(&self, customer_id: &str) -> Option<String> {
        let mut all = self.customers.iter();
        all.find(|(_, it)| text(it, "id") == customer_id).map(|(external, _)| external.clone())
    }

    pub(super) fn subscriptions_of(&self, customer_id: &str) -> Vec<Value> {
        let all = self.subscriptions.values();
        all.filter(|it| text(it, "customer_id") == customer_id).cloned().collect()
    }

    pub(super) fn state(&self, external_id: &str) -> Option<Value> {
        let customer = self.customers.get(external_id)?;
        let id = text(customer, "id");
        let grants = self
            .grants
            .values()
            .filter(|it| text(it, "customer_id") == id && it["is_granted"] == Value::Bool(true));
        let grants: Vec<_> = grants.cloned().collect();
        Some(shape::state(customer, &self.subscriptions_of(id), &grants))
    }
}

impl Polar {
    pub(super) fn uuid(&self) -> String {
        format!("00000000-0000-4000-8000-{:012x}", self.house.number())
    }

    pub(super) fn usage(&self) -> Book {
        lock(&self.ledger).usage.clone()
    }

    fn write(&self, kind: &str, data: &Value) {
        let body = json!({ "type": kind, "timestamp": self.house.now(), "data": data });
        let id = format!("msg_{:08}", self.house.number());
        let body = body.to_string().into_bytes();
        self.house.post.write(Message { id, kind: kind.to_owned(), body });
    }

    fn write_state(&self, ledger: &Ledger, external_id: &str) {
        if let Some(state) = ledger.state(external_id) {
            self.write("customer.state_changed", &state);
        }
    }

    pub(super) fn open_checkout(&self, content: &Value) -> Value {
        let id = self.uuid();
        let asked = json!({
            "id": id,
            "created_at": self.house.now(),
            "expires_at": self.house.now().after(Duration::from_hours(1)),
            "url": format!("{}/checkout/{id}", self.house.base),
            "client_secret": format!("polar_cs_{id}"),
            "external_customer_id": content.get("external_customer_id"),
            "customer_email": content.get("customer_email"),
            "success_url": content.get("success_url").and_then(Value::as_str).unwrap_or_default(),
            "return_url": content.get("return_url"),
            "product_id": content.pointer("/products/0"),
        });
        let checkout = patch(shape::checkout(), asked);
        lock(&self.ledger).checkouts.insert(id, checkout.clone());
        checkout
    }

    pub(super) fn pay(&self, id: &str) -> bool {
        let mut ledger = lock(&self.ledger);
        let Some(checkout) = ledger.checkouts.get(id).cloned() else { return false };
        if text(&checkout, "status") != "open" {
            return false;
        }
        let external_id = match text(&checkout, "external_customer_id") {
            "" => self.uuid(),
            ours => ours.to_owned(),
        };
        let customer = self.customer(&mut ledger, &external_id);
        let subscription = self.subscribe(&mut ledger, &customer, id);
        let paid = json!({
            "status": "succeeded",
            "modified_at": self.house.now(),
            "customer_id": customer["id"],
            "subscription_id": subscription["id"],
        });
        let checkout = patch(checkout, paid);
        ledger.checkouts.insert(id.to_owned(), checkout.clone());
        self.write("checkout.updated", &checkout);
        self.write("subscription.created", &subscription);
        self.write("subscription.active", &subscription);
        self.order(&mut ledger, &subscription, "subscription_create");
        self.settle_grant(&mut ledger, &subscription);
        self.write_state(&ledger, &external_id);
        true
    }

    fn order(&self, ledger: &mut Ledger, subscription: &Value, reason: &str) {
        let id = self.uuid();
        let is = json!({
            "id": id,
            "created_at": self.house.now(),
            "billing_reason": reason,
            "invoice_number": format!("FAKE-{:04}", ledger.orders.len() + 1),
            "customer_id": subscription["customer_id"],
            "customer": subscription["customer"],
            "product_id": PRODUCT,
            "subscription_id": subscription["id"],
        });
        let order = patch(shape::order(), is);
        ledger.orders.insert(id, order.clone());
        self.write("order.paid", &order);
    }

    fn customer(&self, ledger: &mut Ledger, external_id: &str) -> Value {
        if let Some(known) = ledger.customers.get(external_id) {
            return known.clone();
        }
        let is = json!({
            "id": self.uuid(),
            "created_at": self.house.now(),
            "external_id": external_id,
        });
        let customer = patch(shape::customer(), is);
        ledger.customers.insert(external_id.to_owned(), customer.clone());
        customer
    }

    fn subscribe(&self, ledger: &mut Ledger, customer: &Value, checkout: &str) -> Value {
        let (id, now) = (self.uuid(), self.house.now());
        let is = json!({
            "id": id,
            "status": "active",
            "created_at": now,
            "modified_at": now,
            "started_at": now,
            "current_period_start": now,
            "current_period_end": now.after(PERIOD),
            "customer_id": customer["id"],
            "customer": customer,
            "product_id": PRODUCT,
            "checkout_id": checkout,
        });
        let subscription = patch(shape::subscription(), is);
        ledger.subscriptions.insert(id, subscription.clone());
        subscription
    }

    pub(super) fn step(&self, id: &str, step: Step) -> bool {
        let mut ledger = lock(&self.ledger);
        let Some(before) = ledger.subscriptions.get(id).cloned() else { return false };
        let (kind, changes) = change(&before, step, self.house.now());
        let changed = patch(before, patch(changes, json!({ "modified_at": self.house.now() })));
        ledger.subscriptions.insert(id.to_owned(), changed.clone());
        self.write(kind, &changed);
        if let Step::Renew | Step::PaymentComes = step {
            self.order(&mut ledger, &changed, "subscription_cycle");
        }
        self.settle_grant(&mut ledger, &changed);
        if let Some(external_id) = ledger.external_id(text(&changed, "customer_id")) {
            self.write_state(&ledger, &external_id);
        }
        true
    }

    /// The benefit is given as long as the subscription runs or may still be paid.
    fn settle_grant(&self, ledger: &mut Ledger, subscription: &Value) {
        let is_due = ["active", "trialing", "past_due"].contains(&text(subscription, "status"));
        let customer = &subscription["customer_id"];
        let known = ledger.grants.values().find(|it| it["customer_id"] == *customer).cloned();
        let is_given = known.as_ref().is_some_and(|it| it["is_granted"] == Value::Bool(true));
        if is_due == is_given {
            return;
        }
        let kind = match (is_due, &known) {
            (true, None) => "benefit_grant.created",
            (true, Some(_)) => "benefit_grant.updated",
            (false, _) => "benefit_grant.revoked",
        };
        let grant = known.unwrap_or_else(|| self.new_grant(subscription));
        let now = self.house.now();
        let is = if is_due {
            json!({ "is_granted": true, "granted_at": now, "is_revoked": false, "revoked_at": null })
        } else {
            json!({ "is_granted": false, "is_revoked": true, "revoked_at": now })
        };
        let grant = patch(grant, patch(is, json!({ "modified_at": now })));
        ledger.grants.insert(text(&grant, "id").to_owned(), grant.clone());
        self.write(kind, &grant);
    }

    fn new_grant(&self, subscription: &Value) -> Value {
        json!({
            "id": self.uuid(),
            "created_at": self.house.now(),
            "subscription_id": subscription["id"],
            "order_id": null,
            "customer_id": subscription["customer_id"],
            "customer": subscription["customer"],
            "benefit_id": BENEFIT,
            "benefit": shape::benefit(),
            "properties": {},
        })
    }
}

/// What a step changes, and what Polar calls it.
fn change(before: &Value, step: Step, now: Timestamp) -> (&'static str, Value) {
    let end = &before["current_period_end"];
    let period_end = serde_json::from_value::<Timestamp>(end.clone()).unwrap_or(now);
    match step {
        Step::PaymentFails => {
            ("subscription.past_due", json!({ "status": "past_due", "past_due_at": now }))
        }
        Step::PaymentComes => {
            ("subscription.active", json!({ "status": "active", "past_due_at": null }))
        }
        Step::Renew => {
            let next = period_end.after(PERIOD);
            let period = json!({ "current_period_start": end, "current_period_end": next });
            ("subscription.cycled", period)
        }
        Step::Pause => ("subscription.paused", json!({ "status": "paused", "paused_at": now })),
        Step::Resume => ("subscription.resumed", json!({ "status": "active", "paused_at": null })),
        Step::EndWithPeriod => (
            "subscription.canceled",
            json!({ "cancel_at_period_end": true, "canceled_at": now, "ends_at": end }),
        ),
        Step::GoOn => (
            "subscription.uncanceled",
            json!({ "cancel_at_period_end": false, "canceled_at": null, "ends_at": null }),
        ),
        Step::EndNow => (
            "subscription.revoked",
            json!({ "status": "canceled", "canceled_at": now, "ended_at": now, "ends_at": now }),
        ),
    }
}
