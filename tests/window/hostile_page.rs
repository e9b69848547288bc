//! A hostile page: what a script gains that somebody smuggled into the window.

use crate::{app::App, desktop::Desktop};
use serde_json::{Value, json};

/// Calls a command as a script of the page would. Answers `"done"` or why not.
async fn attempt(app: &App, command: &str, arguments: Value) -> String {
    let script = format!(
        "return window.__TAURI_INTERNALS__.invoke({}, {arguments}).then(() => 'done', error => JSON.stringify(error))",
        json!(command)
    );
    app.page.run(&script).await.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_script_in_the_window_gains_nothing_but_the_console() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;

    let shell =
        json!({ "program": "sh", "args": ["-c", "id"], "options": {}, "onEvent": "__CHANNEL__:1" });
    for (command, arguments) in [
        ("plugin:shell|execute", shell.clone()),
        ("plugin:shell|spawn", shell),
        ("plugin:shell|open", json!({ "path": "https://example.com" })),
        ("plugin:window-state|filename", json!({})),
        ("plugin:dialog|message", json!({ "message": "x" })),
        ("plugin:deep-link|register", json!({ "protocol": "https" })),
        ("plugin:autostart|enable", json!({})),
        ("plugin:updater|check", json!({})),
        ("plugin:fs|read_file", json!({ "path": "/etc/passwd" })),
        ("plugin:event|emit", json!({ "event": "quit_requested", "payload": {} })),
        ("plugin:window|close", json!({ "label": "main" })),
        ("plugin:webview|create_webview_window", json!({ "options": { "label": "x" } })),
        ("plugin:app|version", json!({})),
        ("plugin:path|resolve_directory", json!({ "directory": 1 })),
        ("plugin:resources|close", json!({ "rid": 1 })),
        ("read_file", json!({ "path": "/etc/passwd" })),
    ] {
        let outcome = attempt(&app, command, arguments).await;
        let is_refused = outcome.contains("not allowed") || outcome.contains("not found");
        assert!(is_refused, "{command}: {outcome}");
    }

    for (path, headers, code) in [
        ("/jobs", json!({}), "bad_request"),
        ("/v1/../jobs", json!({}), "bad_request"),
        ("/v1/me", json!({ "authorization": "Bearer x" }), "bad_header"),
    ] {
        let request = json!({ "request": { "method": "GET", "path": path, "headers": headers } });
        let outcome = attempt(&app, "api", request).await;
        assert!(outcome.contains(&format!("\"error\":\"{code}\"")), "{path}: {outcome}");
    }

    let outcome = attempt(&app, "open_external", json!({ "url": "file:///etc/passwd" })).await;
    assert!(outcome.contains("\"error\":\"forbidden\""), "{outcome}");
}

#[tokio::test]
async fn the_page_runs_no_other_script_and_reaches_no_other_host() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    let page = &app.page;

    let reached = page
        .run(
            "return Promise.allSettled([
               fetch('https://example.com/'),
               fetch('http://127.0.0.1:7600/v1/me'),
               fetch('file:///etc/passwd'),
             ]).then(outcomes => outcomes.map(outcome => outcome.status))",
        )
        .await;
    assert_eq!(reached, json!(["rejected", "rejected", "rejected"]));

    page.run(
        "const script = document.createElement('script');
         script.textContent = 'window.smuggled = true';
         document.body.append(script);
         const frame = document.createElement('iframe');
         frame.src = 'https://example.com/';
         document.body.append(frame);
         const link = document.createElement('a');
         link.setAttribute('onclick', 'window.smuggled = true');
         document.body.append(link);
         link.click();
         window.opened = window.open('https://example.com/');
         location.href = 'https://example.com/';",
    )
    .await;
    page.wait_for("true").await;
    let state = page
        .run("return [Boolean(window.smuggled), Boolean(window.opened), location.protocol]")
        .await;
    assert_eq!(state, json!([false, false, "tauri:"]));
    assert_eq!(page.run("return typeof window.__TAURI__").await, "undefined");
}

#[tokio::test]
async fn the_console_itself_breaks_none_of_the_policys_rules() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    let page = &app.page;
    page.run(
        "window.violations = [];
         document.addEventListener('securitypolicyviolation', event =>
           window.violations.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));",
    )
    .await;
    page.press("Run a job").await;
    page.wait_for("document.activeElement.tagName === 'TEXTAREA'").await;
    page.type_text("printf '\\033[31mred\\033[0m\\n'").await;
    page.press("Run").await;
    page.wait_for_text("exit 0").await;
    page.wait_for("[...document.querySelectorAll('[role=log] span')].some(span => span.textContent === 'red')").await;
    let colour = page
        .run(
            "const cell = [...document.querySelectorAll('[role=log] span')].reverse().find(span => span.textContent === 'red');
             const [red, green, blue] = getComputedStyle(cell).color.match(/\\d+/g).map(Number);
             return red > green && red > blue",
        )
        .await;
    assert_eq!(colour, json!(true), "the red cell is red");
    assert_eq!(page.run("return window.violations").await, json!([]));
}
