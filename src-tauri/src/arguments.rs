//! Arguments: what the app can be told on its command line.

use clap::Parser;
use std::{ffi::OsStr, path::PathBuf};

const HIDDEN: &str = "--hidden";

/// The Muster desktop app.
#[derive(Debug, Parser)]
#[command(name = "muster-desktop", version, about)]
pub(crate) struct Arguments {
    /// Where the store, the logs and the keys are
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Start without a window, in the tray; for starting at login
    #[arg(long)]
    pub(crate) hidden: bool,
}

/// Whether a second start wants to be seen. Its arguments come over the session bus, where anybody
/// may write: nothing else in them counts.
pub(crate) fn wants_window(arguments: &[String]) -> bool {
    !arguments.iter().any(|argument| OsStr::new(argument) == HIDDEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hidden_flag_of_a_second_start_counts() {
        let given = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(wants_window(&given(&["muster-desktop"])));
        assert!(wants_window(&given(&["muster-desktop", "--data-dir", "/elsewhere", "--quit"])));
        assert!(!wants_window(&given(&["muster-desktop", "--hidden"])));
    }

    #[test]
    fn an_unknown_argument_is_an_error() {
        assert!(Arguments::try_parse_from(["muster-desktop", "--hidden"]).unwrap().hidden);
        Arguments::try_parse_from(["muster-desktop", "--open", "file"]).unwrap_err();
    }
}
