//! What is held back for a moment: sent when the app goes away, and never if it was taken back.

use crate::{app::App, desktop::Desktop};
use muster_api::job::{Job, JobState};
use muster_client::Client;
use muster_testkit::{Plan, first_line, shell, until};

async fn endless(client: &Client) -> Job {
    let job = client.submit_job(&shell("echo started; exec sleep 1000"), None).await.unwrap();
    assert_eq!(first_line(client, job.id).await, "started");
    job
}

/// Opens a job and asks for its end, which is held back.
async fn cancel(app: &App, job: &Job) {
    let path = format!("history.pushState({{}}, '', '/jobs/{}')", job.id);
    app.page.run(&path).await;
    app.page.reload().await;
    app.page.wait_for_text("started").await;
    app.page.press("Cancel").await;
    app.page.wait_for_text("Undo").await;
}

#[tokio::test]
async fn a_cancel_that_is_held_back_is_sent_when_the_app_ends() {
    let Some(desktop) = Desktop::start().await else { return };
    let serve = Plan::default().start();
    let data_dir = serve.plan.data_dir().display().to_string();
    let app = App::open(&desktop, &["--data-dir", &data_dir]).await;
    let client = serve.client().await;
    let job = endless(&client).await;
    cancel(&app, &job).await;

    app.end();
    until(async || !app.is_running()).await;
    until(async || client.get_job(job.id).await.unwrap().state == JobState::Cancelled).await;
}

#[tokio::test]
async fn a_cancel_that_was_taken_back_is_not_sent_when_the_app_ends() {
    let Some(desktop) = Desktop::start().await else { return };
    let serve = Plan::default().start();
    let data_dir = serve.plan.data_dir().display().to_string();
    let app = App::open(&desktop, &["--data-dir", &data_dir]).await;
    let client = serve.client().await;
    let job = endless(&client).await;
    cancel(&app, &job).await;
    app.page.press("Undo").await;
    app.page.wait_for("!document.body.innerText.includes('Undo')").await;

    app.end();
    until(async || !app.is_running()).await;
    assert!(!client.get_job(job.id).await.unwrap().is_cancel_requested, "it was taken back");
}
