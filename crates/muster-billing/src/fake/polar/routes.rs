//! The fake Polar's routes.

use super::{Polar, shape};
use crate::fake::{Asked, Step, books::text, house::lock, page};
use axum::{
    Extension, Json, Router,
    extract::{Path, State},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::StatusCode;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

type Fake = State<Arc<Polar>>;

pub(super) fn routes(polar: Arc<Polar>) -> Router {
    Router::new()
        .route("/v1/customers/external/{external_id}/state", get(read_state))
        .route("/v1/checkouts/", post(open_checkout))
        .route("/v1/checkouts/{id}", get(read_checkout))
        .route("/v1/customer-sessions/", post(open_portal))
        .route("/v1/subscriptions/", get(list_subscriptions))
        .route("/v1/subscriptions/{id}", get(read).patch(change).delete(revoke))
        .route("/v1/products/{id}", get(read_product))
        .route("/v1/orders/", get(list_orders))
        .route("/v1/events/ingest", post(take_usage))
        .route("/v1/webhooks/endpoints", get(list_endpoints))
        .route("/checkout/{id}", get(show_checkout))
        .route("/checkout/{id}/pay", post(pay_checkout))
        .with_state(polar)
}

fn refuse(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error, "detail": error }))).into_response()
}

fn found(thing: Option<Value>) -> Response {
    match thing {
        Some(thing) => Json(thing).into_response(),
        None => refuse(StatusCode::NOT_FOUND, "ResourceNotFound"),
    }
}

fn page_of(items: &[Value], asked: &Asked) -> Json<Value> {
    let number = |name, usual| asked.asks(name).and_then(|it| it.parse().ok()).unwrap_or(usual);
    let (page, limit) = (number("page", 1_usize).max(1), number("limit", 10_usize).clamp(1, 100));
    let shown: Vec<_> = items.iter().skip((page - 1) * limit).take(limit).collect();
    let pagination = json!({ "total_count": items.len(), "max_page": items.len().div_ceil(limit) });
    Json(json!({ "items": shown, "pagination": pagination }))
}

async fn read_state(State(polar): Fake, Path(external_id): Path<String>) -> Response {
    found(lock(&polar.ledger).state(&external_id))
}

async fn open_checkout(State(polar): Fake, Extension(asked): Extension<Asked>) -> Response {
    (StatusCode::CREATED, Json(polar.open_checkout(&asked.content))).into_response()
}

async fn read_checkout(State(polar): Fake, Path(id): Path<String>) -> Response {
    found(lock(&polar.ledger).checkouts.get(&id).cloned())
}

async fn open_portal(State(polar): Fake, Extension(asked): Extension<Asked>) -> Response {
    let external_id = asked.says("/external_customer_id").unwrap_or_default();
    let customer = lock(&polar.ledger).customers.get(external_id).cloned();
    let Some(customer) = customer else {
        let wrong = json!({ "loc": ["body", "external_customer_id"], "msg": "Customer does not exist.", "type": "value_error" });
        let says = json!({ "error": "RequestValidationError", "detail": [wrong] });
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(says)).into_response();
    };
    let (id, now) = (polar.uuid(), polar.house.now());
    let session = json!({
        "id": id,
        "created_at": now,
        "modified_at": null,
        "token": format!("polar_cst_{id}"),
        "expires_at": now.after(Duration::from_hours(1)),
        "return_url": asked.content.get("return_url"),
        "customer_portal_url": format!("{}/portal?customer_session_token=polar_cst_{id}", polar.house.base),
        "customer_id": customer["id"],
        "customer": customer,
    });
    (StatusCode::CREATED, Json(session)).into_response()
}

async fn list_subscriptions(State(polar): Fake, Extension(asked): Extension<Asked>) -> Json<Value> {
    let ledger = lock(&polar.ledger);
    let customer = asked.asks("external_customer_id").map(|it| ledger.customers.get(it));
    let items = match customer {
        Some(Some(customer)) => ledger.subscriptions_of(text(customer, "id")),
        Some(None) => Vec::new(),
        None => ledger.subscriptions.values().cloned().collect(),
    };
    page_of(&items, &asked)
}

async fn read_product(Path(id): Path<String>) -> Response {
    let product = shape::product();
    found((text(&product, "id") == id).then_some(product))
}

/// Newest first, as it is asked for and as it is without asking.
async fn list_orders(State(polar): Fake, Extension(asked): Extension<Asked>) -> Json<Value> {
    let ledger = lock(&polar.ledger);
    let external_id = asked.asks("external_customer_id").unwrap_or_default();
    let customer = ledger.customers.get(external_id).map(|it| text(it, "id"));
    let orders = ledger.orders.values().rev();
    let theirs = orders.filter(|it| customer == Some(text(it, "customer_id")));
    page_of(&theirs.cloned().collect::<Vec<_>>(), &asked)
}

async fn read(State(polar): Fake, Path(id): Path<String>) -> Response {
    found(lock(&polar.ledger).subscriptions.get(&id).cloned())
}

async fn change(
    State(polar): Fake,
    Path(id): Path<String>,
    Extension(asked): Extension<Asked>,
) -> Response {
    let step = match asked.content.get("cancel_at_period_end").and_then(Value::as_bool) {
        Some(true) => Step::EndWithPeriod,
        Some(false) => Step::GoOn,
        None => Step::EndNow,
    };
    changed(&polar, &id, step).await
}

async fn revoke(State(polar): Fake, Path(id): Path<String>) -> Response {
    changed(&polar, &id, Step::EndNow).await
}

async fn changed(polar: &Polar, id: &str, step: Step) -> Response {
    let before = lock(&polar.ledger).subscriptions.get(id).cloned();
    if before.is_some_and(|it| text(&it, "status") == "canceled") {
        return refuse(StatusCode::FORBIDDEN, "AlreadyCanceledSubscription");
    }
    polar.step(id, step);
    polar.house.deliver().await;
    found(lock(&polar.ledger).subscriptions.get(id).cloned())
}

async fn take_usage(State(polar): Fake, Extension(asked): Extension<Asked>) -> Json<Value> {
    let events = asked.content.get("events").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut ledger = lock(&polar.ledger);
    let mut inserted = 0;
    for event in &events {
        let id = match text(event, "external_id") {
            "" => polar.uuid(),
            ours => ours.to_owned(),
        };
        // The first one counts, whatever a later one says.
        if let std::collections::btree_map::Entry::Vacant(place) = ledger.usage.entry(id) {
            place.insert(event.clone());
            inserted += 1;
        }
    }
    Json(json!({ "inserted": inserted, "duplicates": events.len() - inserted }))
}

async fn list_endpoints(State(polar): Fake, Extension(asked): Extension<Asked>) -> Json<Value> {
    let shown = |it: &crate::fake::post::Listener| {
        json!({
            "id": it.id,
            "created_at": polar.house.now(),
            "modified_at": null,
            "url": it.address,
            "name": null,
            "format": "raw",
            "secret": it.secret.reveal(),
            "organization_id": shape::customer()["organization_id"],
            "events": ["customer.state_changed"],
            "enabled": it.is_enabled,
        })
    };
    let all: Vec<_> = polar.house.post.listeners().iter().map(shown).collect();
    page_of(&all, &asked)
}

async fn show_checkout(
    State(polar): Fake,
    Path(id): Path<String>,
) -> Result<Html<String>, StatusCode> {
    let ledger = lock(&polar.ledger);
    let checkout = ledger.checkouts.get(&id).ok_or(StatusCode::NOT_FOUND)?;
    let is_open = text(checkout, "status") == "open";
    Ok(page::checkout("Cloud workers", &format!("/checkout/{id}/pay"), is_open))
}

async fn pay_checkout(State(polar): Fake, Path(id): Path<String>) -> Result<Redirect, StatusCode> {
    if !polar.pay(&id) {
        return Err(StatusCode::CONFLICT);
    }
    polar.house.deliver().await;
    let ledger = lock(&polar.ledger);
    let checkout = ledger.checkouts.get(&id).ok_or(StatusCode::NOT_FOUND)?;
    Ok(Redirect::to(&text(checkout, "success_url").replace("{CHECKOUT_ID}", &id)))
}
