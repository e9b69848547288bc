//! Everything that costs money at providers, stopped from the tray: asked about outside of the page, and told once
//! the providers have confirmed it.

use crate::{app::App, desktop::Desktop, notifications::Screen, panel::Panel};
use muster_api::cloud::EnvironmentRequest;
use muster_testkit::{Plan, until};

const ENTRY: &str = "Stop everything billable…";
const TITLE: &str = "Stop everything billable";

#[tokio::test]
async fn everything_billable_stops_by_one_entry_once_the_person_agrees() {
    let Some(desktop) = Desktop::start().await else { return };
    let panel = Panel::start(&desktop).await;
    let told = Screen::start(&desktop).await;
    let serve = Plan::default().argument("--demo").start();
    let client = serve.client().await;
    let request =
        serde_json::json!({ "name": "thesis", "cpu_cores": 2, "memory_gb": 4, "storage_gb": 20 });
    let request: EnvironmentRequest = serde_json::from_value(request).unwrap();
    let made = client.create_environment(&request, None).await.unwrap();
    let is = async |wanted: &str| {
        let environment = client.get_environment(&made.environment.id).await.unwrap();
        environment.status == wanted
    };
    until(async || is("running").await).await;
    let data_dir = serve.plan.data_dir().display().to_string();
    let app = App::open(&desktop, &["--data-dir", &data_dir]).await;
    // It works while the page hangs.
    app.page.run("document.body.replaceChildren()").await;

    panel.press(ENTRY).await;
    until(async || desktop.screen.has_window(TITLE)).await;
    desktop.screen.answer(TITLE, false);
    until(async || !desktop.screen.has_window(TITLE)).await;
    assert!(is("running").await, "nobody agreed");

    panel.press(ENTRY).await;
    until(async || desktop.screen.has_window(TITLE)).await;
    desktop.screen.answer(TITLE, true);
    told.wait_for("Everything billable is stopped").await;
    assert!(is("stopped").await, "it was told once it was true");

    panel.press(ENTRY).await;
    told.wait_for("Nothing costs money now").await;
}
