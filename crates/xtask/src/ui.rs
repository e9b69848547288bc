//! The console: its packages, its checks and its build.

use crate::{
    components, shell,
    stamp::{Stamp, files_below},
    steps::Transcript,
    tally::Runner,
    workspace,
};
use anyhow::{Context, Result};

/// The types that are generated from `openapi.json`.
pub(crate) const TYPES: &str = "ui/src/api/schema.d.ts";

// What is not a source of the build: packages, results, and tests that run after it.
const NOT_SOURCES: &[&str] = &["node_modules", "dist", "e2e", "test-results", "playwright-report"];

/// Billers' own clients, which the tests of billing drive.
const CLIENTS: &str = "crates/muster-billing/tests/official";

/// Installs the packages of the console, unless they are there.
pub(crate) fn install(transcript: &mut Transcript) -> Result<&'static str> {
    install_in("ui", "npm-ci", transcript)
}

/// Installs the clients of others that tests drive, unless they are there.
pub(crate) fn install_clients(transcript: &mut Transcript) -> Result<&'static str> {
    install_in(CLIENTS, "npm-ci-clients", transcript)
}

/// Installs the packages of the lockfile in a folder.
fn install_in(
    folder: &str,
    stamp: &'static str,
    transcript: &mut Transcript,
) -> Result<&'static str> {
    let node = shell::answer(shell::command("node").arg("--version"))?;
    let lockfile = workspace::path(folder).join("package-lock.json");
    let stamp = Stamp::over(stamp, &[lockfile], &node)?;
    // npm writes this file last.
    let is_there = workspace::path(folder).join("node_modules/.package-lock.json").exists();
    if is_there && stamp.is_fresh() {
        return Ok("packages unchanged");
    }
    stamp.lift()?;
    transcript.run(&mut shell::node_in(folder, "npm", &["ci", "--no-audit", "--no-fund"]))?;
    stamp.set()?;
    Ok("packages installed")
}

/// Builds the console into `ui/dist`, unless nothing has changed.
pub(crate) fn build(transcript: &mut Transcript) -> Result<&'static str> {
    let sources = files_below(&workspace::path("ui"), NOT_SOURCES)?;
    let stamp = Stamp::over("ui-build", &sources, "")?;
    if workspace::path("ui/dist/index.html").exists() && stamp.is_fresh() {
        return Ok("build unchanged");
    }
    stamp.lift()?;
    transcript.run(&mut shell::node("npm", &["run", "build"]))?;
    stamp.set()?;
    Ok("built")
}

/// Compiles, lints and tests the console's code.
pub(crate) fn check(transcript: &mut Transcript) -> Result<String> {
    transcript.count(Runner::Vitest, &mut shell::node("npm", &["run", "check"]))
}

/// The command that writes the generated types.
pub(crate) fn generate() -> std::process::Command {
    shell::node("npm", &["run", "generate"])
}

/// Drives a real Chromium against the built coordinator.
pub(crate) fn browser_tests(transcript: &mut Transcript) -> Result<String> {
    playwright(transcript, &["--no-install", "playwright", "test"])
}

/// Measures the console with very many jobs, workers, changes and lines.
pub(crate) fn measurements(transcript: &mut Transcript) -> Result<String> {
    let words = ["--no-install", "playwright", "test", "--config", "playwright.long.config.ts"];
    let counted = playwright(transcript, &words)?;
    Ok([vec![counted], transcript.lines_with("(limit ")].concat().join("\n"))
}

fn playwright(transcript: &mut Transcript, words: &[&str]) -> Result<String> {
    let browser =
        components::browser().context("no Chromium was found; MUSTER_CHROMIUM names one")?;
    let mut playwright = shell::node("npx", words);
    playwright.env("MUSTER_BIN", workspace::built("muster")).env("MUSTER_CHROMIUM", browser);
    transcript.count(Runner::Playwright, &mut playwright)
}
