//! Clouds for play money: the app plays providers and biller, so each step costs nothing and is real otherwise.

use crate::{app::App, desktop::Desktop, external::BROWSER};
use muster_testkit::until;
use std::fs;

/// The app with clouds that it plays. Secrets are kept without a keychain.
const DEMO: &[(&str, &str)] = &[
    ("MUSTER_DEMO", "true"),
    ("MUSTER_SECRETS", "file"),
    ("MUSTER_VAULT_PASSPHRASE", "correct horse battery"),
];
const SOLD: &[(&str, &str)] = &[DEMO[0], DEMO[1], DEMO[2], ("MUSTER_DEMO_BILLER", "polar")];
/// What is said in the dialog that is open.
const DIALOG: &str = "document.querySelector('[role=dialog]').innerText";

/// The latest page that the person's browser was asked for.
async fn opened(desktop: &Desktop, beginning: &str) -> String {
    let path = desktop.home().join("opened");
    let last = || fs::read_to_string(&path).unwrap_or_default().lines().last().map(str::to_owned);
    until(async || last().is_some_and(|url| url.starts_with(beginning))).await;
    last().unwrap()
}

/// Pays, as the person does in the browser; answers where the browser is sent then.
async fn pay(checkout: &str) -> String {
    let browser =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let page = browser.get(checkout).send().await.unwrap().text().await.unwrap();
    let form = page.split_once("action=\"").and_then(|(_, rest)| rest.split_once('"'));
    let (path, _) = form.unwrap_or_else(|| panic!("no form to pay with: {page}"));
    let url = reqwest::Url::parse(checkout).unwrap().join(path).unwrap();
    let paid = browser.post(url).send().await.unwrap();
    paid.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_cloud_worker_is_priced_refused_bought_in_the_browser_and_made() {
    let Some(desktop) = Desktop::start_with(SOLD).await else { return };
    desktop.install("xdg-open", BROWSER);
    let app = App::open(&desktop, &[]).await;
    let page = &app.page;
    assert!(desktop.screen.has_window("Muster (demo)"), "nobody takes it for real");
    page.follow("Workers").await;
    page.press("Add cloud worker").await;
    page.wait_for(&format!(r"/\$[\d.]+ an hour, \$[\d.]+ a month/.test({DIALOG})")).await;
    page.focus_field("Name").await;
    page.type_text("build-1").await;
    page.press_beginning("Add worker, ").await;

    page.wait_for_text("This needs a plan").await;
    for told in
        ["Cloud plan", "a month", "renews by itself until you cancel", "You agree and pay at Polar"]
    {
        page.wait_for(&format!("{DIALOG}.includes('{told}')")).await;
    }
    desktop.picture("plan");
    page.press("Open checkout").await;
    page.wait_for_text("The checkout is open in your browser").await;
    let sent_to = pay(&opened(&desktop, "http://127.0.0.1:").await).await;
    assert_eq!(sent_to, "muster://checkout-return");

    page.wait_for_text("build-1 is being made").await;
    page.follow("build-1").await;
    page.wait_for_row(&["Make its machine"]).await;
    page.wait_for("document.querySelector('[aria-label=Machine]').innerText.includes('Running')")
        .await;
    page.follow("Workers").await;
    page.wait_for_row(&["Online", "build-1", "cloud"]).await;
}

#[tokio::test]
async fn an_environment_is_made_stopped_started_stopped_with_everything_and_deleted() {
    let Some(desktop) = Desktop::start_with(DEMO).await else { return };
    desktop.install("xdg-open", BROWSER);
    let app = App::open(&desktop, &[]).await;
    let page = &app.page;
    page.press("Run a job").await;
    page.wait_for("document.activeElement.tagName === 'TEXTAREA'").await;
    page.type_text("sleep 1").await;
    page.press("Run").await;
    page.wait_for_text("exit 0").await;
    page.follow("Environments").await;
    page.press("New environment").await;
    page.wait_for(&format!(r"/\$[\d.]+ an hour/.test({DIALOG})")).await;
    page.run(&format!("window.before = {DIALOG}.match(/\\$[\\d.]+ an hour/)[0]")).await;
    page.pick("4 cores, 8 GB").await;
    page.wait_for(&format!("!{DIALOG}.includes(window.before)")).await;
    page.focus_field("Name").await;
    page.type_text("lab").await;
    page.press("Create environment").await;
    page.press("I have kept it").await;
    page.wait_for_row(&["Running", "lab"]).await;

    page.follow("lab").await;
    for step in ["Make its storage", "Make its machine"] {
        page.wait_for_row(&[step]).await;
    }
    desktop.picture("environment");
    page.press("Open lab in the browser").await;
    opened(&desktop, "http://").await;
    page.press("Stop lab").await;
    page.wait_for_text("Stopped").await;
    page.press("Start lab").await;
    page.wait_for("document.querySelector('[aria-label=\"Stop lab\"]')").await;

    page.follow("Usage").await;
    page.wait_for("document.querySelector('[role=img] canvas')").await;
    page.wait_for("document.querySelector('[aria-label=\"Stop lab\"]')").await;
    page.press("Stop everything billable").await;
    page.press("Stop all of it").await;
    page.wait_for(&format!("{DIALOG}.includes('stopped, confirmed by Azure')")).await;
    desktop.picture("stopped");
    page.press("Close").await;
    page.wait_for("document.querySelector('[aria-label=\"Delete lab\"]')").await;

    page.follow("Environments").await;
    page.follow("lab").await;
    page.press("Delete lab").await;
    page.wait_for_text("are deleted in a moment").await;
    page.press("Undo").await;
    page.press("Delete lab").await;
    page.wait_for_text("lab is being deleted").await;
    page.follow("Environments").await;
    page.wait_without_row("lab").await;
}
