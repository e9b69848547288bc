//! The system's keychain, for real: a Secret Service on a private session bus.
//!
//! Each use is a process of its own, because only another process can tell whether a keychain keeps
//! what it is given.
#![cfg(target_os = "linux")]

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The program `examples/keychain.rs`, which is built with the tests.
fn program() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    let folder = test.ancestors().nth(2).expect("target/debug/deps has a folder above it");
    folder.join("examples/keychain")
}

#[expect(clippy::disallowed_methods, reason = "a test may look how it is run")]
fn has_components() -> bool {
    let missing: Vec<_> = ["dbus-run-session", "gnome-keyring-daemon"]
        .into_iter()
        .filter(|name| {
            !["/usr/bin", "/usr/local/bin"].iter().any(|dir| Path::new(dir).join(name).exists())
        })
        .collect();
    assert!(
        missing.is_empty() || std::env::var("CI").as_deref() != Ok("true"),
        "install {}",
        missing.join(" and ")
    );
    if !missing.is_empty() {
        eprintln!("skipped: install {} to test the keychain", missing.join(" and "));
    }
    missing.is_empty()
}

/// A command in an environment of its own, so that no session bus of ours is found.
#[expect(clippy::disallowed_methods, reason = "the test is about processes")]
fn clean(program: impl AsRef<std::ffi::OsStr>, home: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env("PROGRAM", self::program());
    command
}

/// What a script on a private session bus prints.
fn on_private_bus(script: &str) -> String {
    let home = tempfile::tempdir().expect("a home");
    let output = clean("dbus-run-session", home.path())
        .args(["--", "sh", "-euc", script])
        .output()
        .expect("dbus-run-session runs");
    said(&output)
}

fn said(output: &Output) -> String {
    let stdout = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    assert!(output.status.success(), "{stdout}\n{}", String::from_utf8_lossy(&output.stderr));
    stdout
}

#[test]
fn a_second_process_reads_what_the_first_one_wrote() {
    if !has_components() {
        return;
    }
    let said = on_private_bus(
        r#"
        printf words | gnome-keyring-daemon --unlock --components=secrets > /dev/null
        "$PROGRAM" state
        printf 'a secret' | "$PROGRAM" write coordinator:http://127.0.0.1:7600
        "$PROGRAM" read coordinator:http://127.0.0.1:7600
        "$PROGRAM" read another
        "$PROGRAM" forget coordinator:http://127.0.0.1:7600
        "$PROGRAM" read coordinator:http://127.0.0.1:7600
        "#,
    );
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines, ["available", "written", "a secret", "nothing", "forgotten", "nothing"]);
}

#[test]
fn a_keychain_that_nobody_can_unlock_is_told_apart_from_none() {
    if !has_components() {
        return;
    }
    let said = on_private_bus(
        r#"
        gnome-keyring-daemon --start --components=secrets > /dev/null
        "$PROGRAM" state
        printf x | "$PROGRAM" write a
        "#,
    );
    let lines: Vec<_> = said.lines().collect();
    assert!(
        lines == ["locked", "refused keychain_locked"]
            || lines == ["denied", "refused keychain_denied"],
        "{lines:?}"
    );
}

#[test]
fn without_a_session_bus_there_is_no_keychain() {
    let home = tempfile::tempdir().expect("a home");
    let output = clean(program(), home.path()).arg("state").output().expect("it runs");
    assert_eq!(said(&output), "unavailable");
}
