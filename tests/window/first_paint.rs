//! The first paint: the shell is there before the coordinator is.

use crate::desktop::{Desktop, Ended};
use muster_testkit::until;
use std::{fs, os::unix::fs::PermissionsExt, time::Instant};

/// The mark beside the name, in the light theme; nothing else on the screen has this colour.
const MARK: [u8; 3] = [0x0f, 0x8a, 0x83];

#[tokio::test]
async fn the_shell_is_there_while_the_coordinator_is_still_being_opened() {
    let Some(desktop) = Desktop::start().await else { return };
    let data_dir = desktop.data_dir();
    let _held = hold(&data_dir);
    let started = now();
    let _app = Ended::start(&mut desktop.app_command(&[]));
    until(async || desktop.screen.shows_colour(MARK)).await;
    // Evidence, not a verdict: the machine may be busy with other things.
    eprintln!("the shell was on the screen {} ms after the start", started.elapsed().as_millis());
    assert!(!data_dir.join("instance.json").exists(), "no coordinator has come up meanwhile");
}

/// Somebody who has the data directory's lock and never gets ready.
fn hold(data_dir: &std::path::Path) -> fs::File {
    fs::create_dir_all(data_dir).expect("make the data directory");
    fs::set_permissions(data_dir, fs::Permissions::from_mode(0o700)).expect("keep others out");
    let lock = fs::File::create(data_dir.join("lock")).expect("make the lock");
    lock.lock().expect("take the lock");
    lock
}

#[expect(clippy::disallowed_methods, reason = "what a person waits is measured on a real clock")]
fn now() -> Instant {
    Instant::now()
}
