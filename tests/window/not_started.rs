//! A coordinator that does not start: the window says why, and what to do.

use crate::{app::App, desktop::Desktop};
use muster_testkit::until;
use std::fs;

#[tokio::test]
async fn a_data_directory_that_cannot_be_used_is_told_in_the_window() {
    let Some(desktop) = Desktop::start().await else { return };
    let data_dir = desktop.data_dir();
    fs::create_dir_all(data_dir.parent().expect("a parent")).expect("make the parent");
    fs::write(&data_dir, "a file where the directory should be").expect("write the file");

    let app = App::open(&desktop, &[]).await;
    app.page.wait_for_text("The coordinator could not start").await;
    app.page.wait_for_text("is not a directory").await;
    let told = app.page.run("return window.__TAURI_INTERNALS__.invoke('app_state')").await;
    assert_eq!(told["mode"], "failed");
    assert_eq!(told["problem"]["error"], "data_dir_not_a_directory");
    assert!(told["problem"]["hint"].is_string(), "{told}");

    let left = fs::read_to_string(&data_dir).expect("read the file");
    assert_eq!(left, "a file where the directory should be", "what was there is left alone");
    desktop.screen.close_window();
    until(async || !app.is_running()).await;
}
