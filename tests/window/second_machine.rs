//! A second machine: why a job waits for one, the line that brings it, and how it is told when it goes.

use crate::{
    app::App,
    desktop::{Desktop, Ended},
    driver::keys::ENTER,
};
use muster_testkit::program;
use std::process::Stdio;
use tempfile::TempDir;

/// Another machine, with a data directory of its own.
struct Machine {
    _process: Ended,
    _data_dir: TempDir,
}

impl Machine {
    /// Somebody pastes the line into its terminal.
    fn paste(line: &str, name: &str) -> Self {
        let data_dir = TempDir::new().unwrap();
        let mut words = line.split_whitespace();
        assert_eq!(words.next(), Some("muster"), "{line}");
        let mut command = program::command();
        command.args(words).args(["--name", name, "--slots", "1", "--data-dir"]);
        command.arg(data_dir.path()).stdout(Stdio::null());
        Self { _process: Ended::start(&mut command), _data_dir: data_dir }
    }
}

#[tokio::test]
async fn a_job_that_no_machine_fits_says_why_and_runs_on_the_one_that_joins_by_the_line() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    let page = &app.page;
    page.press("Run a job").await;
    page.wait_for("document.activeElement.tagName === 'TEXTAREA'").await;
    page.type_text("echo hello").await;
    page.press("More settings").await;
    page.focus_field("Worker must have").await;
    page.type_text("gpu").await;
    page.press("Run").await;
    page.wait_for_row(&["Waiting", "echo hello", "gpu"]).await;
    desktop.picture("waiting");

    page.press("Add worker").await;
    page.wait_for_text("Waiting for the first heartbeat").await;
    let second = Machine::paste(&page.text_of("Line for Linux").await, "second");
    page.wait_for_text("second has joined").await;
    desktop.picture("joined");
    page.press("Done").await;

    // It has no gpu either, as far as anybody has said.
    page.follow("second").await;
    page.wait_for("location.pathname === '/workers'").await;
    page.wait_for_row(&["Online", "second"]).await;
    page.follow("second").await;
    page.wait_for("document.querySelector('[aria-label=\"Name of a new label\"]')").await;
    page.run("document.querySelector('[aria-label=\"Name of a new label\"]').focus()").await;
    page.type_text(&format!("gpu{ENTER}")).await;
    page.follow("Jobs").await;
    page.wait_for_row(&["Succeeded", "job_1", "second"]).await;
    page.follow("job_1").await;
    page.wait_for_text("exit 0").await;
    page.wait_for("document.querySelector('[role=log]')?.innerText.includes('hello')").await;

    drop(second);
    page.follow("Workers").await;
    page.wait_for_row(&["Disconnected", "second"]).await;
}
