//! A coordinator elsewhere: the window attaches to the one that owns the data directory.

use crate::{app::App, desktop::Desktop};
use muster_testkit::{Plan, shell, until};

#[tokio::test]
async fn the_window_attaches_to_a_coordinator_that_runs_already() {
    let Some(desktop) = Desktop::start().await else { return };
    let serve = Plan::default().start();
    let client = serve.client().await;
    client.submit_job(&shell("echo from-elsewhere"), None).await.unwrap();
    let data_dir = serve.plan.data_dir().display().to_string();

    let app = App::open(&desktop, &["--data-dir", &data_dir]).await;
    app.page.run("location.pathname === '/jobs' || history.pushState({}, '', '/jobs')").await;
    app.page.reload().await;
    app.page.wait_for_text("echo from-elsewhere").await;
    let told = "window.__TAURI_INTERNALS__.invoke('app_state')";
    assert_eq!(app.page.run(&format!("return {told}")).await["mode"], "attached");

    // Quitting the window leaves somebody else's coordinator alone, so nobody is asked.
    client.submit_job(&shell("sleep 1000"), None).await.unwrap();
    desktop.screen.close_window();
    until(async || !app.is_running()).await;
    client.health().await.expect("it is still there");
}

#[tokio::test]
async fn the_window_finds_a_coordinator_that_was_started_again() {
    let Some(desktop) = Desktop::start().await else { return };
    let serve = Plan::default().start();
    let data_dir = serve.plan.data_dir().display().to_string();
    let app = App::open(&desktop, &["--data-dir", &data_dir]).await;
    app.page.wait_for_text("Connected to").await;

    let again = serve.kill().start();
    let client = again.client().await;
    client.submit_job(&shell("echo after-the-restart"), None).await.unwrap();
    app.page.run("history.pushState({}, '', '/jobs')").await;
    app.page.reload().await;
    app.page.wait_for_text("echo after-the-restart").await;
}
