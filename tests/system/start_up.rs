//! Starting where something is in the way: a clear error, and nothing harmed.

use muster_testkit::{Plan, Serve, program};
use std::net::TcpListener;

#[test]
fn a_taken_port_is_an_error_that_says_who_holds_it() {
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = holder.local_addr().unwrap().to_string();
    let said = program::run(&mut Plan::default().listen(&address).command());
    assert_ne!(said.code, Some(0));
    assert!(said.stderr.contains(&address), "{}", said.stderr);
    assert!(
        said.stderr.contains(&std::process::id().to_string()),
        "it must name the holder: {}",
        said.stderr
    );
}

#[test]
fn two_coordinators_never_share_a_data_directory() {
    let serve = Serve::start();
    let said = program::run(&mut serve.plan.command());
    assert_ne!(said.code, Some(0));
    assert!(
        said.stderr.contains(&serve.pid.to_string()),
        "it must name the first: {}",
        said.stderr
    );
    assert_eq!(serve.cli(&["job", "list"]).code, Some(0), "the first one is not disturbed");
}

#[test]
fn a_foreign_database_is_left_as_it_is_and_named() {
    let plan = Plan::default();
    let foreign = plan.data_dir().join("photos.db");
    let connection = rusqlite::Connection::open(&foreign).unwrap();
    connection
        .execute_batch("CREATE TABLE albums(id INTEGER); INSERT INTO albums VALUES (7)")
        .unwrap();
    drop(connection);
    let before = std::fs::read(&foreign).unwrap();
    let plan = plan.variable("DEBORGEN_DB_PATH", foreign.to_str().unwrap());
    let said = program::run(&mut plan.command());
    assert_ne!(said.code, Some(0));
    assert!(said.stderr.contains("photos.db") && said.stderr.contains("albums"), "{}", said.stderr);
    assert_eq!(std::fs::read(&foreign).unwrap(), before, "not a byte of it changed");
}

#[test]
fn an_address_that_is_not_this_machines_is_a_clear_error() {
    let said = program::run(&mut Plan::default().listen("192.0.2.7:7600").command());
    assert_ne!(said.code, Some(0));
    assert!(said.stderr.contains("192.0.2.7:7600"), "{}", said.stderr);
    assert!(said.stderr.contains("hint:"), "{}", said.stderr);
}

#[test]
fn a_read_only_data_directory_is_a_clear_error() {
    let plan = Plan::default();
    let directory = plan.data_dir().to_str().unwrap();
    let script = format!(
        "mount --bind {directory} {directory} && mount -o remount,bind,ro {directory} && exec \"$@\""
    );
    let said =
        program::run(&mut plan.under(&["unshare", "--mount", "sh", "-c", &script, "sh"]).command());
    assert_ne!(said.code, Some(0));
    assert!(said.stderr.contains("read-only") && said.stderr.contains("hint:"), "{}", said.stderr);
}

#[test]
fn a_full_disk_is_a_clear_error() {
    let plan = Plan::default();
    let directory = plan.data_dir().to_str().unwrap();
    let script = format!(
        "mount -t tmpfs -o size=64k,mode=700 tmpfs {directory} && dd if=/dev/zero of={directory}/ballast bs=1k count=60 status=none; exec \"$@\""
    );
    let said =
        program::run(&mut plan.under(&["unshare", "--mount", "sh", "-c", &script, "sh"]).command());
    assert_ne!(said.code, Some(0));
    assert!(said.stderr.contains("full") && said.stderr.contains("hint:"), "{}", said.stderr);
}
