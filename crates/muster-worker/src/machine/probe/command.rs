//! What tools of a Mac print.

use std::{io, process::Command};

pub(super) fn output(program: &str, arguments: &[&str]) -> io::Result<String> {
    #[expect(clippy::disallowed_methods, reason = "no job: a tool of the system")]
    let told = Command::new(program).args(arguments).output()?;
    Ok(String::from_utf8_lossy(&told.stdout).into_owned())
}
