//! Asking before what cannot be taken back.

use crate::{failure::Failure, output::Output};
use std::io::{IsTerminal, stdin};

/// Asks whoever sits there whether to do this, like "cancel 3 jobs". A script has to say `--yes`.
pub(crate) fn is_confirmed(output: &Output, what: &str) -> Result<bool, Failure> {
    if !stdin().is_terminal() {
        let message = format!("nobody is there to be asked whether to {what}");
        return Err(Failure::usage(message).with_hint("add `--yes` if that is what you want"));
    }
    output.note(&format!("{what}? Type `yes` to do so"));
    let mut answer = String::new();
    stdin()
        .read_line(&mut answer)
        .map_err(|error| Failure::usage(format!("the answer cannot be read: {error}")))?;
    Ok(["y", "yes"].contains(&answer.trim()))
}

/// `1 job`, `3 jobs`.
pub(crate) fn jobs(count: u64) -> String {
    if count == 1 { "1 job".to_owned() } else { format!("{count} jobs") }
}
