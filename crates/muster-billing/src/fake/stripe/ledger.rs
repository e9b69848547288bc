//! What the fake Stripe remembers, and how it changes.

use super::{Stripe, shape};
use crate::fake::{
    Asked, Message, Step,
    books::{Book, patch, text},
    house::lock,
};
use serde_json::{Value, json};

/// Thirty days in seconds.
const PERIOD: i64 = 30 * 24 * 60 * 60;

#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) checkouts: Book,
    pub(super) subscriptions: Book,
    pub(super) invoices: Book,
    pub(super) usage: Book,
}

impl Ledger {
    pub(super) fn subscriptions_of(&self, customer: &str) -> Vec<Value> {
        let all = self.subscriptions.values();
        all.filter(|it| text(it, "customer") == customer).cloned().collect()
    }
}

impl Stripe {
    pub(super) fn id(&self, prefix: &str) -> String {
        format!("{prefix}_{:014}", self.house.number())
    }

    pub(super) fn seconds(&self) -> i64 {
        self.house.now().millis() / 1_000
    }

    pub(super) fn usage(&self) -> Book {
        lock(&self.ledger).usage.clone()
    }

    fn write(&self, kind: &str, object: &Value) {
        let id = self.id("evt");
        let body = json!({
            "id": id,
            "object": "event",
            "api_version": "2026-10-28.endive",
            "created": self.seconds(),
            "data": { "object": object },
            "livemode": false,
            "pending_webhooks": 1,
            "request": { "id": null, "idempotency_key": null },
            "type": kind,
        });
        let body = body.to_string().into_bytes();
        self.house.post.write(Message { id, kind: kind.to_owned(), body });
    }

    pub(super) fn open_checkout(&self, asked: &Asked) -> Value {
        let id = self.id("cs_test");
        let is = json!({
            "id": id,
            "created": self.seconds(),
            "expires_at": self.seconds() + 24 * 60 * 60,
            "url": format!("{}/checkout/{id}", self.house.base),
            "mode": asked.says("/mode"),
            "success_url": asked.says("/success_url"),
            "cancel_url": asked.says("/cancel_url"),
            "client_reference_id": asked.says("/client_reference_id"),
            "customer": asked.says("/customer"),
        });
        let session = patch(shape::checkout(), is);
        // Stripe shows neither of these in a session; it remembers them.
        let remembered = json!({
            "price": asked.says("/line_items/0/price"),
            "subscription_metadata": asked.content.pointer("/subscription_data/metadata"),
        });
        lock(&self.ledger).checkouts.insert(id, patch(session.clone(), remembered));
        session
    }

    pub(super) fn pay(&self, id: &str) -> bool {
        let mut ledger = lock(&self.ledger);
        let Some(session) = ledger.checkouts.get(id).cloned() else { return false };
        if text(&session, "status") != "open" {
            return false;
        }
        let customer = match text(&session, "customer") {
            "" => self.id("cus"),
            known => known.to_owned(),
        };
        let unpaid = self.subscribe(&session, &customer);
        let paid = patch(unpaid.clone(), json!({ "status": "active" }));
        let session = patch(
            session,
            json!({
                "status": "complete",
                "payment_status": "paid",
                "url": null,
                "customer": customer,
                "subscription": unpaid["id"],
            }),
        );
        ledger.checkouts.insert(id.to_owned(), session.clone());
        ledger.subscriptions.insert(text(&paid, "id").to_owned(), paid.clone());
        self.write("customer.subscription.created", &unpaid);
        self.write_invoice(&mut ledger, &paid, true);
        self.write("customer.subscription.updated", &paid);
        self.write("checkout.session.completed", &shape::shown(&session));
        true
    }

    fn subscribe(&self, session: &Value, customer: &str) -> Value {
        let now = self.seconds();
        let item = shape::item(&self.id("si"), text(session, "price"), (now, now + PERIOD));
        let metadata = session.get("subscription_metadata").filter(|it| it.is_object());
        let is = json!({
            "id": self.id("sub"),
            "created": now,
            "start_date": now,
            "billing_cycle_anchor": now,
            "customer": customer,
            "items": shape::list("/v1/subscription_items", &[item]),
            "metadata": metadata.cloned().unwrap_or(json!({})),
        });
        patch(shape::subscription(), is)
    }

    fn write_invoice(&self, ledger: &mut Ledger, subscription: &Value, is_paid: bool) {
        let id = self.id("in");
        let page = format!("{}/invoice/{id}", self.house.base);
        let invoice = shape::invoice(&id, subscription, self.seconds(), is_paid);
        let invoice = patch(invoice, json!({ "hosted_invoice_url": page }));
        ledger.invoices.insert(id, invoice.clone());
        if is_paid {
            self.write("invoice.paid", &invoice);
            self.write("invoice.payment_succeeded", &invoice);
        } else {
            self.write("invoice.payment_failed", &invoice);
        }
    }

    pub(super) fn step(&self, id: &str, step: Step) -> bool {
        let mut ledger = lock(&self.ledger);
        let Some(before) = ledger.subscriptions.get(id).cloned() else { return false };
        let (kind, after) = change(before, step, self.seconds());
        ledger.subscriptions.insert(id.to_owned(), after.clone());
        match step {
            Step::PaymentFails => self.write_invoice(&mut ledger, &after, false),
            Step::PaymentComes | Step::Renew => self.write_invoice(&mut ledger, &after, true),
            Step::Pause | Step::Resume | Step::EndWithPeriod | Step::GoOn | Step::EndNow => {}
        }
        self.write(kind, &after);
        true
    }
}

/// What a step makes of a subscription, and what Stripe calls it.
fn change(before: Value, step: Step, now: i64) -> (&'static str, Value) {
    const UPDATED: &str = "customer.subscription.updated";
    match step {
        // The new period has begun, and its bill is open.
        Step::PaymentFails => {
            (UPDATED, patch(next_period(before), json!({ "status": "past_due" })))
        }
        Step::PaymentComes => (UPDATED, patch(before, json!({ "status": "active" }))),
        Step::Renew => (UPDATED, next_period(before)),
        Step::Pause => {
            ("customer.subscription.paused", patch(before, json!({ "status": "paused" })))
        }
        Step::Resume => {
            ("customer.subscription.resumed", patch(before, json!({ "status": "active" })))
        }
        Step::EndWithPeriod => {
            let ends = json!({ "cancel_at_period_end": true, "canceled_at": now });
            (UPDATED, patch(before, ends))
        }
        Step::GoOn => {
            let goes_on = json!({ "cancel_at_period_end": false, "canceled_at": null });
            (UPDATED, patch(before, goes_on))
        }
        Step::EndNow => {
            let ended = json!({ "status": "canceled", "canceled_at": now, "ended_at": now });
            ("customer.subscription.deleted", patch(before, ended))
        }
    }
}

fn next_period(mut subscription: Value) -> Value {
    if let Some(item) = subscription.pointer_mut("/items/data/0") {
        let end = item["current_period_end"].as_i64().unwrap_or_default();
        item["current_period_start"] = end.into();
        item["current_period_end"] = (end + PERIOD).into();
    }
    subscription
}
