//! The app as it runs on a test's desktop.

use crate::{
    desktop::{Desktop, app_path},
    driver::Page,
};
use muster_client::{Client, Wish, discover};
use muster_testkit::{program, until};
use std::path::Path;

/// The app, driven from outside. It is asked to end when the test does.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) page: Page,
    pid: u32,
}

impl App {
    /// Starts the app and waits for the console.
    pub(crate) async fn open(desktop: &Desktop, arguments: &[&str]) -> Self {
        let arguments: Vec<_> = arguments.iter().map(ToString::to_string).collect();
        let path = app_path();
        let page =
            Page::open(desktop.driver, path.to_str().expect("a plain path"), &arguments).await;
        page.wait_for("!document.querySelector('.first-paint')").await;
        Self { page, pid: pid_on(desktop) }
    }

    /// Whether the process is there.
    pub(crate) fn is_running(&self) -> bool {
        is_alive(self.pid)
    }

    /// Asks it to end, as a logout does.
    pub(crate) fn end(&self) {
        signal(self.pid, "TERM");
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if self.is_running() {
            signal(self.pid, "KILL");
        }
    }
}

/// A client of the coordinator that runs on a data directory.
pub(crate) async fn coordinator_of(data_dir: &Path) -> Client {
    let wish =
        Wish { url: None, token: None, data_dir: data_dir.to_owned(), allows_plain_http: false };
    // The page may be there before it is.
    until(async || discover(wish.clone()).await.is_ok()).await;
    discover(wish).await.expect("a coordinator on the data directory")
}

/// The process whose screen is this desktop's. The driver does not tell which one it started.
fn pid_on(desktop: &Desktop) -> u32 {
    let wanted = format!("DISPLAY={}", desktop.screen.name);
    let program = app_path();
    let processes = std::fs::read_dir("/proc").expect("read /proc");
    let mut pids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let is_it = |pid: &u32| {
        let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        let has_screen = environment.split(|byte| *byte == 0).any(|pair| pair == wanted.as_bytes());
        let link = std::fs::read_link(format!("/proc/{pid}/exe"));
        has_screen && link.is_ok_and(|link| link == program)
    };
    pids.find(is_it).expect("the app's process")
}

fn is_alive(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // A process that has ended and that its parent has not noticed yet is a zombie.
    stat.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.trim().starts_with('Z'))
}

fn signal(pid: u32, name: &str) {
    drop(program::run(program::clean("kill").args([&format!("-{name}"), &pid.to_string()])));
}
