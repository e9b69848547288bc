//! Settings → This app: what the person chooses holds on this desktop.

use crate::{app::App, desktop::Desktop};
use muster_testkit::until;
use serde_json::json;
use std::fs;

#[tokio::test]
async fn starting_at_login_is_off_until_somebody_wants_it_and_is_in_the_tray() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    let entry = desktop.home().join(".config/autostart/Muster.desktop");
    assert!(!entry.exists());
    open_settings(&app).await;
    desktop.picture("settings-light");
    choose_theme(&app, "Dark").await;
    desktop.picture("settings-dark");
    choose_theme(&app, "Light").await;

    app.page.turn("Start at login, in the tray").await;
    until(async || fs::read_to_string(&entry).is_ok_and(|text| text.contains("--hidden"))).await;
    app.page.wait_for("[...document.querySelectorAll('label')].find(label => label.textContent.startsWith('Start at login')).control.checked").await;
    app.page.turn("Start at login, in the tray").await;
    until(async || !entry.exists()).await;
}

#[tokio::test]
async fn a_kind_of_notification_that_is_off_stays_off() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    open_settings(&app).await;
    app.page.turn("A job failed and needs a person").await;
    let kept = desktop.home().join("config/app.muster.desktop/desktop.json");
    until(async || {
        fs::read_to_string(&kept).is_ok_and(|text| text.contains("\"job_failed\": false"))
    })
    .await;
    app.page.reload().await;
    let told = app.page.run("return window.__TAURI_INTERNALS__.invoke('manners')").await;
    assert_eq!(
        told["notify"],
        json!({ "job_failed": false, "sleep": true, "limit": true, "environment_stops": true })
    );
}

#[tokio::test]
async fn a_window_in_the_tray_is_hidden_to_its_page() {
    let Some(desktop) = Desktop::start().await else { return };
    let _panel = crate::panel::Panel::start(&desktop).await;
    let app = App::open(&desktop, &[]).await;
    app.page.wait_for("document.visibilityState === 'visible'").await;
    desktop.screen.close_window();
    until(async || !desktop.screen.shows_window()).await;
    app.page.wait_through_load("document.visibilityState === 'hidden'").await;
}

pub(crate) async fn choose_theme(app: &App, name: &str) {
    let label = format!(
        "[...document.querySelectorAll('label')].find(label => label.textContent === '{name}')"
    );
    app.page.run(&format!("{label}.click()")).await;
    let theme = name.to_lowercase();
    app.page.wait_for(&format!("document.documentElement.dataset.theme === '{theme}'")).await;
    app.page.settle().await;
}

/// By the link of the frame, as a person goes there.
pub(crate) async fn open_settings(app: &App) {
    let link =
        "[...document.querySelectorAll('nav a')].find(link => link.textContent === 'Settings')";
    app.page.wait_for(link).await;
    app.page.run(&format!("{link}.click()")).await;
    app.page.wait_for_text("Start at login").await;
    app.page.settle().await;
}
