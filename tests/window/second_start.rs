//! A second start: it shows the window of the first one and ends.

use crate::{app::App, desktop::Desktop, panel::Panel};
use muster_testkit::{program, until};

#[tokio::test]
async fn a_second_start_shows_the_first_ones_window() {
    let Some(desktop) = Desktop::start().await else { return };
    let _panel = Panel::start(&desktop).await;
    let app = App::open(&desktop, &[]).await;
    desktop.screen.close_window();
    until(async || !desktop.screen.shows_window()).await;

    let hidden = program::run(&mut desktop.app_command(&["--hidden".to_owned()]));
    assert_eq!(hidden.code, Some(0), "{}", hidden.stderr);
    assert!(!desktop.screen.shows_window(), "a start at login shows nothing");

    let second = program::run(&mut desktop.app_command(&[]));
    assert_eq!(second.code, Some(0), "{}", second.stderr);
    until(async || desktop.screen.shows_window()).await;
    assert!(app.is_running());
}

#[tokio::test]
async fn a_hidden_start_without_a_tray_is_shown_all_the_same() {
    let Some(desktop) = Desktop::start().await else { return };
    let _app = App::open(&desktop, &["--hidden"]).await;
    until(async || desktop.screen.shows_window()).await;
}
