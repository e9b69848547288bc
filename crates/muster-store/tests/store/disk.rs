//! A full disk and a read-only one, for real: tiny file systems in a mount namespace of their own.
//!
//! A test here runs itself again as a child of `unshare`, where it may mount what it likes; the
//! mounts end with the child. Only Linux has such namespaces.
#![cfg(target_os = "linux")]

use crate::builders::{NOW, home, organisation_id, read, scope, specification, write};
use muster_core::job::Command as Line;
use muster_store::{OpenError, Store, StoreError, job, job::JobFilter};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

const FOLDER: &str = "MUSTER_TEST_TINY_DISK";

/// The tiny disk, in the child; in the parent the child's result.
pub(crate) fn on_tiny_disk(test: &str, kibibytes: u32) -> Option<PathBuf> {
    if let Some(folder) = folder() {
        return Some(folder);
    }
    let place = tempfile::tempdir().unwrap();
    let script = format!(
        "trap '' XFSZ; mount -t tmpfs -o size={kibibytes}k tmpfs \"${FOLDER}\" && exec \"$@\""
    );
    let program = std::env::current_exe().unwrap();
    let mut child = unshare();
    child.args(["sh", "-c", &script, "sh"]).arg(program);
    child.args(["--exact", test, "--nocapture"]).env(FOLDER, place.path());
    let status = child.stdin(Stdio::null()).status().unwrap();
    assert!(status.success(), "the test failed on the tiny disk");
    None
}

#[expect(clippy::disallowed_methods, reason = "this test is its own child's parent")]
fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

#[expect(clippy::disallowed_methods, reason = "this test is its own child's parent")]
fn unshare() -> Command {
    let mut command = Command::new("unshare");
    // Who is not root becomes root of a namespace in which that means nothing outside.
    command.args(["--user", "--map-root-user", "--mount", "--"]);
    command
}

async fn submit(store: &Store, size: usize) -> Result<i64, StoreError> {
    let mut large = specification("");
    large.command = Line::Shell(format!("echo {}", "x".repeat(size)));
    let large = Arc::new(large);
    let insert = write(store, move |tx| job::insert(tx, &scope(), &large, NOW));
    insert.await.map(|job| job.id.number())
}

async fn jobs(store: &Store) -> u64 {
    let all = JobFilter::default();
    read(store, move |tx| job::count(tx, &organisation_id(1), &all)).await
}

pub(crate) fn fill(path: &Path) {
    let mut ballast = fs::File::create(path).unwrap();
    while ballast.write_all(&[1; 4096]).is_ok() {}
    while ballast.write_all(&[1]).is_ok() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_recovers_by_itself() {
    let name = "disk::a_full_disk_loses_nothing_and_recovers_by_itself";
    let Some(folder) = on_tiny_disk(name, 8 * 1024) else { return };
    let ballast = folder.join("ballast");
    fs::write(&ballast, vec![1; 2 << 20]).unwrap();
    let store = Store::open_sqlite(&folder.join("muster.db")).unwrap();
    home(&store).await;

    let mut acknowledged = 0;
    let refused = loop {
        match submit(&store, 20_000).await {
            Ok(_) => acknowledged += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, StoreError::Full), "{refused:?}");
    assert!(acknowledged > 20, "{acknowledged}");
    assert_eq!(jobs(&store).await, acknowledged, "everything acknowledged is readable");
    assert!(matches!(submit(&store, 20_000).await, Err(StoreError::Full)), "it is still full");

    fs::remove_file(&ballast).unwrap();
    for _ in 0..20 {
        submit(&store, 1_000).await.expect("there is room again");
    }
    assert_eq!(jobs(&store).await, acknowledged + 20);
    assert_eq!(store.check().await.unwrap(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_a_large_write_fails_alone() {
    let name = "disk::on_a_full_disk_a_large_write_fails_alone";
    let Some(folder) = on_tiny_disk(name, 4 * 1024) else { return };
    let store = Store::open_sqlite(&folder.join("muster.db")).unwrap();
    home(&store).await;
    let mut callers = tokio::task::JoinSet::new();
    for caller in 0..12 {
        let store = store.clone();
        let size = if caller == 5 { 5 << 20 } else { 100 };
        callers.spawn(async move { (caller, submit(&store, size).await) });
    }
    for (caller, answer) in callers.join_all().await {
        match answer {
            Ok(_) => assert_ne!(caller, 5, "it cannot have fitted"),
            Err(error) => assert!(caller == 5 && matches!(error, StoreError::Full), "{error:?}"),
        }
    }
    assert_eq!(jobs(&store).await, 11);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_at_the_start_is_named() {
    let name = "disk::a_disk_that_is_full_at_the_start_is_named";
    let Some(folder) = on_tiny_disk(name, 256) else { return };
    fill(&folder.join("ballast"));
    let path = folder.join("muster.db");
    let error = Store::open_sqlite(&path).unwrap_err();
    assert!(matches!(&error, OpenError::Full { path: named } if *named == path), "{error:?}");
    assert!(error.hint().contains("free some space"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_disk_is_named() {
    let name = "disk::a_read_only_disk_is_named";
    let Some(folder) = on_tiny_disk(name, 4 * 1024) else { return };
    let path = folder.join("muster.db");
    Store::open_sqlite(&path).unwrap().close().await;
    let remount = ["-o", "remount,ro"];
    assert!(mount().args(remount).arg(&folder).status().unwrap().success());
    let error = Store::open_sqlite(&path).unwrap_err();
    assert!(matches!(&error, OpenError::ReadOnly { path: named } if *named == path), "{error:?}");
    let other = folder.join("other.db");
    assert_eq!(Store::open_sqlite(&other).unwrap_err().code(), "storage_read_only");
}

#[expect(clippy::disallowed_methods, reason = "only inside the test's own mount namespace")]
fn mount() -> Command {
    Command::new("mount")
}

/// Not full but broken: a limit on file sizes makes the system refuse to write, as a dying disk
/// does.
#[tokio::test(flavor = "multi_thread")]
async fn a_failing_disk_ends_all_writes_and_takes_nothing_back() {
    let name = "disk::a_failing_disk_ends_all_writes_and_takes_nothing_back";
    let Some(folder) = on_tiny_disk(name, 16 * 1024) else { return };
    let store = Store::open_sqlite(&folder.join("muster.db")).unwrap();
    home(&store).await;
    limit_files(Some(1 << 20));
    let mut acknowledged = 0;
    let refused = loop {
        match submit(&store, 20_000).await {
            Ok(_) => acknowledged += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, StoreError::DiskFailed { .. }), "{refused:?}");

    limit_files(None);
    let again = submit(&store, 10).await;
    assert!(matches!(again, Err(StoreError::DiskFailed { .. })), "it is not believed again");
    assert_eq!(jobs(&store).await, acknowledged, "what was acknowledged can be read");
    store.close().await;
    let restarted = Store::open_sqlite(&folder.join("muster.db")).unwrap();
    assert_eq!(jobs(&restarted).await, acknowledged);
    submit(&restarted, 10).await.unwrap();
}

fn limit_files(bytes: Option<u64>) {
    let limit = rustix::process::Rlimit { current: bytes, maximum: None };
    rustix::process::setrlimit(rustix::process::Resource::Fsize, limit).unwrap();
}
