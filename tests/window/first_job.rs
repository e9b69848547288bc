//! The first job: press the button, type a command, watch its lines arrive, see how it ended.

use crate::{
    app::{App, coordinator_of},
    desktop::Desktop,
};
use muster_api::job::JobState;
use muster_testkit::until;
use serde_json::Value;
use std::fs;

const COMMAND: &str = "for i in 1 2 3; do echo $i; sleep 1; done";
/// The log's lines as they are on the page, without their numbers.
const LINES: &str = "[...document.querySelectorAll('[role=log] [data-stream]')].map(line => line.lastElementChild.textContent)";

#[tokio::test]
async fn a_job_is_run_from_the_window_and_its_lines_arrive_one_by_one() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    let page = &app.page;

    page.press("Run a job").await;
    page.wait_for("document.activeElement.tagName === 'TEXTAREA'").await;
    page.type_text(COMMAND).await;
    page.run(&note_lines()).await;
    page.press("Run").await;

    page.wait_for_text("exit 0").await;
    page.wait_for(&format!("JSON.stringify({LINES}) === '[\"1\",\"2\",\"3\"]'")).await;
    let seen = page.evaluate("window.seenLines").await;
    let seen: Vec<_> = seen.as_array().expect("notes").iter().filter_map(Value::as_str).collect();
    // On a busy machine the job's page may open only after its first line is there.
    assert!(seen.ends_with(&["1 2", "1 2 3"]), "the lines came one by one: {seen:?}");
    desktop.picture("job");
    save_picture(&desktop);

    page.press("Download the raw log").await;
    let saved = desktop.home().join("Downloads/job_1-1.log");
    until(async || fs::read_to_string(&saved).is_ok_and(|text| text == "1\n2\n3\n")).await;
}

#[tokio::test]
async fn a_job_that_never_ends_is_cancelled_from_the_window() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    let page = &app.page;
    page.press("Run a job").await;
    page.wait_for("document.activeElement.tagName === 'TEXTAREA'").await;
    page.type_text("echo started; exec sleep 1000").await;
    page.press("Run").await;
    page.wait_for(&format!("JSON.stringify({LINES}) === '[\"started\"]'")).await;
    // It can be taken back for five seconds; then it is sent.
    page.press("Cancel").await;
    page.wait_for_text("Cancelled").await;
    let client = coordinator_of(&desktop.data_dir()).await;
    let id = "job_1".parse().unwrap();
    until(async || client.get_job(id).await.unwrap().state == JobState::Cancelled).await;
}

/// Notes every state of the log that was on the page.
fn note_lines() -> String {
    format!(
        "window.seenLines = [];
         new MutationObserver(() => {{
           const now = {LINES}.filter(Boolean).join(' ');
           if (now && window.seenLines.at(-1) !== now) window.seenLines.push(now);
         }}).observe(document, {{ subtree: true, childList: true, characterData: true }});"
    )
}

/// The picture in the documentation, taken when somebody wants a new one.
fn save_picture(desktop: &Desktop) {
    if std::env::var_os("MUSTER_SCREENSHOT").is_some() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/images");
        fs::create_dir_all(&root).expect("make the folder");
        desktop.screen.save(&root.join("window.png"));
    }
}
