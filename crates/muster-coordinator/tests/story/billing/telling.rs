//! What a biller is told of use: each day once it is over, once, whatever goes wrong; and what is told of its endpoint.

use super::{OUTSIDE, Shop, press_pay, secret};
use crate::cloud::Cloud;
use muster_api::instance::{Check, Verdict};
use muster_billing::{
    BillerName,
    entitlement::gate::Enforce,
    fake::{Asked, FakePolar, FakeStripe, Fault},
};
use muster_coordinator::UsageOptions;
use muster_core::Timestamp;
use muster_seams::Clock;
use serde_json::{Value, json};
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

/// Usage is told in no time.
fn told_to(biller: BillerName) -> UsageOptions {
    let flush_every = Duration::from_millis(20);
    UsageOptions { flush_every, told: Some(biller), ..UsageOptions::default() }
}

async fn polar() -> Shop<FakePolar> {
    Shop::with_polar_and(Cloud::without_providers(), 0, told_to(BillerName::Polar)).await
}

async fn stripe() -> Shop<FakeStripe> {
    let told = told_to(BillerName::Stripe);
    Shop::with_stripe_and(Cloud::without_providers(), Enforce::Refuse, told).await
}

async fn until(is_so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.unwrap();
}

impl<F> Shop<F> {
    async fn used(&self, times: usize) {
        for _ in 0..times {
            assert_eq!(self.ask("GET", "/v1/jobs", None).await.0, 200);
        }
        self.bench.coordinator.flush_usage().await;
    }

    /// Waits until it was tried to tell at or after this moment.
    async fn tried_since(&self, moment: Timestamp) {
        until(async || {
            let all = self.ask("GET", "/v1/reconcilers", None).await.1;
            let all: Vec<Value> = serde_json::from_value(all).unwrap();
            let last = all.into_iter().find(|it| it["name"] == "usage_told");
            last.is_some_and(|it| {
                serde_json::from_value::<Timestamp>(it["at"].clone()).unwrap() >= moment
            })
        })
        .await;
    }
}

/// Nothing more is asked at the start; what goes wrong from now on goes wrong with what is told.
async fn settled(shop: &Shop<FakePolar>) {
    until(async || {
        let status = shop.status().await;
        status["last_synced_at"].is_string() && status["offers"][0]["price"].is_object()
    })
    .await;
}

fn told_times(calls: &[Asked]) -> usize {
    calls.iter().filter(|it| it.path.contains("events/ingest")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_is_told_once_it_is_over_and_again_makes_no_difference() {
    let shop = polar().await;
    settled(&shop).await;
    shop.used(5).await;
    assert!(shop.fake.usage().is_empty(), "the day is not over");

    // The biller is down; then it takes it and its answer is lost; then it has it already, and that is a success.
    shop.fake.fail_next(Fault::ServerError);
    shop.fake.fail_next(Fault::BrokenAfterwards);
    shop.bench.clock.advance(DAY);
    until(async || told_times(&shop.fake.calls()) == 3).await;
    let (id, event) = shop.fake.usage().into_iter().next().unwrap();
    assert_eq!(shop.fake.usage().len(), 1, "it is counted once");
    assert_eq!(
        (&event["name"], &event["metadata"]["value"]),
        (&json!("muster_api_calls"), &json!(5))
    );

    let shop = shop.restart_after(|_| {}).await;
    settled(&shop).await;
    shop.used(2).await;
    shop.bench.clock.advance(DAY);
    until(async || shop.fake.usage().len() == 2).await;
    let usage = shop.fake.usage();
    assert!(usage.contains_key(&id), "the id follows from the day and the meter");
    let told: u64 = usage.values().map(|it| it["metadata"]["value"].as_u64().unwrap()).sum();
    assert_eq!(told, 7, "what is told is what was counted");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_biller_cannot_be_told_is_kept_and_told_later() {
    let shop = polar().await;
    settled(&shop).await;
    shop.used(3).await;
    for _ in 0..10_000 {
        shop.fake.fail_next(Fault::ServerError);
    }
    shop.bench.clock.advance(DAY);
    until(async || told_times(&shop.fake.calls()) > 1).await;
    assert!(shop.fake.usage().is_empty());
    let checks = shop.bench.client.doctor().await.unwrap().checks;
    let said = checks.into_iter().find(|check| check.name == "reconcilers").unwrap();
    assert!(said.finding.contains("usage_told"), "{said:?}");
    // The coordinator that comes next finds what was to be told; its biller is there again.
    shop.fake.recover();
    let shop = shop.restart_after(|_| {}).await;
    until(async || shop.fake.usage().len() == 1).await;
    let event = shop.fake.usage().into_values().next().unwrap();
    assert_eq!(event["metadata"]["value"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn stripe_is_told_nothing_of_whom_it_does_not_know_and_everything_later() {
    let shop = stripe().await;
    shop.used(3).await;
    shop.bench.clock.advance(DAY);
    shop.tried_since(shop.bench.clock.now()).await;
    assert!(shop.fake.usage().is_empty());

    let page = shop.ask("POST", "/billing/checkout", None).await.1;
    press_pay(page["url"].as_str().unwrap()).await;
    until(async || shop.fake.usage().len() == 1).await;
    let event = shop.fake.usage().into_values().next().unwrap();
    assert_eq!(event["payload"]["value"], "3");
    assert!(event["payload"]["stripe_customer_id"].as_str().unwrap().starts_with("cus_"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_unless_somebody_says_so() {
    let usage = UsageOptions { told: None, ..told_to(BillerName::Polar) };
    let shop = Shop::with_polar_and(Cloud::without_providers(), 0, usage).await;
    shop.used(3).await;
    shop.bench.clock.advance(DAY);
    shop.used(1).await;
    assert_eq!(told_times(&shop.fake.calls()), 0);
}

async fn checked<F>(shop: &Shop<F>) -> Check {
    let checks = shop.bench.client.doctor().await.unwrap().checks;
    checks.into_iter().find(|check| check.name == "billing").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_its_biller_has_given_up_is_named_by_the_doctor() {
    let shop = Shop::with_polar(Cloud::without_providers(), 0).await;
    let is = |state: &'static str| move |status: &Value| status["billers"][0]["endpoint"] == state;
    shop.synced(is("absent")).await;
    let found = checked(&shop).await;
    assert!(found.finding.contains("knows no endpoint"), "{found:?}");

    let address = format!("{OUTSIDE}/billing/webhook/polar").parse().unwrap();
    shop.fake.listen(&address, secret());
    shop.synced(is("enabled")).await;
    assert_eq!(checked(&shop).await.verdict, Verdict::Good);

    shop.fake.disable(&address);
    shop.synced(is("disabled")).await;
    let found = checked(&shop).await;
    assert_eq!(found.verdict, Verdict::Warning);
    assert!(found.finding.contains("given up") && found.finding.contains(OUTSIDE), "{found:?}");
    assert!(found.hint.unwrap().contains("turn that endpoint on"));
}
