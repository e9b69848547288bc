//! The renderer: a page that never paints is tried again another way.

use crate::desktop::{Desktop, Ended, app_path};
use muster_testkit::{program, until};
use std::fs;

/// The mark beside the name, in the light theme; nothing else on the screen has this colour.
const MARK: [u8; 3] = [0x0f, 0x8a, 0x83];
const SAFEST: &str = "WEBKIT_DISABLE_COMPOSITING_MODE=1";

#[tokio::test]
async fn a_page_whose_process_dies_before_it_has_painted_is_drawn_another_way() {
    let Some(desktop) = Desktop::start().await else { return };
    let app = Ended::start(&mut desktop.app_command(&[]));
    let own = app.0.id();
    until(async || kill_page_of(&desktop)).await;
    until(async || environment_of(own).iter().any(|pair| pair == SAFEST)).await;
    until(async || desktop.screen.shows_colour(MARK)).await;
    let link = fs::read_link(format!("/proc/{own}/exe")).expect("it is the same process");
    assert_eq!(link, app_path());
}

/// Ends the process in which this desktop's page would be drawn, as a bad driver does.
fn kill_page_of(desktop: &Desktop) -> bool {
    let display = format!("DISPLAY={}", desktop.screen.name);
    let processes = fs::read_dir("/proc").expect("read /proc").flatten();
    let mut pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let is_page = |pid: &u32| {
        let link = fs::read_link(format!("/proc/{pid}/exe"));
        link.is_ok_and(|link| link.ends_with("WebKitWebProcess"))
            && environment_of(*pid).contains(&display)
    };
    let Some(pid) = pids.find(is_page) else { return false };
    drop(program::run(program::clean("kill").args(["-KILL", &pid.to_string()])));
    true
}

fn environment_of(pid: u32) -> Vec<String> {
    let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    environment
        .split(|byte| *byte == 0)
        .map(|pair| String::from_utf8_lossy(pair).into_owned())
        .collect()
}
