//! From a refusal in the window to the biller's page in the person's browser, and back by itself.

use crate::{app::App, desktop::Desktop, external::BROWSER};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use muster_providers::fake::{FakeDaytona, serve};
use muster_seams::{Seams, SystemClock};
use muster_testkit::{Plan, until};
use serde_json::{Value, json};
use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::net::TcpListener;

/// A page on a host of the biller's: the window opens no other.
const PAGE: &str = "https://buy.polar.sh/polar_cl_1";
const PRODUCT: &str = "1dbfc517-0bbf-4301-9ba8-555ca42b9737";
const BENEFIT: &str = "992fae2a-2a17-4b7a-8d9e-e287cf90131b";
const CUSTOMER: &str = "7a0bd5a0-3d1f-4c56-9a0e-0c4ed0f4a0a1";
const CHECKOUT: &str = "e4b478fa-cd25-4253-9f1f-8a41e6370ede";

/// Polar, as much of it as one checkout needs. Whether it is paid is said by the test.
#[derive(Clone, Default)]
struct Polar(Arc<AtomicBool>);

impl Polar {
    async fn start(&self) -> String {
        let routes = Router::new()
            .route("/v1/checkouts/", post(checkout))
            .route("/v1/checkouts/{id}", get(checkout))
            .route("/v1/products/{id}", get(product))
            .route("/v1/customers/external/{id}/state", get(state))
            .route("/v1/subscriptions/", get(nothing))
            .route("/v1/orders/", get(nothing))
            .with_state(self.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        format!("http://{address}")
    }

    fn is_paid(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

async fn checkout(State(polar): State<Polar>) -> (StatusCode, Json<Value>) {
    let (status, customer) =
        if polar.is_paid() { ("succeeded", Some(CUSTOMER)) } else { ("open", None) };
    let body = json!({ "id": CHECKOUT, "url": PAGE, "status": status, "customer_id": customer });
    (StatusCode::CREATED, Json(body))
}

async fn product() -> Json<Value> {
    let price = json!({ "price_amount": 1900, "price_currency": "usd", "is_archived": false });
    Json(json!({ "recurring_interval": "month", "recurring_interval_count": 1, "prices": [price] }))
}

async fn state(State(polar): State<Polar>, Path(id): Path<String>) -> (StatusCode, Json<Value>) {
    if !polar.is_paid() {
        return (StatusCode::NOT_FOUND, Json(json!({ "error": "ResourceNotFound", "detail": "" })));
    }
    let grant = json!({ "id": "b3b2a1c0-5f57-4d35-8a60-6b8e2a3b9a10", "benefit_id": BENEFIT });
    let state = json!({ "id": CUSTOMER, "external_id": id, "active_subscriptions": [],
        "granted_benefits": [grant] });
    (StatusCode::OK, Json(state))
}

async fn nothing() -> Json<Value> {
    Json(json!({ "items": [], "pagination": { "total_count": 0, "max_page": 0 } }))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_a_plan_is_bought_in_the_browser_and_goes_on_by_itself() {
    let Some(desktop) = Desktop::start().await else { return };
    desktop.install("xdg-open", BROWSER);
    let daytona = FakeDaytona::new(Arc::new(SystemClock));
    let anywhere = "127.0.0.1:0".parse().unwrap();
    let machines = serve(daytona.fake().clone(), &Seams::real(), anywhere).await.unwrap();
    let polar = Polar::default();
    let running = Plan::default()
        .variable("POLAR_FEATURE_GATE_ENABLED", "true")
        .variable("POLAR_API_BASE", &polar.start().await)
        .variable("POLAR_ACCESS_TOKEN", "polar_oat_hunter2")
        .variable("POLAR_PRODUCT_ID", PRODUCT)
        .variable("POLAR_BENEFIT_ID", BENEFIT)
        .variable("POLAR_SUCCESS_URL", "muster://checkout-return")
        .variable("POLAR_RETURN_URL", "muster://checkout-return")
        .variable("PROVISIONER_MODE", "daytona")
        .variable("DAYTONA_API_URL", &format!("http://{machines}"))
        .variable("DAYTONA_API_KEY", FakeDaytona::KEY)
        .start();
    let data_dir = running.plan.data_dir().display().to_string();
    let app = App::open(&desktop, &["--data-dir", &data_dir]).await;
    let workers = "[...document.querySelectorAll('nav a')].find(link => link.textContent.startsWith('Workers'))";
    app.page.wait_for(workers).await;
    app.page.evaluate(&format!("{workers}.click()")).await;
    app.page.press("Add cloud worker").await;
    app.page.wait_for("document.querySelector('[role=dialog] input')").await;
    app.page.focus_field("Name").await;
    app.page.type_text("build-1").await;
    app.page.press_beginning("Add worker, ").await;

    app.page.wait_for_text("This needs a plan").await;
    app.page.wait_for_text("$19.00 a month").await;
    app.page.press("Open checkout").await;
    let opened = desktop.home().join("opened");
    until(async || fs::read_to_string(&opened).is_ok_and(|text| text.trim() == PAGE)).await;

    assert!(daytona.inventory().is_empty(), "nothing is made before it is paid");
    polar.0.store(true, Ordering::SeqCst);
    app.page.wait_for_text("build-1 is being made").await;
    until(async || daytona.inventory().len() == 1).await;
}
