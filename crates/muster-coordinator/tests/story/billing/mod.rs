//! Plans and payment over real HTTP, with billers that are played.

mod buying;
mod messages;
mod offline;
mod telling;

use crate::{
    bench::{Bench, Set},
    cloud::{Cloud, Door},
    guard::token,
};
use muster_billing::{
    Secret, Tier,
    entitlement::gate::{Enforce, Gate},
    fake::{FakePolar, FakeStripe, Lenient, World},
    plan::{Allowance, Limits, Plans},
    settings::{Settings, WebhookSecrets},
};
use muster_coordinator::{BillingOptions, UsageOptions};
use muster_core::token::TokenKind;
use muster_seams::{Clock, Tasks};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Where billers would send their messages.
const OUTSIDE: &str = "https://muster.example";

fn secret() -> Secret {
    Secret::new("whsec_c2VjcmV0")
}

/// A coordinator that sells, and whoever sells for it.
struct Shop<F> {
    bench: Bench,
    door: Door,
    fake: F,
    /// What the fake does; it ends with the shop.
    played: Tasks,
}

fn world(cloud: &Cloud) -> World {
    let clock: Arc<dyn Clock> = cloud.clock.clone().unwrap();
    World { clock, tasks: Tasks::default(), judge: Arc::new(Lenient) }
}

fn plans(free_cloud_workers: u32) -> Plans {
    let free = Plans::default().limits(Tier::Free);
    Plans::default()
        .with_limits(
            Tier::Free,
            Limits { cloud_workers: Allowance::UpTo(free_cloud_workers), ..free },
        )
        .with_price(Tier::Basic, "price_basic".parse().unwrap())
        .with_price(Tier::Pro, "price_pro".parse().unwrap())
}

impl Shop<FakePolar> {
    async fn with_polar(cloud: Cloud, free_cloud_workers: u32) -> Self {
        Self::with_polar_and(cloud, free_cloud_workers, UsageOptions::default()).await
    }

    async fn with_polar_and(cloud: Cloud, free_cloud_workers: u32, usage: UsageOptions) -> Self {
        let world = world(&cloud);
        let played = world.tasks.clone();
        let fake = FakePolar::start(world).await.unwrap();
        let gate = Gate {
            polar: Some(fake.gate().unwrap()),
            plans: plans(free_cloud_workers),
            ..Gate::default()
        };
        let settings = Settings {
            gate,
            polar: Some(fake.settings().unwrap()),
            webhook_secrets: WebhookSecrets { polar: vec![secret()], ..WebhookSecrets::default() },
            ..Settings::default()
        };
        let shop = Self::open(cloud, settings, usage, (fake, played)).await;
        let address = shop.door.url("/billing/webhook/polar").parse().unwrap();
        shop.fake.listen(&address, secret());
        shop
    }
}

impl Shop<FakeStripe> {
    async fn with_stripe(cloud: Cloud) -> Self {
        Self::with_stripe_and(cloud, Enforce::Refuse, UsageOptions::default()).await
    }

    async fn with_stripe_and(cloud: Cloud, enforce: Enforce, usage: UsageOptions) -> Self {
        let world = world(&cloud);
        let played = world.tasks.clone();
        let fake = FakeStripe::start(world).await.unwrap();
        let gate = Gate {
            has_stripe: true,
            is_billing_enabled: true,
            enforce,
            plans: plans(0),
            ..Gate::default()
        };
        let settings = Settings {
            gate,
            stripe: Some(fake.settings().unwrap()),
            webhook_secrets: WebhookSecrets { stripe: vec![secret()], ..WebhookSecrets::default() },
            ..Settings::default()
        };
        let shop = Self::open(cloud, settings, usage, (fake, played)).await;
        let address = shop.door.url("/billing/webhook").parse().unwrap();
        shop.fake.listen(&address, secret());
        shop
    }
}

impl<F> Shop<F> {
    async fn open(
        cloud: Cloud,
        settings: Settings,
        usage: UsageOptions,
        (fake, played): (F, Tasks),
    ) -> Self {
        let clock: Arc<dyn Clock> = cloud.clock.clone().unwrap();
        let billing = BillingOptions::of(settings, &clock).unwrap();
        let billing = BillingOptions { public_url: Some(OUTSIDE.parse().unwrap()), ..billing };
        let bench = Bench::that_sells(cloud, Set { billing, usage, ..Set::default() }).await;
        let door = bench.door().await;
        Self { bench, door, fake, played }
    }

    /// Ends everything, where there are many of them.
    async fn close(self) {
        self.bench.seams.tasks.stop_within(Duration::from_secs(5)).await;
        self.bench.store.close().await;
        self.played.stop_within(Duration::from_secs(5)).await;
    }

    /// Asks as an operator whose token is new: one lasts for an hour, and days go by here.
    async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let (fresh, _) = token(&self.bench, TokenKind::Operator).await;
        self.door.ask_with(&fresh, method, path, body).await
    }

    /// Orders a cloud worker.
    async fn order(&self, name: &str) -> (u16, Value) {
        let body = json!({ "name": name, "destination": "cloud" });
        self.ask("POST", "/v1/workers", Some(body)).await
    }

    async fn status(&self) -> Value {
        let (code, status) = self.ask("GET", "/billing/status", None).await;
        assert_eq!(code, 200, "{status}");
        status
    }

    /// Has the billers asked until something is so.
    async fn synced(&self, is_so: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..200 {
            self.bench.clock.advance(Duration::from_secs(3));
            let (code, _) = self.ask("POST", "/billing/sync", None).await;
            assert_eq!(code, 202);
            tokio::time::sleep(Duration::from_millis(20)).await;
            let status = self.status().await;
            if is_so(&status) {
                return status;
            }
        }
        panic!("it does not come to that: {}", self.status().await);
    }

    async fn restart_after(self, change: impl FnOnce(&std::path::Path)) -> Self {
        let Self { bench, fake, played, .. } = self;
        let bench = bench.restart_after(change).await;
        let door = bench.door().await;
        Self { bench, door, fake, played }
    }
}

/// Presses the button on a checkout's page, as a buyer in a browser does.
async fn press_pay(page: &str) {
    let shown = browse("GET", page).await;
    assert!(shown.contains("<button>Pay</button>"), "{shown}");
    let paid = browse("POST", &format!("{page}/pay")).await;
    assert!(paid.starts_with("HTTP/1.1 303"), "a buyer who has paid is sent back to us: {paid}");
}

async fn browse(method: &str, page: &str) -> String {
    let (host, path) = page.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let request = format!(
        "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}
