//! `cargo xtask seeded`: the test of the tests.
//!
//! Each [`Bug`] is a small change that breaks a promise. It is made in a copy of the tree, and the
//! tests that hold the promise must fail there. A bug that no test notices is a hole in the tests.

mod bugs;
mod trust;

use crate::{output, shell, workspace};
use anyhow::{Context, Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A change that breaks a promise, and who must notice.
struct Bug {
    name: &'static str,
    file: &'static str,
    /// Stands exactly once in the file.
    from: &'static str,
    to: &'static str,
    /// The words for nextest that choose the tests.
    caught_by: &'static [&'static str],
}

/// What nextest answers when a test failed, and not the build.
const A_TEST_FAILED: i32 = 100;

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Caught,
    Missed,
    NotRun,
}

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let wanted = match arguments {
        [] => None,
        [name] => Some(name.as_str()),
        _ => bail!("`seeded` takes the name of one bug at most"),
    };
    let is_wanted = |bug: &&Bug| wanted.is_none_or(|name| bug.name.contains(name));
    let chosen: Vec<&Bug> = all().filter(is_wanted).collect();
    let copy = copy_tree()?;
    let mut missed = Vec::new();
    for bug in &chosen {
        let verdict = try_out(bug, &copy)?;
        let word = match verdict {
            Verdict::Caught => "caught",
            Verdict::Missed => "MISSED",
            Verdict::NotRun => "NOT RUN",
        };
        output::say(&format!("{word:>8}  {}", bug.name));
        if verdict != Verdict::Caught {
            missed.push(bug.name);
        }
    }
    output::say(&format!("{} of {} caught", chosen.len() - missed.len(), chosen.len()));
    if !missed.is_empty() {
        bail!("not caught: {}", missed.join(", "));
    }
    Ok(())
}

fn all() -> impl Iterator<Item = &'static Bug> {
    bugs::ALL.iter().chain(trust::ALL)
}

/// The files that git knows, as they are now, in a folder of their own.
fn copy_tree() -> Result<PathBuf> {
    let copy = workspace::target().join("seeded/tree");
    let list = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let files = shell::answer(shell::command("git").args(list))?;
    for file in files.lines().filter(|file| workspace::path(file).is_file()) {
        let target = copy.join(file);
        let folder = target.parent().unwrap_or(&copy);
        fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
        write_if_other(&target, &fs::read(workspace::path(file))?)?;
    }
    // The console is built into the program; without it some tests would fail for that alone.
    link_console(&copy)?;
    Ok(copy)
}

/// A file that is as it should be keeps its time, so that nothing is built twice.
fn write_if_other(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|known| known == bytes) {
        return Ok(());
    }
    fs::write(path, bytes).with_context(|| format!("write {}", path.display()))
}

fn link_console(copy: &Path) -> Result<()> {
    let (built, target) = (workspace::path("ui/dist"), copy.join("ui/dist"));
    if !built.is_dir() || target.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(&target)?;
    for entry in fs::read_dir(&built)?.flatten().filter(|entry| entry.path().is_file()) {
        fs::copy(entry.path(), target.join(entry.file_name()))?;
    }
    Ok(())
}

fn try_out(bug: &Bug, copy: &Path) -> Result<Verdict> {
    let path = copy.join(bug.file);
    let whole = fs::read_to_string(&path).with_context(|| format!("read {}", bug.file))?;
    let broken = seed(bug, &whole)?;
    fs::write(&path, broken)?;
    let status = shell::cargo(&["nextest", "run", "--cargo-quiet", "--max-fail=1:immediate"])
        .args(bug.caught_by)
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", workspace::target().join("seeded/build"))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    fs::write(&path, whole)?;
    Ok(match status?.code() {
        Some(0) => Verdict::Missed,
        Some(A_TEST_FAILED) => Verdict::Caught,
        _ => Verdict::NotRun,
    })
}

fn seed(bug: &Bug, whole: &str) -> Result<String> {
    match whole.matches(bug.from).count() {
        1 => Ok(whole.replacen(bug.from, bug.to, 1)),
        count => bail!("{}: its place stands {count} times in {}", bug.name, bug.file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bug_has_its_place_in_the_tree_of_today() {
        for bug in all() {
            let whole = fs::read_to_string(workspace::path(bug.file)).expect(bug.file);
            seed(bug, &whole).unwrap();
            assert!(!bug.caught_by.is_empty(), "{}", bug.name);
        }
    }

    #[test]
    fn names_tell_bugs_apart() {
        let mut names: Vec<_> = all().map(|bug| bug.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all().count());
        assert!(names.len() >= 15, "{}", names.len());
    }
}
