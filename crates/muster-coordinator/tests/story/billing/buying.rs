//! From a refusal over the checkout to what may be created then.

use super::{Shop, press_pay};
use crate::{bench::Bench, cloud::Cloud, guard::token};
use muster_api::{instance::Verdict, usage::UsageRange};
use muster_billing::{
    entitlement::gate::Enforce,
    settings::{Problem, Settings},
};
use muster_coordinator::UsageOptions;
use muster_core::token::TokenKind;
use muster_providers::ProviderKind;
use muster_seams::Tasks;
use serde_json::{Value, json};

fn text<'a>(answer: &'a Value, pointer: &str) -> &'a str {
    answer.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}: {answer}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn with_polar_an_order_is_refused_with_a_page_and_taken_once_that_is_paid() {
    let shop = Shop::with_polar(Cloud::with(ProviderKind::Render).await, 0).await;
    let (code, refused) = shop.order("first").await;
    assert_eq!((code, text(&refused, "/error")), (402, "payment_required"), "{refused}");
    let gate = shop.fake.gate().unwrap();
    assert_eq!(text(&refused, "/polar/productId"), gate.product.as_str());
    assert_eq!(text(&refused, "/polar/benefitId"), gate.benefit.as_str());
    assert!(shop.bench.client.list_workers().await.unwrap().items.is_empty(), "nothing is made");
    let billing = shop.ask("GET", "/v1/workers/billing", None).await.1;
    assert_eq!(billing["billing"]["featureGateEnabled"], true);
    assert_eq!(billing["billing"]["hasActivePlan"], false);

    let page = text(&refused, "/polar/checkoutUrl").to_owned();
    assert!(page.starts_with(shop.fake.base()), "{page}");
    press_pay(&page).await;
    let (code, taken) = shop.order("first").await;
    assert_eq!((code, &taken["launch"]["mode"]), (202, &json!("async")), "{taken}");
    assert_eq!(shop.order("second").await.0, 202, "the benefit knows no number");

    shop.synced(|status| status["last_synced_at"].is_string()).await;
    let path = "/v1/workers/billing?excludeInvoices=1";
    let billing = shop.ask("GET", path, None).await.1["billing"].clone();
    assert_eq!((&billing["hasActivePlan"], &billing["checkoutUrl"]), (&json!(true), &Value::Null));
    assert_eq!(text(&billing, "/subscription/status"), "active");
    assert_eq!(text(&billing, "/subscription/recurringInterval"), "month");
    assert!(text(&billing, "/portalUrl").starts_with("http"), "{billing}");
    assert_eq!(billing["price"]["currency"], "usd", "{billing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_is_ended_with_its_period_and_goes_on_again() {
    let shop = Shop::with_polar(Cloud::without_providers(), 0).await;
    let page = shop.ask("POST", "/billing/checkout", None).await.1;
    press_pay(text(&page, "/url")).await;
    let path = "/v1/workers/billing/subscription";
    let (code, ended) = shop.ask("POST", path, None).await;
    assert_eq!((code, &ended["subscription"]["cancelAtPeriodEnd"]), (200, &json!(true)), "{ended}");
    assert_eq!(shop.status().await["cancel_at_period_end"], true);
    let body = json!({ "cancelAtPeriodEnd": false });
    let (code, goes_on) = shop.ask("POST", path, Some(body)).await;
    assert_eq!((code, &goes_on["subscription"]["cancelAtPeriodEnd"]), (200, &json!(false)));
    assert_eq!(goes_on["billing"]["hasActivePlan"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_have_one_learns_that_before_there_is_no_provider() {
    let shop = Shop::with_polar(Cloud::without_providers(), 0).await;
    let bad = json!({ "destination": "cloud" });
    assert_eq!(shop.ask("POST", "/v1/workers", Some(bad)).await.0, 400, "the body comes first");
    let (code, refused) = shop.order("first").await;
    assert_eq!(code, 402, "then the gate: {refused}");
    press_pay(text(&refused, "/polar/checkoutUrl")).await;
    let (code, refused) = shop.order("first").await;
    assert_eq!((code, text(&refused, "/error")), (503, "provider_not_configured"));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_stripe_the_plan_says_how_many_and_a_refusal_is_titled_as_documented() {
    let shop = Shop::with_stripe(Cloud::with(ProviderKind::Render).await).await;
    let (code, refused) = shop.order("first").await;
    assert_eq!((code, text(&refused, "/title")), (402, "Upgrade Required"), "{refused}");
    assert_eq!(text(&refused, "/upgrade/statusUrl"), "/billing/status");
    assert_eq!(text(&refused, "/upgrade/plan"), "basic");
    press_pay(text(&refused, "/upgrade/checkoutUrl")).await;

    let status = shop.status().await;
    assert_eq!((text(&status, "/plan"), text(&status, "/status")), ("basic", "active"), "{status}");
    assert_eq!((shop.order("first").await.0, shop.order("second").await.0), (202, 202));
    let (code, refused) = shop.order("third").await;
    assert_eq!((code, text(&refused, "/upgrade/plan")), (402, "pro"), "{refused}");
    assert_eq!(refused["upgrade"]["checkoutUrl"], Value::Null, "it is changed in the portal");
    let (code, again) = shop.ask("POST", "/billing/checkout", None).await;
    assert_eq!((code, text(&again, "/error")), (409, "already_subscribed"), "nobody pays twice");
    let portal = shop.ask("POST", "/billing/portal", None).await.1;
    assert!(text(&portal, "/url").starts_with(shop.fake.base()), "{portal}");

    let tiers = shop.ask("GET", "/tiers", None).await.1;
    assert_eq!(tiers["tiers"][1]["limits"]["maxCloudWorkers"], 2, "{tiers}");
    let usage = shop.ask("GET", "/tiers/status", None).await.1;
    assert_eq!((text(&usage, "/tier"), &usage["usage"]["cloudWorkers"]), ("basic", &json!(2)));
    assert_eq!(usage["usage"]["callsToday"], 4, "the four orders: {usage}");
    assert_eq!(usage["usage"]["tokensToday"], 0, "{usage}");

    let cost = shop.bench.client.usage_cost(&UsageRange::default()).await.unwrap();
    let price = cost.plan_price.unwrap();
    assert_eq!((&*cost.plan, price.amount, &*price.currency), ("basic", 1_900, "usd"));
    let workers = cost.included.iter().find(|it| it.thing == "cloud_worker").unwrap();
    assert_eq!((workers.held, workers.limit), (Some(2), Some(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn environments_are_behind_the_same_gate_in_both_of_their_shapes() {
    let shop = Shop::with_stripe(Cloud::without_providers()).await;
    let ours = json!({ "name": "mine", "cpu_cores": 1, "memory_gb": 2, "storage_gb": 10 });
    let (code, refused) = shop.ask("POST", "/v1/environments", Some(ours)).await;
    assert_eq!((code, text(&refused, "/upgrade/thing")), (402, "environment"), "{refused}");
    let theirs = json!({ "workspaceId": "workspace-1", "name": "mine", "cloudRegion": "eastus",
        "cpuCores": 1, "memoryGB": 2, "storageGB": 10 });
    let (code, refused) = shop.ask("POST", "/api/v1/environments", Some(theirs)).await;
    assert_eq!((code, text(&refused, "/code")), (402, "ERR_402"), "{refused}");
    assert!(text(&refused, "/upgrade/checkoutUrl").starts_with(shop.fake.base()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_local_worker_is_never_gated_and_where_nothing_is_sold_nothing_is() {
    let shop = Shop::with_polar(Cloud::without_providers(), 0).await;
    let local = json!({ "name": "a", "destination": "local", "workspacePath": "/w" });
    assert_eq!(shop.ask("POST", "/v1/workers", Some(local)).await.0, 201);

    let bench = Bench::with_cloud(ProviderKind::Render).await;
    let door = bench.door().await;
    let body = json!({ "name": "a", "destination": "cloud" });
    assert_eq!(door.ask("POST", "/v1/workers", Some(body)).await.0, 202);
    let status = door.ask("GET", "/billing/status", None).await.1;
    assert_eq!((&status["is_enforced"], &status["entitled"]), (&json!(false), &json!(true)));
    let (code, refused) = door.ask("POST", "/billing/checkout", None).await;
    assert_eq!((code, text(&refused, "/error")), (503, "billing_not_configured"));
    let billing = door.ask("GET", "/v1/workers/billing", None).await.1["billing"].clone();
    assert_eq!((&billing["hasActivePlan"], &billing["productId"]), (&json!(true), &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_hundred_orders_at_once_for_one_free_place_exactly_one_is_taken() {
    let shop = Shop::with_polar(Cloud::with(ProviderKind::Render).await, 1).await;
    let orders = (0..200).map(|number| {
        let name = format!("worker {number}");
        let shop = &shop;
        async move { shop.order(&name).await.0 }
    });
    let mut codes = futures_util::future::join_all(orders).await;
    codes.sort_unstable();
    assert_eq!((codes[0], codes[1], codes[199]), (202, 402, 402), "{codes:?}");
    assert_eq!(shop.bench.client.list_workers().await.unwrap().items.len(), 1);
    let opened = shop.fake.calls().into_iter().filter(|it| it.path == "/v1/checkouts/").count();
    assert_eq!(opened, 1, "who is refused a hundred times opens one page");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_refusals_are_only_observed_everything_passes_and_is_counted() {
    let cloud = Cloud::with(ProviderKind::Render).await;
    let shop = Shop::with_stripe_and(cloud, Enforce::Observe, UsageOptions::default()).await;
    assert_eq!(shop.order("first").await.0, 202);
    let status = shop.status().await;
    assert_eq!((&status["is_observed"], &status["would_be_refusals"]), (&json!(true), &json!(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_buys_is_owner_and_whoever_belongs_here_sees_how_things_stand() {
    let shop = Shop::with_polar(Cloud::without_providers(), 0).await;
    let (readonly, _) = token(&shop.bench, TokenKind::Readonly).await;
    for (method, path, code) in [
        ("GET", "/billing/status", 200),
        ("GET", "/tiers", 200),
        ("POST", "/billing/sync", 202),
        ("POST", "/billing/checkout", 403),
        ("POST", "/billing/portal", 403),
        ("POST", "/v1/workers/billing/subscription", 403),
    ] {
        let answer = shop.door.ask_with(&readonly, method, path, None).await;
        assert_eq!(answer.0, code, "{method} {path}: {}", answer.1);
    }
    let path = "/v1/workers/billing?includeCheckout=1";
    let looked = shop.door.ask_with(&readonly, "GET", path, None).await.1;
    assert_eq!(looked["billing"]["checkoutUrl"], Value::Null, "pages are for who may buy");
    let owned = shop.ask("GET", path, None).await.1;
    assert!(text(&owned, "/billing/checkoutUrl").starts_with(shop.fake.base()), "{owned}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gate_that_lacks_something_is_closed_and_what_is_local_goes_on() {
    let lack = Problem { variable: "POLAR_BENEFIT_ID".to_owned(), says: "is missing".to_owned() };
    let settings = Settings { lacks: vec![lack], ..Settings::default() };
    let cloud = Cloud::with(ProviderKind::Render).await;
    let shop = Shop::open(cloud, settings, UsageOptions::default(), ((), Tasks::default())).await;
    let (code, refused) = shop.order("first").await;
    assert_eq!((code, text(&refused, "/error")), (503, "billing_not_configured"), "{refused}");
    assert!(text(&refused, "/detail").contains("POLAR_BENEFIT_ID is missing"), "{refused}");
    let mine = json!({ "name": "mine", "cpu_cores": 1, "memory_gb": 2, "storage_gb": 10 });
    assert_eq!(shop.ask("POST", "/v1/environments", Some(mine)).await.0, 503);
    let local = json!({ "name": "a", "destination": "local", "workspacePath": "/w" });
    assert_eq!(shop.ask("POST", "/v1/workers", Some(local)).await.0, 201);

    let status = shop.status().await;
    assert_eq!((&status["is_enforced"], &status["entitled"]), (&json!(true), &json!(false)));
    assert_eq!(status["lacks"], json!(["POLAR_BENEFIT_ID is missing"]));
    let doctor = shop.bench.client.doctor().await.unwrap();
    let billing = doctor.checks.iter().find(|check| check.name == "billing").unwrap();
    assert_eq!(billing.verdict, Verdict::Bad, "{billing:?}");
}
