//! Closing and quitting: the window goes into the tray, and quitting says what would stop.

use crate::{
    app::{App, coordinator_of},
    desktop::Desktop,
    panel::Panel,
};
use muster_api::job::{Job, JobState};
use muster_client::Client;
use muster_testkit::{first_line, shell, until};

/// A job that says that it runs and then runs until it is stopped.
async fn start_endless_job(client: &Client) -> Job {
    let job = client.submit_job(&shell("echo started; exec sleep 1000"), None).await.unwrap();
    assert_eq!(first_line(client, job.id).await, "started");
    job
}

#[tokio::test]
async fn closing_leaves_everything_running_in_the_tray() {
    let Some(desktop) = Desktop::start().await else { return };
    let panel = Panel::start(&desktop).await;
    let app = App::open(&desktop, &[]).await;
    panel.wait_for("Idle").await;

    desktop.screen.close_window();
    until(async || !desktop.screen.shows_window()).await;
    let client = coordinator_of(&desktop.data_dir()).await;
    start_endless_job(&client).await;
    panel.wait_for("● 1 running").await;

    panel.press("Show Muster").await;
    until(async || desktop.screen.shows_window()).await;
    assert!(app.is_running());
}

#[tokio::test]
async fn quitting_says_what_would_stop_and_hands_it_back() {
    let Some(desktop) = Desktop::start().await else { return };
    let panel = Panel::start(&desktop).await;
    let app = App::open(&desktop, &[]).await;
    let client = coordinator_of(&desktop.data_dir()).await;
    let job = start_endless_job(&client).await;

    panel.press("Quit Muster").await;
    app.page.wait_for_text("1 job runs on this machine and goes back to the queue.").await;
    app.page.press("Stay").await;
    app.page.wait_for("!document.querySelector('[role=alertdialog]')").await;

    panel.press("Quit Muster").await;
    app.page.wait_for_text("1 job runs on this machine and goes back to the queue.").await;
    app.page.press_last("Quit").await;
    until(async || !app.is_running()).await;
    app.page.leave().await;

    let again = App::open(&desktop, &[]).await;
    let client = coordinator_of(&desktop.data_dir()).await;
    until(async || client.get_job(job.id).await.unwrap().state == JobState::Running).await;
    let attempts = client.list_attempts(job.id).await.unwrap();
    assert!(attempts.len() > 1, "handed back and begun again: {attempts:?}");
    again.end();
}

#[tokio::test]
async fn a_page_that_cannot_answer_keeps_nobody_from_quitting() {
    let Some(desktop) = Desktop::start().await else { return };
    let panel = Panel::start(&desktop).await;
    let app = App::open(&desktop, &[]).await;
    start_endless_job(&coordinator_of(&desktop.data_dir()).await).await;
    app.page.run("document.body.replaceChildren()").await;

    panel.press("Quit Muster").await;
    panel.press("Quit Muster").await;
    until(async || !app.is_running()).await;
}

#[tokio::test]
async fn without_a_tray_closing_means_quitting() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    let client = coordinator_of(&desktop.data_dir()).await;
    start_endless_job(&client).await;

    desktop.screen.close_window();
    app.page.wait_for_text("1 job runs on this machine and goes back to the queue.").await;
    assert!(desktop.screen.shows_window());
    app.page.press_last("Quit").await;
    until(async || !app.is_running()).await;
}

#[tokio::test]
async fn with_nothing_running_nobody_is_asked() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    desktop.screen.close_window();
    until(async || !app.is_running()).await;
    assert!(!desktop.data_dir().join("instance.json").exists(), "it stopped in good order");
}

#[tokio::test]
async fn a_logout_ends_the_app_in_good_order() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    start_endless_job(&coordinator_of(&desktop.data_dir()).await).await;
    app.end();
    until(async || !app.is_running()).await;
    assert!(!desktop.data_dir().join("instance.json").exists(), "it stopped in good order");
}
