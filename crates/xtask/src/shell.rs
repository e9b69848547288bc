//! Other programs: how the tasks start them and what they answer.

use crate::workspace;
use anyhow::{Context, Result, bail};
use std::{
    path::Path,
    process::{Command, Stdio},
};

/// A program to be run in the root of the checkout, with nothing to read.
#[expect(clippy::disallowed_methods, reason = "tasks are made of other programs")]
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace::root()).stdin(Stdio::null());
    command
}

/// `cargo` with these arguments.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = command("cargo");
    cargo.args(arguments);
    cargo
}

/// `npm` or `npx` in the console's folder, without colours that nobody sees.
pub(crate) fn node(program: &str, arguments: &[&str]) -> Command {
    node_in("ui", program, arguments)
}

/// The same in another folder of the checkout.
pub(crate) fn node_in(folder: &str, program: &str, arguments: &[&str]) -> Command {
    let mut node = command(if cfg!(windows) { format!("{program}.cmd") } else { program.into() });
    node.args(arguments).current_dir(workspace::path(folder)).env("NO_COLOR", "1");
    node
}

/// What the person would have typed.
pub(crate) fn typed(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(command.get_program()).to_string_lossy();
    let words = command.get_args().map(|word| word.to_string_lossy());
    std::iter::once(program).chain(words).collect::<Vec<_>>().join(" ")
}

/// Whether the program can be started and ends well. Its output is dropped.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// What the program wrote to standard output; an error with its standard error if it failed.
pub(crate) fn answer(command: &mut Command) -> Result<String> {
    let typed = typed(command);
    let output = command.output().with_context(|| format!("`{typed}` could not be started"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("`{typed}` failed ({}): {}", output.status, complaint.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
