//! Updates: looked for where a feed is configured, and refused unless the signer has signed them.

use crate::{app::App, desktop::Desktop, manners::open_settings};
use axum::{Json, Router, routing::get};
use serde_json::{Value, json};
use std::fs;

/// A key that nobody has the secret of any more.
const KEY: &str = "dW50cnVzdGVkIGNvbW1lbnQ6IG1pbmlzaWduIHB1YmxpYyBrZXk6IEU3NjIwRjE4NDJCNEU4MUYKUldRZjZMUkNHQTlpNTNtbFlOM0M0Zk5Pcmd0YmJmZjdTMkxvRmVmTGw1WTBFRXl0Q0ZRRDFMczEK";
/// The signature of something else, by that key.
const SIGNATURE: &str = "dW50cnVzdGVkIGNvbW1lbnQ6IHNpZ25hdHVyZSBmcm9tIG1pbmlzaWduIHNlY3JldCBrZXkKUldRZjZMUkNHQTlpNTlTTE9GeHo2Tnh2QVNYREplUnR1WnlrUXdlcGJERWdkRnEwMXZIV1l2MHRqZGpUVW9MVDZQaHdXMHJXbmtKOXFpVEtRZ2RuMEh6NGtCYk00aHZSR3c0PQp0cnVzdGVkIGNvbW1lbnQ6IHRpbWVzdGFtcDoxNTU2MTkzMzM1CWZpbGU6dGVzdApFaHJ4bVBFcGF0MVRkMENaMmtuVENJeEtXVXlnN1V2dTgrZ1c5L2Jzb0hWMDZTRGpVYVdIYjhLNFV3MTFSZlQ0dnk3c1VsbHBOUDBPdWlhMDlBd2NDQT09Cg==";

/// Somebody who says that there is a newer version.
async fn feed() -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let release: Value = json!({
        "version": "99.0.0",
        "notes": "everything is better",
        "platforms": {
            format!("linux-{}", std::env::consts::ARCH): { "signature": SIGNATURE, "url": format!("{address}/file") },
        },
    });
    let router = Router::new()
        .route("/latest.json", get(move || async move { Json(release) }))
        .route("/file", get(|| async { "not what was signed" }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("{address}/latest.json")
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
    let folder = desktop.home().join("config/app.muster.desktop");
    fs::create_dir_all(&folder).unwrap();
    let kept = json!({ "updates": { "url": feed().await, "key": KEY } });
    fs::write(folder.join("desktop.json"), kept.to_string()).unwrap();
    let app = App::open(&desktop, &[]).await;
    open_settings(&app).await;
    app.page.press("Look for an update").await;
    app.page.wait_for_text("Version 99.0.0 is there").await;
    app.page.press("Install it").await;
    app.page.wait_for_text("cannot download and verify the update").await;
    desktop.picture("update-refused");
}
