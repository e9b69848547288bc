//! Plans that are to be sold and lack something: the window opens with fields for it, and what is local runs.

use crate::{
    app::{App, coordinator_of},
    desktop::Desktop,
};
use muster_api::{ProblemKind, den::WorkerOrder};
use muster_client::{Client, ClientError};
use muster_testkit::{shell, until};
use serde_json::{from_value, json};

/// The gate is on. Nobody listens where Polar is said to be, and secrets are kept without a keychain.
const VARIABLES: &[(&str, &str)] = &[
    ("POLAR_FEATURE_GATE_ENABLED", "true"),
    ("POLAR_BENEFIT_ID", "992fae2a-2a17-4b7a-8d9e-e287cf90131b"),
    ("POLAR_API_BASE", "http://127.0.0.1:9"),
    ("MUSTER_SECRETS", "file"),
    ("MUSTER_VAULT_PASSPHRASE", "correct horse battery"),
];
const TAB: &str = "\u{E004}";
/// What is typed, in the order of the fields.
const TYPED: [(&str, &str); 4] = [
    ("POLAR_ACCESS_TOKEN", "polar_oat_hunter2"),
    ("POLAR_PRODUCT_ID", "1dbfc517-0bbf-4301-9ba8-555ca42b9737"),
    ("POLAR_SUCCESS_URL", "muster://checkout-return"),
    ("POLAR_RETURN_URL", "muster://checkout-return"),
];

async fn refused(client: &Client) -> ProblemKind {
    let order = json!({ "name": "first", "destination": "cloud" });
    let order: WorkerOrder = from_value(order).unwrap();
    match client.order_worker(&order, None).await {
        Err(ClientError::Problem(problem)) => problem.error,
        other => panic!("it should be refused: {other:?}"),
    }
}

#[tokio::test]
async fn what_plans_lack_is_asked_for_when_the_window_opens_and_local_work_runs_meanwhile() {
    let Some(desktop) = Desktop::start_with(VARIABLES).await else { return };
    let app = App::open(&desktop, &[]).await;
    app.page.wait_for_text("Plans are not set up yet").await;
    for (variable, _) in TYPED {
        app.page.wait_for_text(variable).await;
    }
    let is_asked_for_benefit = "document.body.innerText.includes('POLAR_BENEFIT_ID')";
    assert_eq!(app.page.evaluate(is_asked_for_benefit).await, false, "it is there already");
    desktop.picture("gate");

    let client = coordinator_of(&desktop.data_dir()).await;
    let job = client.submit_job(&shell("true"), None).await.unwrap();
    until(async || client.get_job(job.id).await.unwrap().finished_at.is_some()).await;
    assert_eq!(refused(&client).await, ProblemKind::BillingNotConfigured);

    // Half of it is not taken, and says what is still missing.
    let (_, token) = TYPED[0];
    app.page.wait_for("document.activeElement.tagName === 'INPUT'").await;
    app.page.type_text(&format!("{token}{TAB}")).await;
    app.page.press("Use these").await;
    app.page.wait_for_text("POLAR_PRODUCT_ID is missing").await;
    assert_eq!(refused(&client).await, ProblemKind::BillingNotConfigured);

    for (variable, text) in TYPED.into_iter().skip(1) {
        app.page.focus_field(variable).await;
        app.page.type_text(text).await;
    }
    app.page.press("Use these").await;
    app.page.wait_through_load("document.querySelector('h1')?.textContent === 'Overview'").await;
    let client = coordinator_of(&desktop.data_dir()).await;
    assert_eq!(refused(&client).await, ProblemKind::PaymentRequired, "now it can be bought");
    let found = client.get_job(job.id).await.unwrap();
    assert!(found.finished_at.is_some(), "what was done before is there");

    app.end();
    until(async || !app.is_running()).await;
    app.page.leave().await;
    let again = App::open(&desktop, &[]).await;
    again.page.wait_for("document.querySelector('h1')?.textContent === 'Overview'").await;
}

#[tokio::test]
async fn what_plans_lack_can_be_put_off_and_is_found_on_the_billing_page() {
    let Some(desktop) = Desktop::start_with(VARIABLES).await else { return };
    let app = App::open(&desktop, &[]).await;
    app.page.wait_for_text("Plans are not set up yet").await;
    app.page.press("Not now").await;
    app.page.wait_for("document.querySelector('h1')?.textContent === 'Overview'").await;
    let billing =
        "[...document.querySelectorAll('nav a')].find(link => link.textContent === 'Billing')";
    app.page.evaluate(&format!("{billing}.click()")).await;
    app.page.wait_for_text("POLAR_ACCESS_TOKEN is missing").await;
    app.page.press("Fill it in").await;
    app.page.wait_for_text("Plans are not set up yet").await;
}
