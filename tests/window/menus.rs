//! The menu bar and the keys of the window: there for whoever wants them, and taken from nobody.

use crate::{app::App, desktop::Desktop, driver::keys::CONTROL};
use muster_testkit::until;
use serde_json::Value;
use std::fs;

async fn number(app: &App, expression: &str) -> f64 {
    app.page.evaluate(expression).await.as_f64().unwrap()
}

#[tokio::test]
async fn a_menu_bar_is_there_once_somebody_wants_it() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    let page = &app.page;
    page.wait_for_text("Connected").await;
    let bare = number(&app, "innerHeight").await;
    page.type_chord(CONTROL, 'm').await;
    page.wait_through_load(&format!("innerHeight < {bare} - 10")).await;
    page.settle().await;
    desktop.picture("menu-bar");
    let kept = desktop.home().join("config/app.muster.desktop/desktop.json");
    let shows = |wanted: bool| {
        let text = fs::read_to_string(&kept).unwrap_or_default();
        text.contains(&format!("\"shows_menu_bar\": {wanted}"))
    };
    until(async || shows(true)).await;

    // It takes no key from the page.
    page.type_keys("gw").await;
    page.wait_for("location.pathname === '/workers'").await;
    page.type_chord(CONTROL, '2').await;
    page.wait_for("location.pathname === '/jobs'").await;

    page.type_chord(CONTROL, 'm').await;
    page.wait_through_load(&format!("innerHeight === {bare}")).await;
    until(async || shows(false)).await;
}

#[tokio::test]
async fn the_page_is_drawn_larger_and_smaller_by_keys_and_whoever_holds_a_key_keeps_it() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    let page = &app.page;
    page.wait_for_text("Connected").await;
    let own = number(&app, "innerWidth").await;
    page.type_chord(CONTROL, '-').await;
    page.wait_through_load(&format!("innerWidth > {own}")).await;
    page.type_chord(CONTROL, '0').await;
    page.wait_through_load(&format!("innerWidth === {own}")).await;

    // As a terminal holds what is meant for its shell.
    page.run("window.holds = event => event.ctrlKey && event.preventDefault(); document.body.addEventListener('keydown', holds)").await;
    page.type_chord(CONTROL, '-').await;
    page.type_chord(CONTROL, '2').await;
    page.run("document.body.removeEventListener('keydown', holds)").await;
    // It comes after both of them, so what they could have done would be seen.
    page.type_chord(CONTROL, '3').await;
    page.wait_for("location.pathname === '/workers'").await;
    assert_eq!(page.evaluate(&format!("innerWidth === {own}")).await, true);
}

#[tokio::test]
async fn the_page_chooses_no_entry_that_stops_something_or_opens_something_elsewhere() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    for entry in
        ["stop_this_machine", "stop_everything_billable", "documentation", "profile here", ""]
    {
        let outcome = app
            .page
            .run(&format!(
                "return window.__TAURI_INTERNALS__.invoke('choose_entry', {{ entry: '{entry}' }}).then(() => 'done', ({{ error }}) => error)"
            ))
            .await;
        assert_eq!(outcome, Value::from("bad_request"), "{entry}");
    }
}
