//! External pages: handed to the person's browser by the app, after it has looked at the address.

use crate::{app::App, desktop::Desktop};
use muster_testkit::until;
use serde_json::json;
use std::fs;

/// In the place of the person's browser: notes what it is asked to open.
pub(crate) const BROWSER: &str = "#!/bin/sh\nprintf '%s\\n' \"$@\" >> \"$HOME/opened\"\n";

#[tokio::test]
async fn a_known_page_is_handed_to_the_browser_and_no_other() {
    let Some(desktop) = Desktop::start().await else { return };
    desktop.install("xdg-open", BROWSER);
    let app = App::open(&desktop, &[]).await;
    let known = "https://github.com/muster/muster/blob/main/docs/api.md#bad_id";
    for url in [
        "https://evil.example/",
        "https://polar.sh/checkout/that-nobody-has-offered",
        "https://github.com/muster/muster\n--help",
        "file:///etc/passwd",
        known,
    ] {
        let invoke = "window.__TAURI_INTERNALS__.invoke('open_external', ";
        let script =
            format!("return {invoke}{}).then(() => true, () => false)", json!({ "url": url }));
        let is_opened = app.page.run(&script).await;
        assert_eq!(is_opened, json!(url == known), "{url}");
    }
    let opened = desktop.home().join("opened");
    until(async || fs::read_to_string(&opened).is_ok_and(|text| text.contains(known))).await;
    let lines = fs::read_to_string(&opened).unwrap();
    assert!(
        lines.lines().all(|line| line.starts_with("https://github.com/muster/muster")),
        "{lines}"
    );
}
