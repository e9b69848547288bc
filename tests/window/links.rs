//! Links: what another program may ask of the window, and that the person is asked first.

use crate::{app::App, desktop::Desktop};
use muster_testkit::{program, until};
use serde_json::json;

const QUESTION: &str = "document.querySelector('[role=alertdialog]')";

/// Another program opens a link, as the system does it.
fn open(desktop: &Desktop, link: &str) {
    let said = program::run(&mut desktop.app_command(&[link.to_owned()]));
    assert_eq!(said.code, Some(0), "{}", said.stderr);
}

#[tokio::test]
async fn a_link_is_asked_about_and_then_opened() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    let page = &app.page;

    open(&desktop, "muster://job/job_7");
    page.wait_for_text("Job job_7").await;
    page.settle().await;
    desktop.picture("link");
    assert_eq!(page.evaluate("location.pathname").await, json!("/"), "nothing was done yet");
    page.press("Leave it").await;
    page.wait_for(&format!("!{QUESTION}")).await;
    assert_eq!(page.evaluate("location.pathname").await, json!("/"));

    open(&desktop, "muster://job/job_7");
    page.wait_for_text("Job job_7").await;
    page.press("Open").await;
    page.wait_for("location.pathname === '/jobs/job_7'").await;
    page.wait_for(&format!("!{QUESTION}")).await;

    let worker = "wrk_01K0ZJ2Q8E9R4T6Y8V0X2Z4B6D";
    open(&desktop, &format!("muster://worker/{worker}"));
    page.wait_for_text(&format!("Worker {worker}")).await;
    page.press("Open").await;
    page.wait_for(&format!("location.pathname === '/workers/{worker}'")).await;

    for (link, said, address) in [
        (
            "environment/env_01K0ZJ2Q8E9R4T6Y8V0X2Z4B6D",
            "Environment env_",
            "/environments/env_01K0ZJ2Q8E9R4T6Y8V0X2Z4B6D",
        ),
        ("schedule/nightly", "Schedule nightly", "/schedules"),
        ("template/12", "Template 12", "/templates"),
        ("settings", "The page Settings", "/settings"),
        ("overview", "The page Overview", "/"),
    ] {
        open(&desktop, &format!("muster://{link}"));
        page.wait_for_text(said).await;
        page.press("Open").await;
        page.wait_for(&format!("location.pathname === '{address}'")).await;
        page.wait_for(&format!("!{QUESTION}")).await;
    }
}

#[tokio::test]
async fn a_link_that_starts_the_app_waits_for_the_page() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &["muster://checkout-return?checkout_id=x"]).await;
    app.page.wait_for_text("whether your payment has arrived").await;
    app.page.press("Open").await;
    app.page.wait_for("location.pathname === '/billing'").await;
    app.page.wait_for_text("Nothing is sold here").await;
}

#[tokio::test]
async fn what_is_no_link_of_ours_shows_the_window_and_nothing_else() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    let page = &app.page;
    for odd in [
        "muster://run/echo",
        "muster://job/job_7/cancel",
        "muster://job/../settings",
        "muster://settings/tokens",
    ] {
        open(&desktop, odd);
    }
    // It comes after all of them, so what they could have asked would stand here.
    open(&desktop, "muster://job/job_9");
    page.wait_for_text("Job job_9").await;
    assert_eq!(page.evaluate("document.querySelectorAll('[role=alertdialog]').length").await, 1);
    assert_eq!(page.evaluate("location.pathname").await, json!("/"));
    until(async || desktop.screen.shows_window()).await;
}
