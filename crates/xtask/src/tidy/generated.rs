//! Generated files: what the code says now is what is committed.

use super::Finding;
use crate::{shell, ui, workspace};
use anyhow::{Context, Result};
use std::fs;

/// A committed file that the built `muster` prints.
pub(crate) struct Generated {
    pub(crate) path: &'static str,
    /// The arguments with which `muster` prints it.
    pub(crate) from: &'static [&'static str],
}

/// The files that `cargo xtask openapi` writes.
pub(crate) const GENERATED: &[Generated] = &[
    Generated { path: "openapi.json", from: &["openapi"] },
    Generated { path: "docs/job.schema.json", from: &["job", "schema"] },
    Generated { path: ".env.example", from: &["config", "env-example"] },
];

/// Whether the program that prints the files is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Muster {
    Built,
    ToBuild,
}

/// Committed files that the code has moved away from.
pub(super) fn stale(muster: Muster) -> Vec<Finding> {
    let build = workspace::build_of("muster");
    if muster == Muster::ToBuild && !shell::succeeds(&mut shell::cargo(&build)) {
        let says = format!("does not build; `cargo {}` says why", build.join(" "));
        return vec![Finding::at("muster", says)];
    }
    let printed = GENERATED.iter().map(|file| (file.path, stale_text(file)));
    let all = printed.chain([(ui::TYPES, stale_types())]);
    let unclear = |path, error| Some(Finding::at(path, format!("cannot be compared: {error:#}")));
    all.filter_map(|(path, found)| found.unwrap_or_else(|error| unclear(path, error))).collect()
}

fn stale_text(file: &Generated) -> Result<Option<Finding>> {
    let now = shell::answer(shell::command(workspace::built("muster")).args(file.from))?;
    Ok(compared(file.path, committed(file.path).as_deref(), &now))
}

/// The types can only be written in place; a look must change nothing, so they are put back.
fn stale_types() -> Result<Option<Finding>> {
    let before = committed(ui::TYPES);
    shell::answer(&mut ui::generate())?;
    let now = committed(ui::TYPES).context("nothing was written")?;
    if let Some(before) = &before {
        fs::write(workspace::path(ui::TYPES), before)?;
    }
    Ok(compared(ui::TYPES, before.as_deref(), &now))
}

fn committed(path: &str) -> Option<String> {
    fs::read_to_string(workspace::path(path)).ok()
}

fn compared(path: &str, committed: Option<&str>, now: &str) -> Option<Finding> {
    let Some(committed) = committed else {
        return Some(Finding::at(path, "is missing: run `cargo xtask openapi`"));
    };
    // Git may have given the file other line ends on Windows.
    let differs = committed.lines().zip(now.lines()).position(|(was, is)| was != is);
    let line = match differs {
        Some(line) => line + 1,
        None if committed.lines().count() == now.lines().count() => return None,
        None => committed.lines().count().min(now.lines().count()) + 1,
    };
    Some(Finding::at(format!("{path}:{line}"), "is out of date: run `cargo xtask openapi`"))
}

#[cfg(test)]
mod tests {
    use super::compared;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(compared("a", Some("1\r\n2\r\n"), "1\n2\n"), None);
        assert_eq!(compared("a", Some("1\n2\n"), "1\n3\n").unwrap().place, "a:2");
        assert_eq!(compared("a", Some("1\n"), "1\n2\n").unwrap().place, "a:2");
        assert_eq!(compared("a", Some("1\n2\n3\n"), "1\n2\n").unwrap().place, "a:3");
        assert!(compared("a", None, "1\n").unwrap().says.contains("missing"));
    }
}
