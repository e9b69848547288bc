//! `cargo xtask check`: the fast part of `test`, for while you work.

use crate::{
    shell,
    steps::{Step, Steps, Transcript},
    tidy::{self, Muster},
    tools, ui, workspace,
};
use anyhow::{Result, bail};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let is_verbose = match arguments {
        [] => false,
        [flag] if flag == "-v" || flag == "--verbose" => true,
        [other, ..] => bail!("`check` does not know `{other}`\nhint: cargo xtask check [-v]"),
    };
    let mut steps = Steps::new(is_verbose);
    tools_step(&mut steps);
    format(&mut steps);
    packages(&mut steps);
    lint(&mut steps);
    rules(&mut steps, &["packages"], Muster::ToBuild);
    console(&mut steps);
    steps.finish()
}

fn tools_step(steps: &mut Steps) {
    let hint = "install what is named above";
    steps.step(Step { name: "tools", needs: &[], hint }, |transcript| {
        tools::ensure_toolchain(transcript)?;
        tools::check_node()
    });
}

/// The formatting of all Rust code.
pub(crate) fn format(steps: &mut Steps) {
    let step = Step { name: "fmt", needs: &[], hint: "run `cargo fmt --all`" };
    steps.step(step, |transcript| cargo(transcript, &["fmt", "--all", "--check"]));
}

/// The console's packages.
pub(crate) fn packages(steps: &mut Steps) {
    let step = Step { name: "packages", needs: &[], hint: "run `npm ci` in ui/" };
    steps.step(step, |transcript| ui::install(transcript).map(str::to_owned));
}

/// Clippy over everything, with warnings as errors.
pub(crate) fn lint(steps: &mut Steps) {
    let words = [&["clippy"], workspace::SELECTION, &["--all-targets", "--", "-D", "warnings"]];
    let hint = "mend it, or `#[expect(…, reason = \"…\")]` it where it is right";
    let step = Step { name: "clippy", needs: &[], hint };
    steps.step(step, |transcript| cargo(transcript, &words.concat()));
}

/// The rules that no compiler knows.
pub(crate) fn rules(steps: &mut Steps, needs: &'static [&'static str], muster: Muster) {
    let hint = "each line says what to change; `cargo xtask tidy` shows them again";
    let step = Step { name: "tidy", needs, hint };
    steps.step(step, |transcript| {
        let report = tidy::look(muster)?;
        transcript.note(&report.text())?;
        report.verdict()
    });
}

/// The console's types, lint and unit tests.
pub(crate) fn console(steps: &mut Steps) {
    let step = Step { name: "ui", needs: &["packages"], hint: "run `npm run check` in ui/" };
    steps.step(step, ui::check);
}

/// Runs cargo; a step that says nothing more than its time.
pub(crate) fn cargo(transcript: &mut Transcript, words: &[&str]) -> Result<String> {
    transcript.run(&mut shell::cargo(words))?;
    Ok(String::new())
}
