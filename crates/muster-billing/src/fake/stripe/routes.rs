//! The fake Stripe's routes.

use super::{Stripe, error, shape};
use crate::{
    Secret,
    fake::{Asked, Step, books::text, house::lock, page, post::Listener},
};
use axum::{
    Extension, Json, Router,
    extract::{Path, Request, State},
    middleware::{Next, from_fn_with_state},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;

type Fake = State<Arc<Stripe>>;

pub(super) fn routes(stripe: Arc<Stripe>) -> Router {
    Router::new()
        .route("/v1/checkout/sessions", post(open_checkout))
        .route("/v1/checkout/sessions/{id}", get(read_checkout))
        .route("/v1/billing_portal/sessions", post(open_portal))
        .route("/v1/subscriptions", get(list_subscriptions))
        .route("/v1/subscriptions/{id}", get(read).post(change).delete(end))
        .route("/v1/prices/{id}", get(read_price))
        .route("/v1/invoices", get(list_invoices))
        .route("/v1/billing/meter_events", post(take_usage))
        .route("/v1/webhook_endpoints", get(list_endpoints).post(add_endpoint))
        .layer(from_fn_with_state(Arc::clone(&stripe), repeats))
        .route("/checkout/{id}", get(show_checkout))
        .route("/checkout/{id}/pay", post(pay_checkout))
        .with_state(stripe)
}

async fn repeats(State(stripe): Fake, request: Request, next: Next) -> Response {
    stripe.repeats.answer(request, next).await
}

fn found(thing: Option<Value>, what: &str, id: &str) -> Response {
    match thing {
        Some(thing) => Json(thing).into_response(),
        None => missing(StatusCode::NOT_FOUND, what, id),
    }
}

fn missing(status: StatusCode, what: &str, id: &str) -> Response {
    let says = error(&format!("No such {what}: '{id}'"), Some("resource_missing"));
    (status, Json(says)).into_response()
}

async fn open_checkout(State(stripe): Fake, Extension(asked): Extension<Asked>) -> Response {
    // What the specification cannot say: which parameters a mode needs.
    let needed = ["/line_items/0/price", "/success_url"];
    match needed.iter().find(|name| asked.says(name).is_none()) {
        Some(name) => {
            let says =
                error(&format!("Missing required param: {name}."), Some("parameter_missing"));
            (StatusCode::BAD_REQUEST, Json(says)).into_response()
        }
        None => Json(stripe.open_checkout(&asked)).into_response(),
    }
}

async fn read_checkout(State(stripe): Fake, Path(id): Path<String>) -> Response {
    let session = lock(&stripe.ledger).checkouts.get(&id).map(shape::shown);
    found(session, "checkout.session", &id)
}

async fn open_portal(State(stripe): Fake, Extension(asked): Extension<Asked>) -> Response {
    let customer = asked.says("/customer").unwrap_or_default();
    if lock(&stripe.ledger).subscriptions_of(customer).is_empty() {
        return missing(StatusCode::BAD_REQUEST, "customer", customer);
    }
    let id = stripe.id("bps");
    Json(json!({
        "id": id,
        "object": "billing_portal.session",
        "created": stripe.seconds(),
        "customer": customer,
        "livemode": false,
        "return_url": asked.says("/return_url"),
        "url": format!("{}/portal/{id}", stripe.house.base),
    }))
    .into_response()
}

async fn list_subscriptions(State(stripe): Fake, Extension(asked): Extension<Asked>) -> Response {
    let customer = asked.asks("customer").unwrap_or_default();
    let all = lock(&stripe.ledger).subscriptions_of(customer);
    if all.is_empty() {
        return missing(StatusCode::BAD_REQUEST, "customer", customer);
    }
    let is_wanted = |it: &Value| match asked.asks("status") {
        Some("all") => true,
        Some(status) => text(it, "status") == status,
        None => text(it, "status") != "canceled",
    };
    let wanted: Vec<_> = all.into_iter().filter(is_wanted).collect();
    let after = asked
        .asks("starting_after")
        .and_then(|last| wanted.iter().position(|it| text(it, "id") == last));
    let begin = after.map_or(0, |at| at + 1);
    let limit = asked.asks("limit").and_then(|it| it.parse().ok()).unwrap_or(10_usize);
    let shown: Vec<_> = wanted.iter().skip(begin).take(limit).cloned().collect();
    let has_more = begin + shown.len() < wanted.len();
    let mut list = shape::list("/v1/subscriptions", &shown);
    list["has_more"] = has_more.into();
    Json(list).into_response()
}

async fn read_price(Path(id): Path<String>) -> Response {
    found(id.starts_with("price_").then(|| shape::price_of(&id)), "price", &id)
}

/// Newest first.
async fn list_invoices(State(stripe): Fake, Extension(asked): Extension<Asked>) -> Json<Value> {
    let ledger = lock(&stripe.ledger);
    let customer = asked.asks("customer").unwrap_or_default();
    let limit = asked.asks("limit").and_then(|it| it.parse().ok()).unwrap_or(10_usize);
    let theirs = ledger.invoices.values().rev().filter(|it| text(it, "customer") == customer);
    Json(shape::list("/v1/invoices", &theirs.take(limit).cloned().collect::<Vec<_>>()))
}

async fn read(State(stripe): Fake, Path(id): Path<String>) -> Response {
    found(lock(&stripe.ledger).subscriptions.get(&id).cloned(), "subscription", &id)
}

async fn change(
    State(stripe): Fake,
    Path(id): Path<String>,
    Extension(asked): Extension<Asked>,
) -> Response {
    let step = match asked.says("/cancel_at_period_end") {
        Some("true") => Step::EndWithPeriod,
        _ => Step::GoOn,
    };
    changed(&stripe, &id, step).await
}

async fn end(State(stripe): Fake, Path(id): Path<String>) -> Response {
    changed(&stripe, &id, Step::EndNow).await
}

async fn changed(stripe: &Stripe, id: &str, step: Step) -> Response {
    let before = lock(&stripe.ledger).subscriptions.get(id).cloned();
    if before.is_none_or(|it| text(&it, "status") == "canceled") {
        return missing(StatusCode::NOT_FOUND, "subscription", id);
    }
    stripe.step(id, step);
    stripe.house.deliver().await;
    found(lock(&stripe.ledger).subscriptions.get(id).cloned(), "subscription", id)
}

async fn take_usage(State(stripe): Fake, Extension(asked): Extension<Asked>) -> Response {
    let id = asked.says("/identifier").map_or_else(|| stripe.id("mtr"), str::to_owned);
    let mut ledger = lock(&stripe.ledger);
    if ledger.usage.contains_key(&id) {
        let says = error(&format!("An event already exists with identifier {id}."), None);
        return (StatusCode::BAD_REQUEST, Json(says)).into_response();
    }
    let mut event = asked.content;
    event["object"] = "billing.meter_event".into();
    event["identifier"] = id.clone().into();
    event["created"] = stripe.seconds().into();
    event["livemode"] = false.into();
    ledger.usage.insert(id, event.clone());
    Json(event).into_response()
}

fn endpoint(it: &Listener, now: i64) -> Value {
    let status = if it.is_enabled { "enabled" } else { "disabled" };
    json!({
        "id": it.id,
        "object": "webhook_endpoint",
        "api_version": "2026-10-28.endive",
        "created": now,
        "enabled_events": ["*"],
        "livemode": false,
        "status": status,
        "url": it.address,
    })
}

async fn list_endpoints(State(stripe): Fake) -> Json<Value> {
    let all = stripe.house.post.listeners();
    let all: Vec<_> = all.iter().map(|it| endpoint(it, stripe.seconds())).collect();
    Json(shape::list("/v1/webhook_endpoints", &all))
}

/// The secret is shown once, here.
async fn add_endpoint(State(stripe): Fake, Extension(asked): Extension<Asked>) -> Response {
    let (id, address) = (stripe.id("we"), asked.says("/url").unwrap_or_default());
    let secret = format!("whsec_{id}");
    stripe.house.post.listen(id.clone(), address, Secret::new(&*secret));
    let made = stripe.house.post.listeners().into_iter().find(|it| it.id == id);
    let mut shown = made.map_or(Value::Null, |it| endpoint(&it, stripe.seconds()));
    shown["secret"] = secret.into();
    Json(shown).into_response()
}

async fn show_checkout(
    State(stripe): Fake,
    Path(id): Path<String>,
) -> Result<Html<String>, StatusCode> {
    let ledger = lock(&stripe.ledger);
    let session = ledger.checkouts.get(&id).ok_or(StatusCode::NOT_FOUND)?;
    let is_open = text(session, "status") == "open";
    Ok(page::checkout(text(session, "price"), &format!("/checkout/{id}/pay"), is_open))
}

async fn pay_checkout(State(stripe): Fake, Path(id): Path<String>) -> Result<Redirect, StatusCode> {
    if !stripe.pay(&id) {
        return Err(StatusCode::CONFLICT);
    }
    stripe.house.deliver().await;
    let ledger = lock(&stripe.ledger);
    let session = ledger.checkouts.get(&id).ok_or(StatusCode::NOT_FOUND)?;
    Ok(Redirect::to(&text(session, "success_url").replace("{CHECKOUT_SESSION_ID}", &id)))
}
