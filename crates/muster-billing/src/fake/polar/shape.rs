//! The shapes of Polar's things: every field that the specification asks for.

use super::{BENEFIT, PRODUCT};
use crate::fake::books::{only, patch, text};
use serde_json::{Value, json};

/// A sample of a thing, with all fields that it has to have.
fn sample(text: &str) -> Value {
    serde_json::from_str(text).expect("the sample beside this file is JSON")
}

pub(super) fn product() -> Value {
    patch(sample(include_str!("samples/product.json")), json!({ "id": PRODUCT }))
}

pub(super) fn benefit() -> Value {
    patch(sample(include_str!("samples/benefit.json")), json!({ "id": BENEFIT }))
}

pub(super) fn customer() -> Value {
    sample(include_str!("samples/customer.json"))
}

pub(super) fn order() -> Value {
    sample(include_str!("samples/order.json"))
}

pub(super) fn checkout() -> Value {
    sample(include_str!("samples/checkout.json"))
}

pub(super) fn subscription() -> Value {
    let with = json!({ "product": product() });
    patch(sample(include_str!("samples/subscription.json")), with)
}

/// What a state shows of a subscription.
const IN_STATE: &[&str] = &[
    "id",
    "created_at",
    "modified_at",
    "metadata",
    "status",
    "amount",
    "currency",
    "recurring_interval",
    "current_period_start",
    "current_period_end",
    "trial_start",
    "trial_end",
    "cancel_at_period_end",
    "canceled_at",
    "started_at",
    "ends_at",
    "product_id",
    "discount_id",
    "meters",
];

/// A customer's state: subscriptions that are past due or paused are not in it.
pub(super) fn state(customer: &Value, subscriptions: &[Value], grants: &[Value]) -> Value {
    let is_active = |it: &&Value| ["active", "trialing"].contains(&text(it, "status"));
    let active: Vec<_> =
        subscriptions.iter().filter(is_active).map(|it| only(it, IN_STATE)).collect();
    let granted: Vec<_> = grants.iter().map(in_state).collect();
    let lists = json!({
        "active_subscriptions": active,
        "granted_benefits": granted,
        "active_meters": [],
    });
    patch(customer.clone(), lists)
}

fn in_state(grant: &Value) -> Value {
    let names = ["id", "created_at", "modified_at", "granted_at", "benefit_id", "properties"];
    patch(only(grant, &names), json!({ "benefit_type": "custom", "benefit_metadata": {} }))
}
