//! The panic switch in the tray: one press, and nothing runs on this machine any more.

use crate::{
    app::{App, coordinator_of},
    desktop::Desktop,
    panel::Panel,
};
use muster_api::job::JobState;
use muster_testkit::{first_line, shell, until};

#[tokio::test]
async fn one_press_stops_this_machine_and_loses_nothing() {
    let Some(desktop) = Desktop::start().await else { return };
    let panel = Panel::start(&desktop).await;
    let app = App::open(&desktop, &[]).await;
    // It works while the page hangs.
    app.page.run("document.body.replaceChildren()").await;
    let client = coordinator_of(&desktop.data_dir()).await;
    let job = client.submit_job(&shell("echo started; exec sleep 1000"), None).await.unwrap();
    assert_eq!(first_line(&client, job.id).await, "started");
    panel.wait_for("● 1 running").await;

    panel.press("Stop everything on this machine").await;
    panel.wait_for("○ 1 waiting").await;
    panel.wait_for("● 1 online  ·  this machine is paused").await;
    assert_eq!(client.get_job(job.id).await.unwrap().state, JobState::Queued, "nothing is lost");

    panel.press("Let this machine work again").await;
    until(async || client.get_job(job.id).await.unwrap().state == JobState::Running).await;
    panel.wait_for("● 1 running").await;
}
