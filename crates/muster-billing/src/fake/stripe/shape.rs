//! The shapes of Stripe's things, as far as anybody of ours or of theirs looks at them.

use crate::fake::books::{patch, text};
use serde_json::{Value, json};

pub(super) fn list(url: &str, data: &[Value]) -> Value {
    json!({ "object": "list", "url": url, "has_more": false, "data": data })
}

pub(super) fn checkout() -> Value {
    json!({
        "object": "checkout.session",
        "status": "open",
        "payment_status": "unpaid",
        "ui_mode": "hosted_page",
        "livemode": false,
        "currency": "usd",
        "amount_total": 1900,
        "customer_email": null,
        "subscription": null,
        "metadata": {},
    })
}

/// A session without what Stripe only remembers.
pub(super) fn shown(session: &Value) -> Value {
    let mut shown = session.clone();
    if let Value::Object(fields) = &mut shown {
        fields.remove("price");
        fields.remove("subscription_metadata");
    }
    shown
}

pub(super) fn subscription() -> Value {
    json!({
        "object": "subscription",
        "status": "incomplete",
        "livemode": false,
        "currency": "usd",
        "collection_method": "charge_automatically",
        "cancel_at_period_end": false,
        "cancel_at": null,
        "canceled_at": null,
        "ended_at": null,
        "trial_start": null,
        "trial_end": null,
        "pause_collection": null,
        "latest_invoice": null,
    })
}

/// The period stands here and not with the subscription.
pub(super) fn item(id: &str, price: &str, (start, end): (i64, i64)) -> Value {
    json!({
        "id": id,
        "object": "subscription_item",
        "quantity": 1,
        "current_period_start": start,
        "current_period_end": end,
        "price": price_of(price),
    })
}

/// Everything costs the same here.
pub(super) fn price_of(id: &str) -> Value {
    json!({
        "id": id,
        "object": "price",
        "active": true,
        "currency": "usd",
        "unit_amount": 1900,
        "type": "recurring",
        "recurring": { "interval": "month", "interval_count": 1, "usage_type": "licensed" },
    })
}

/// The subscription stands below the parent, and the price below the pricing.
pub(super) fn invoice(id: &str, subscription: &Value, now: i64, is_paid: bool) -> Value {
    let item = &subscription["items"]["data"][0];
    let line = json!({
        "object": "line_item",
        "amount": 1900,
        "period": { "start": item["current_period_start"], "end": item["current_period_end"] },
        "pricing": {
            "type": "price_details",
            "price_details": { "price": item["price"]["id"], "product": "prod_fake" },
        },
    });
    let details =
        json!({ "subscription": subscription["id"], "metadata": subscription["metadata"] });
    let invoice = json!({
        "id": id,
        "object": "invoice",
        "created": now,
        "customer": text(subscription, "customer"),
        "currency": "usd",
        "amount_due": 1900,
        "total": 1900,
        "number": id.to_ascii_uppercase(),
        "livemode": false,
        "lines": list("/v1/invoices/lines", &[line]),
        "parent": { "type": "subscription_details", "subscription_details": details },
    });
    let status = if is_paid { "paid" } else { "open" };
    patch(invoice, json!({ "status": status, "amount_paid": if is_paid { 1900 } else { 0 } }))
}
