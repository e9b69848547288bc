//! What billers tell by themselves, and what others tell in their name.

use super::{Shop, press_pay, secret};
use crate::{cloud::Cloud, guard::token, wire::Wire};
use futures_util::{StreamExt, stream};
use muster_billing::{
    Secret,
    fake::{FakeStripe, Message, Step},
    stripe,
};
use muster_core::token::TokenKind;
use muster_seams::Clock;
use serde_json::{Value, json};
use std::time::Duration;

const PATH: &str = "/billing/webhook";

impl Shop<FakeStripe> {
    /// Carries a message by hand, signed now.
    async fn carry(&self, message: &Message) -> (u16, Value) {
        let signed = self.fake.signed(&secret(), message);
        self.door.post_as_is(PATH, &signed, &message.body).await
    }

    async fn kept(&self) -> u64 {
        self.bench.store.read(muster_store::billing::webhook::count).await.unwrap()
    }

    /// Buys without any message being sent, and answers those that wait, the first for each of these kinds.
    async fn bought_in_silence(&self) -> Vec<Message> {
        let (code, page) = self.ask("POST", "/billing/checkout", None).await;
        assert_eq!(code, 200, "{page}");
        assert!(self.fake.pay(&page["id"].as_str().unwrap().parse().unwrap()));
        self.fake.take_messages()
    }
}

fn of_kind<'a>(messages: &'a [Message], kind: &str) -> &'a Message {
    messages.iter().find(|it| it.kind == kind).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_documented_event_alone_moves_the_subscription() {
    for (kind, status) in
        [("customer.subscription.created", "paused"), ("invoice.payment_succeeded", "active")]
    {
        let shop = Shop::with_stripe(Cloud::without_providers()).await;
        let messages = shop.bought_in_silence().await;
        let (code, taken) = shop.carry(of_kind(&messages, kind)).await;
        assert_eq!((code, taken), (200, json!({ "received": true })));
        assert_eq!(shop.status().await["status"], status, "{kind}");
    }
    let shop = Shop::with_stripe(Cloud::without_providers()).await;
    let page = shop.ask("POST", "/billing/checkout", None).await.1;
    press_pay(page["url"].as_str().unwrap()).await;
    let status = shop.status().await;
    let subscription = status["subscriptions"][0]["id"].as_str().unwrap().parse().unwrap();
    shop.bench.clock.advance(Duration::from_hours(24));
    assert!(shop.fake.step(&subscription, Step::EndNow));
    let ended = shop.fake.take_messages();
    shop.carry(of_kind(&ended, "customer.subscription.deleted")).await;
    let status = shop.status().await;
    assert_eq!((&status["status"], &status["plan"]), (&json!("cancelled"), &json!("free")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_counts_once_also_a_hundred_times_at_once() {
    let shop = Shop::with_stripe(Cloud::without_providers()).await;
    let messages = shop.bought_in_silence().await;
    let paid = of_kind(&messages, "invoice.payment_succeeded");
    let all = (0..100).map(|_| shop.carry(paid));
    let answers = futures_util::future::join_all(all).await;
    assert!(answers.iter().all(|(code, _)| *code == 200));
    let again = answers.iter().filter(|(_, it)| it["status"] == "already_processed").count();
    assert_eq!((again, shop.kept().await), (99, 1));
    assert_eq!(shop.status().await["plan"], "basic");
}

/// What a life comes to whose seven events are told in this order and then in the opposite one.
async fn end_of(order: &[usize]) -> Vec<Value> {
    let shop = Shop::with_stripe(Cloud::without_providers()).await;
    let mut life = shop.bought_in_silence().await;
    let of = |kind| Message::clone(of_kind(&life, kind));
    let begin = ["customer.subscription.created", "invoice.payment_succeeded"].map(of);
    let subscription: Value = serde_json::from_slice(&begin[0].body).unwrap();
    let subscription = subscription["data"]["object"]["id"].as_str().unwrap().parse().unwrap();
    life = begin.into();
    for (step, days) in [(Step::PaymentFails, 30), (Step::PaymentComes, 3), (Step::EndNow, 5)] {
        shop.bench.clock.advance(Duration::from_hours(24 * days));
        assert!(shop.fake.step(&subscription, step));
        life.extend(shop.fake.take_messages().into_iter().filter(|it| it.kind != "invoice.paid"));
    }
    life.truncate(7);
    assert_eq!(life.len(), 7);
    for index in order.iter().chain(order.iter().rev()) {
        assert_eq!(shop.carry(&life[*index]).await.0, 200);
    }
    assert_eq!(shop.kept().await, 7);
    let status = shop.status().await;
    shop.close().await;
    let mut end: Vec<Value> =
        ["plan", "status", "because"].map(|field| status[field].clone()).into();
    end.push(status["subscriptions"][0]["canceled_at"].clone());
    end
}

/// Several coordinators at a time, each with a store of its own, are told the same life over HTTP.
async fn all_come_to_one_end(orders: Vec<Vec<usize>>) {
    let ends = stream::iter(orders).map(|order| async move { (end_of(&order).await, order) });
    let ends: Vec<_> = ends.buffer_unordered(4).collect().await;
    let (first, _) = &ends[0];
    assert_eq!(first[1], "cancelled");
    for (end, order) in &ends {
        assert_eq!(end, first, "told in the order {order:?}");
    }
}

fn orders_of(events: &[usize]) -> Vec<Vec<usize>> {
    if events.is_empty() {
        return vec![Vec::new()];
    }
    let beginning_with = |first: &usize| {
        let rest: Vec<_> = events.iter().copied().filter(|event| event != first).collect();
        let first = *first;
        orders_of(&rest).into_iter().map(move |rest| [vec![first], rest].concat())
    };
    events.iter().flat_map(beginning_with).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_life_told_in_any_order_with_duplicates_comes_to_one_end() {
    let orders = [
        [0, 1, 2, 3, 4, 5, 6],
        [6, 5, 4, 3, 2, 1, 0],
        [3, 6, 0, 5, 2, 4, 1],
        [5, 0, 6, 1, 4, 2, 3],
        [2, 4, 6, 1, 3, 5, 0],
    ];
    all_come_to_one_end(orders.map(Vec::from).into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn long_a_life_told_in_each_of_its_orders_with_duplicates_comes_to_one_end() {
    let orders = orders_of(&[0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(orders.len(), 5_040);
    all_come_to_one_end(orders).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_forged_stale_written_anew_or_too_large_leaves_nothing_but_a_number() {
    let shop = Shop::with_stripe(Cloud::without_providers()).await;
    let messages = shop.bought_in_silence().await;
    let message = of_kind(&messages, "invoice.payment_succeeded");
    let now = shop.bench.clock.now().millis() / 1000;
    let sign = |secret: &Secret, at, body: &[u8]| stripe::sign(&[secret], at, body);
    let forged = sign(&Secret::new("whsec_other"), now, &message.body);
    let stale = sign(&secret(), now - 301, &message.body);
    let signed = sign(&secret(), now, &message.body);
    let parsed: Value = serde_json::from_slice(&message.body).unwrap();
    let anew = serde_json::to_vec_pretty(&parsed).unwrap();
    let large = vec![b' '; (256 << 10) + 1];
    let whole = (0..5).map(|_| message.body.as_slice());
    let bodies: Vec<&[u8]> = whole.collect();
    for (headers, body, code, error) in [
        (&forged, bodies[0], 400, "signature_invalid"),
        (&stale, bodies[1], 400, "signature_invalid"),
        (&signed, &anew, 400, "signature_invalid"),
        (&vec![], bodies[2], 400, "signature_invalid"),
        (&signed, &large, 413, "body_too_large"),
    ] {
        let (found, answer) = shop.door.post_as_is(PATH, headers, body).await;
        assert_eq!((found, &answer["error"]), (code, &json!(error)));
    }
    assert_eq!(shop.kept().await, 0);
    assert_eq!(shop.status().await["plan"], "free");
    let (owner, _) = token(&shop.bench, TokenKind::Operator).await;
    let metrics = Wire::near(&shop.bench).await.bearing(&owner).get("/metrics").await.text;
    for (outcome, count) in
        [("wrong_signature", 2), ("too_old", 1), ("too_large", 1), ("header_missing", 1)]
    {
        let line = format!(
            "muster_billing_webhooks_total{{biller=\"stripe\",outcome=\"{outcome}\"}} {count}"
        );
        assert!(metrics.contains(&line), "{line}\n{metrics}");
    }
    let (code, answer) = shop.door.post_as_is("/billing/webhook/polar", &[], b"{}").await;
    assert_eq!((code, &answer["error"]), (503, &json!("billing_not_configured")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_before_anybody_knows_whose_it_is_waits_and_is_joined() {
    let shop = Shop::with_stripe(Cloud::without_providers()).await;
    let messages = shop.bought_in_silence().await;
    let organisation = shop.status().await["tenantId"].as_str().unwrap().to_owned();
    let mut stray = of_kind(&messages, "invoice.payment_succeeded").clone();
    let nobody = muster_core::OrganisationId::from_random([3; 16]).to_string();
    stray.body = String::from_utf8(stray.body).unwrap().replace(&organisation, &nobody).into();
    assert_eq!(shop.carry(&stray).await.0, 200);
    assert_eq!(shop.status().await["plan"], "free");
    let completed = of_kind(&messages, "checkout.session.completed");
    assert_eq!(shop.carry(completed).await.0, 200);
    let status = shop.status().await;
    assert_eq!((&status["plan"], &status["status"]), (&json!("basic"), &json!("active")));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hears_of_nothing_finds_out_by_asking_and_a_lost_end_is_noticed() {
    let shop = Shop::with_stripe(Cloud::without_providers()).await;
    drop(shop.bought_in_silence().await);
    let status = shop.synced(|status| status["plan"] == "basic").await;
    assert_eq!(status["is_checkout_open"], false);
    assert_eq!(status["invoices"][0]["status"], "paid", "{status}");
    let subscription = status["subscriptions"][0]["id"].as_str().unwrap().parse().unwrap();
    shop.bench.clock.advance(Duration::from_hours(24));
    assert!(shop.fake.step(&subscription, Step::EndNow));
    drop(shop.fake.take_messages());
    let status = shop.synced(|status| status["plan"] == "free").await;
    assert_eq!(status["status"], "cancelled");
}
