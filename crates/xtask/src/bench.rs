//! `cargo xtask bench`: how fast Muster is, beside what this machine can do at all.

use crate::shell;
use anyhow::{Context, Result, bail};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    // What is measured is built like what is given out.
    see_through(&["build", "--release", "--bin", "muster"], &[])?;
    see_through(&["bench", "--bench", "bench", "--"], arguments)
}

/// Runs cargo in front of whoever asked: figures take a while, and each is shown when it is there.
fn see_through(words: &[&str], arguments: &[String]) -> Result<()> {
    let mut cargo = shell::cargo(words);
    cargo.args(arguments);
    let typed = shell::typed(&cargo);
    let status = cargo.status().with_context(|| format!("`{typed}` could not be started"))?;
    if !status.success() {
        bail!("`{typed}` failed ({status})");
    }
    Ok(())
}
