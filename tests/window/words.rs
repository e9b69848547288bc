//! The native side in words: it says what it says in the language of the console.

use crate::{
    app::{App, coordinator_of},
    desktop::Desktop,
    notifications::Screen,
    panel::Panel,
};
use muster_testkit::{shell, until};
use serde_json::Value;
use std::fs;

/// Chooses a language as the settings do it.
async fn choose(app: &App, language: &str) {
    let page = &app.page;
    page.run(&format!("localStorage.setItem('muster.language', '{language}'); location.reload()"))
        .await;
    page.wait_through_load(&format!("document.documentElement.lang === '{language}'")).await;
    page.wait_through_load("!document.querySelector('.first-paint')").await;
}

#[tokio::test]
async fn the_tray_and_notifications_speak_the_language_of_the_console() {
    let Some(desktop) = Desktop::start().await else { return };
    let panel = Panel::start(&desktop).await;
    let told = Screen::start(&desktop).await;
    let app = App::open(&desktop, &[]).await;
    let client = coordinator_of(&desktop.data_dir()).await;
    for entry in ["Show Muster", "Run a job…", "Stop everything on this machine", "Quit Muster"] {
        panel.wait_for(entry).await;
    }

    choose(&app, "de").await;
    for entry in ["Muster zeigen", "Alles auf dieser Maschine stoppen", "Muster beenden"] {
        panel.wait_for(entry).await;
    }
    let kept = desktop.home().join("config/app.muster.desktop/desktop.json");
    let is_kept =
        || fs::read_to_string(&kept).is_ok_and(|text| text.contains("\"language\": \"de\""));
    until(async || is_kept()).await;

    // An entry in another language does the same.
    panel.press("Alles auf dieser Maschine stoppen").await;
    panel.wait_for("● 1 online  ·  diese Maschine ist angehalten").await;
    panel.press("Diese Maschine wieder arbeiten lassen").await;
    panel.wait_for("● 1 online").await;

    desktop.screen.close_window();
    until(async || !desktop.screen.shows_window()).await;
    client.submit_job(&shell("exit 3"), None).await.unwrap();
    told.wait_for("job_1 ist fehlgeschlagen: exit 3").await;
    panel.wait_for("✕ 1 zu tun").await;

    panel.press("Muster zeigen").await;
    until(async || desktop.screen.shows_window()).await;
    choose(&app, "fr").await;
    panel.wait_for("Quitter Muster").await;
    panel.wait_for("✕ 1 à voir").await;
}

#[tokio::test]
async fn a_language_that_the_app_does_not_speak_changes_nothing() {
    let Some(desktop) = Desktop::start().await else { return };
    let panel = Panel::start(&desktop).await;
    let app = App::open(&desktop, &[]).await;
    panel.wait_for("Show Muster").await;
    for odd in ["", "tlh", "de-DE", "../de"] {
        let outcome = app
            .page
            .run(&format!(
                "return window.__TAURI_INTERNALS__.invoke('speak', {{ language: '{odd}' }}).then(() => 'done', ({{ error }}) => error)"
            ))
            .await;
        assert_eq!(outcome, Value::from("bad_request"), "{odd:?}");
    }
    let told = app.page.run("return window.__TAURI_INTERNALS__.invoke('manners')").await;
    assert_eq!(told["language"], "en");
    panel.wait_for("Show Muster").await;
}
