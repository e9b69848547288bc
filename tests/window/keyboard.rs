//! The keyboard alone: a job is submitted, watched and cancelled without a pointer.

use crate::{
    app::{App, coordinator_of},
    desktop::Desktop,
    driver::keys::{CONTROL, ENTER, ESCAPE},
};
use muster_api::job::JobState;
use muster_testkit::until;

const LOG: &str = "document.querySelector('[role=log]')?.innerText.includes('started')";

#[tokio::test]
async fn a_job_is_submitted_watched_and_cancelled_by_keys_alone() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    let page = &app.page;
    page.wait_for_text("Connected").await;

    page.type_keys("n").await;
    page.wait_for("document.activeElement.tagName === 'TEXTAREA'").await;
    page.type_keys("echo started; exec sleep 1000").await;
    page.type_chord(CONTROL, ENTER).await;
    page.wait_for("location.pathname === '/jobs/job_1'").await;
    page.wait_for(LOG).await;

    // Away from it, and back by the list.
    page.type_keys(&ESCAPE.to_string()).await;
    page.wait_for("location.pathname === '/jobs'").await;
    page.wait_for_row(&["Running", "job_1"]).await;
    page.type_keys("gw").await;
    page.wait_for("location.pathname === '/workers'").await;
    page.type_keys("gj").await;
    page.wait_for("location.pathname === '/jobs'").await;
    page.wait_for_row(&["Running", "job_1"]).await;
    page.type_keys("jo").await;
    page.wait_for("location.pathname === '/jobs/job_1'").await;
    page.wait_for(LOG).await;

    // The first cancel is taken back within its five seconds, the second one is sent.
    page.type_keys("c").await;
    page.wait_for_text("job_1 is cancelled in a moment").await;
    page.type_chord(CONTROL, 'z').await;
    page.wait_for("!document.body.innerText.includes('job_1 is cancelled in a moment')").await;
    let client = coordinator_of(&desktop.data_dir()).await;
    let id = "job_1".parse().unwrap();
    assert!(!client.get_job(id).await.unwrap().is_cancel_requested, "it was taken back");
    page.type_keys("c").await;
    page.wait_for_text("Cancelled").await;
    until(async || client.get_job(id).await.unwrap().state == JobState::Cancelled).await;
}
