//! What is held back for a moment: sent when the app goes away, and never if it was taken back.

use crate::{app::App, desktop::Desktop};
use muster_api::job::{Job, JobState};
use muster_testkit::{Plan, Serve, first_line, shell, until};

/// A window in which somebody has just asked for the end of a job, which is held back.
async fn cancelling(desktop: &Desktop) -> (App, Serve, Job) {
    let serve = Plan::default().start();
    let data_dir = serve.plan.data_dir().display().to_string();
    let app = App::open(desktop, &["--data-dir", &data_dir]).await;
    let client = serve.client().await;
    let job = client.submit_job(&shell("echo started; exec sleep 1000"), None).await.unwrap();
    assert_eq!(first_line(&client, job.id).await, "started");
    let path = format!("history.pushState({{}}, '', '/jobs/{}')", job.id);
    app.page.run(&path).await;
    app.page.reload().await;
    app.page.wait_for_text("started").await;
    app.page.press("Cancel").await;
    app.page.wait_for_text("Undo").await;
    (app, serve, job)
}

#[tokio::test]
async fn a_cancel_that_is_held_back_is_sent_when_the_app_ends() {
    let Some(desktop) = Desktop::start().await else { return };
    let (app, serve, job) = cancelling(&desktop).await;

    app.end();
    until(async || !app.is_running()).await;
    let client = serve.client().await;
    until(async || client.get_job(job.id).await.unwrap().state == JobState::Cancelled).await;
}

#[tokio::test]
async fn a_cancel_that_was_taken_back_is_not_sent_when_the_app_ends() {
    let Some(desktop) = Desktop::start().await else { return };
    let (app, serve, job) = cancelling(&desktop).await;
    app.page.press("Undo").await;
    app.page.wait_for("!document.body.innerText.includes('Undo')").await;

    app.end();
    until(async || !app.is_running()).await;
    let client = serve.client().await;
    assert!(!client.get_job(job.id).await.unwrap().is_cancel_requested, "it was taken back");
}
