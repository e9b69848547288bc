//! A biller that is out of reach, and a store that is not what it was.

use super::{Shop, press_pay};
use crate::cloud::Cloud;
use muster_billing::fake::{FakePolar, Fault, Step};
use muster_providers::ProviderKind;
use serde_json::{Value, json};
use std::{path::Path, time::Duration};

const HOUR: Duration = Duration::from_hours(1);

impl Shop<FakePolar> {
    async fn buy(&self) {
        let page = self.ask("POST", "/billing/checkout", None).await.1;
        press_pay(page["url"].as_str().unwrap_or_else(|| panic!("{page}"))).await;
        self.synced(|status| status["entitled"] == true && status["last_synced_at"].is_string())
            .await;
    }

    /// Out of reach, for as long as anybody asks here.
    fn goes_away(&self) {
        for _ in 0..2000 {
            self.fake.fail_next(Fault::ServerError);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_without_the_biller_stops_nothing_and_after_three_days_nothing_new_is_made() {
    let shop = Shop::with_polar(Cloud::with(ProviderKind::Render).await, 0).await;
    shop.buy().await;
    let (code, first) = shop.order("first").await;
    assert_eq!(code, 202);
    let id = first["worker"]["id"].as_str().unwrap().to_owned();
    let running = async || {
        let shown = shop.ask("GET", &format!("/v1/workers/{id}"), None).await.1;
        shown["worker"]["status"] == "healthy"
    };
    shop.bench.in_time(running).await;

    shop.goes_away();
    shop.bench.clock.advance(HOUR);
    let status = shop.synced(|status| status["billers"][0]["failed_with"].is_string()).await;
    assert_eq!((&status["entitled"], &status["trust"]), (&json!(true), &json!("ok")), "{status}");
    assert!(status["valid_until"].is_string());
    assert_eq!(shop.order("second").await.0, 202, "its last answer counts");

    shop.bench.clock.advance(72 * HOUR);
    let (code, refused) = shop.order("third").await;
    assert_eq!(code, 402, "{refused}");
    let because = refused["upgrade"]["because"].as_str().unwrap();
    assert!(because.contains("cannot be reached"), "{because}");
    assert_eq!(shop.status().await["trust"], "expired");
    let shown = shop.ask("GET", &format!("/v1/workers/{id}"), None).await.1;
    assert_eq!(shown["worker"]["status"], "healthy", "what runs goes on");
}

fn database(data: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(data.join("muster.db")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_that_somebody_has_edited_is_named_and_counts_for_nothing_until_the_biller_is_asked()
 {
    let shop = Shop::with_polar(Cloud::without_providers(), 0).await;
    shop.synced(|status| status["last_synced_at"].is_string()).await;
    shop.goes_away();
    let shop = shop
        .restart_after(|data| {
            let changed = database(data).execute(
                "UPDATE billing_lease SET lease = replace(lease, 'muster-lease-v1.', 'muster-lease-v1.e')",
                [],
            );
            assert_eq!(changed.unwrap(), 1);
        })
        .await;
    let status = shop.status().await;
    assert_eq!((&status["trust"], &status["entitled"]), (&json!("edited"), &json!(false)));
    assert_eq!(shop.order("first").await.0, 402);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_somebody_has_edited_is_not_believed() {
    let shop = Shop::with_polar(Cloud::without_providers(), 0).await;
    shop.buy().await;
    let shop = shop
        .restart_after(|data| {
            let changed =
                database(data).execute("UPDATE billing_account SET account = account || 'x'", []);
            assert_eq!(changed.unwrap(), 1);
        })
        .await;
    let status = shop.synced(|status| status["entitled"] == true).await;
    assert_eq!(status["trust"], "ok", "the biller knows");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_of_the_store_is_named_and_the_biller_mends_it() {
    let shop = Shop::with_polar(Cloud::without_providers(), 0).await;
    shop.buy().await;
    let shop = shop
        .restart_after(|data| {
            std::fs::copy(data.join("muster.db"), data.join("older.db")).unwrap();
        })
        .await;
    let status = shop.synced(|status| status["entitled"] == true).await;
    let subscription = status["subscriptions"][0]["id"].as_str().unwrap().parse().unwrap();
    shop.bench.clock.advance(HOUR);
    assert!(shop.fake.step(&subscription, Step::EndNow));
    shop.synced(|status| status["entitled"] == false).await;
    shop.goes_away();
    let shop = shop
        .restart_after(|data| {
            for rest in ["muster.db-wal", "muster.db-shm"] {
                drop(std::fs::remove_file(data.join(rest)));
            }
            std::fs::rename(data.join("older.db"), data.join("muster.db")).unwrap();
        })
        .await;
    let status = shop.status().await;
    assert_eq!(
        (&status["trust"], &status["entitled"]),
        (&json!("rolled_back"), &Value::Bool(false))
    );
    assert_eq!(shop.order("first").await.0, 402, "what was paid once is not paid for ever");
}
