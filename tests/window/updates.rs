//! Updates: looked for where a feed is configured, and refused unless the signer has signed them.

use crate::{app::App, desktop::Desktop, manners::open_settings};
use axum::{Json, Router, routing::get};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::fs;

/// A key from the examples of the signer's library, and what it has signed: the text `test`, as no version.
const KEY: &str = "untrusted comment: minisign public key E7620F1842B4E81F
RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3
";
const SIGNATURE: &str = "untrusted comment: signature from minisign secret key
RWQf6LRCGA9i59SLOFxz6NxvASXDJeRtuZykwQepbDEGt87ig1BNpWaVWuNrm73YiIiJbq71Wi+dP9eKL8OC351vwIasSSbXxwA=
trusted comment: timestamp:1555779966\tfile:test
QtKMXWyYcwdpZAlPF7tE2ENJkRd1ujvKjlj1m9RtHTBnZPa5WKU5uWRs5GoP5M/VqE81QFuMKI5k/SfNQUaOAA==
";

/// Somebody who says that there is a newer version, and has this file for it.
async fn feed(file: &'static str) -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let platform = format!("linux-{}", std::env::consts::ARCH);
    let signature = STANDARD.encode(SIGNATURE);
    let url = format!("{address}/file");
    let release: Value = json!({
        "version": "99.0.0",
        "notes": "everything is better",
        "platforms": { platform: { "signature": signature, "url": url } },
    });
    let router = Router::new()
        .route("/latest.json", get(move || async move { Json(release) }))
        .route("/file", get(move || async move { file }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("{address}/latest.json")
}

/// The app with that feed, after somebody has pressed to install what it offers.
async fn installing(desktop: &Desktop, file: &'static str) -> App {
    let folder = desktop.home().join("config/app.muster.desktop");
    fs::create_dir_all(&folder).unwrap();
    let kept = json!({ "updates": { "url": feed(file).await, "key": STANDARD.encode(KEY) } });
    fs::write(folder.join("desktop.json"), kept.to_string()).unwrap();
    let app = App::open(desktop, &[]).await;
    open_settings(&app).await;
    app.page.press("Look for an update").await;
    app.page.wait_for_text("Version 99.0.0 is there").await;
    app.page.press("Install it").await;
    app.page.wait_for_text("cannot download and verify the update").await;
    app
}

#[tokio::test]
async fn without_a_feed_nobody_is_asked() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    let told = app.page.run("return window.__TAURI_INTERNALS__.invoke('look_for_update')").await;
    assert_eq!(told, json!({ "state": "off" }));
    open_settings(&app).await;
    app.page.wait_for_text("No feed is configured").await;
}

#[tokio::test]
async fn a_newer_version_is_found_and_a_forged_one_is_not_taken() {
    let Some(desktop) = Desktop::start().await else { return };
    let _app = installing(&desktop, "not what was signed").await;
    desktop.picture("update-refused");
}

#[tokio::test]
async fn what_was_signed_as_another_version_is_not_taken() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = installing(&desktop, "test").await;
    app.page.wait_for_text("does not specify the version it was signed for").await;
}
