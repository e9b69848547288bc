//! What a biller is told: each day once it is over, once, whatever goes wrong.

use crate::{
    bench::{Bench, noon},
    usage::total,
    web::Web,
};
use futures_util::future::BoxFuture;
use muster_api::usage::UsageMeter;
use muster_billing::{
    Biller,
    fake::{FakePolar, FakeStripe, Fault, Lenient, World},
    id::CustomerId,
    outbound::Patience,
    polar::Polar,
    stripe::Stripe,
};
use muster_coordinator::{Told, UsageOptions};
use muster_core::{OrganisationId, token::TokenKind};
use muster_seams::{Clock, Tasks};
use std::{sync::Arc, time::Duration};

/// A fake's time is none of the coordinator's: it only dates its answers.
fn world() -> World {
    let clock = noon() as Arc<dyn Clock>;
    World { clock, tasks: Tasks::default(), judge: Arc::new(Lenient) }
}

/// Usage is told in no time.
fn told_to(biller: Arc<dyn Biller>, customer: Option<&'static str>) -> UsageOptions {
    let customer = move |_: OrganisationId| {
        let customer: Option<CustomerId> = customer.map(|id| id.parse().unwrap());
        Box::pin(std::future::ready(customer)) as BoxFuture<'static, _>
    };
    let told = Told { biller, customer: Arc::new(customer) };
    UsageOptions {
        flush_every: Duration::from_millis(20),
        told: Some(told),
        ..UsageOptions::default()
    }
}

async fn asked(bench: &Bench, times: usize) {
    let web = Web::holder(bench, TokenKind::Operator).await;
    for _ in 0..times {
        assert_eq!(web.get("/v1/jobs").await.status, 200);
    }
    bench.coordinator.flush_usage().await;
}

async fn until(is_so: impl Fn() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_is_told_once_it_is_over_and_again_makes_no_difference() {
    let fake = FakePolar::start(world()).await.unwrap();
    let polar = Polar::new(&fake.settings().unwrap(), noon(), Patience::default()).unwrap();
    let polar: Arc<dyn Biller> = Arc::new(polar);
    let bench = Bench::that_counts(told_to(polar.clone(), None)).await;
    asked(&bench, 5).await;
    assert!(fake.usage().is_empty(), "the day is not over");

    // The biller takes it and its answer is lost: it is told again, and that is a success.
    fake.fail_next(Fault::BrokenAfterwards);
    bench.clock.advance(Duration::from_hours(24));
    until(|| fake.usage().len() == 1).await;
    let (id, event) = fake.usage().into_iter().next().unwrap();
    assert_eq!(event["name"], "muster_api_calls");
    assert_eq!(event["metadata"]["value"], 5);
    let bench = bench.restart().await;
    asked(&bench, 2).await;
    bench.clock.advance(Duration::from_hours(24));
    until(|| fake.usage().len() == 2).await;
    let values: Vec<_> =
        fake.usage().values().map(|event| event["metadata"]["value"].as_u64().unwrap()).collect();
    assert_eq!(values.iter().sum::<u64>(), 7, "what is told is what was counted");
    assert!((total(&bench, UsageMeter::ApiCalls).await - 7.0).abs() < f64::EPSILON);
    assert!(fake.usage().contains_key(&id), "the id follows from the day and the meter");
}

#[tokio::test(flavor = "multi_thread")]
async fn stripe_is_told_nothing_of_whom_it_does_not_know_and_everything_later() {
    let fake = FakeStripe::start(world()).await.unwrap();
    let stripe = Stripe::new(&fake.settings().unwrap(), noon(), Patience::default()).unwrap();
    let stripe: Arc<dyn Biller> = Arc::new(stripe);
    let mut bench = Bench::that_counts(told_to(stripe.clone(), None)).await;
    asked(&bench, 3).await;
    bench.clock.advance(Duration::from_hours(24));
    bench.coordinator.flush_usage().await;
    assert!(fake.usage().is_empty());

    bench.count_otherwise(told_to(stripe, Some("cus_1")));
    let bench = bench.restart().await;
    bench.clock.advance(Duration::from_hours(24));
    until(|| fake.usage().len() == 1).await;
    let event = fake.usage().into_values().next().unwrap();
    assert_eq!(event["payload"]["value"], "3");
    assert_eq!(event["payload"]["stripe_customer_id"], "cus_1");
}
