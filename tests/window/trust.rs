//! Trust: the audit log is verified with two verdicts, and the doctor names a fault, mends it and looks again.

use crate::{app::App, desktop::Desktop};
use std::{fs, os::unix::fs::PermissionsExt};

/// What the doctor says of one thing.
fn finding(name: &str, verdict: &str) -> String {
    format!(
        "[...document.querySelectorAll('li')].some(it => it.innerText.includes('{name}') && it.innerText.includes('{verdict}'))"
    )
}

#[tokio::test]
async fn the_log_is_verified_twice_over_and_what_the_doctor_finds_is_mended_and_looked_at_again() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = App::open(&desktop, &[]).await;
    let page = &app.page;
    page.follow("Audit").await;
    page.wait_for_row(&["Started", "Done"]).await;
    page.press("Verify").await;
    page.wait_for("/\\d+ events? (is|are) in order/.test(document.body.innerText)").await;
    page.wait_for_text("Nobody without the key could have made what is there.").await;
    page.wait_for("/Nothing is (missing|known to be missing)/.test(document.body.innerText)").await;
    desktop.picture("verified");

    let data_dir = desktop.data_dir();
    fs::set_permissions(&data_dir, fs::Permissions::from_mode(0o755)).unwrap();
    page.follow("Doctor").await;
    page.wait_for(&finding("data directory", "Warning")).await;
    desktop.picture("doctor");
    page.press("Fix data directory").await;
    page.wait_for_text("its owner's alone").await;
    page.press("Do it").await;
    page.wait_for(&finding("data directory", "Good")).await;
    let mode = fs::metadata(&data_dir).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700, "it was mended");
}
