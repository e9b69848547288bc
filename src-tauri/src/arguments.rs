//! Arguments: what the app can be told on its command line.

use crate::links;
use clap::Parser;
use std::{ffi::OsStr, path::PathBuf};

pub(crate) const HIDDEN: &str = "--hidden";

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
    /// What to show, such as `muster://job/job_12`; asked about before anything happens
    #[arg(value_name = "LINK", value_parser = links::claimed)]
    pub(crate) link: Option<String>,
}

/// What a second start asks of the first one. Its arguments come over the session bus, where anybody
/// may write: nothing else in them counts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Nothing,
    Window,
    Link(String),
}

/// Takes the arguments of a second start apart.
pub(crate) fn asked(arguments: &[String]) -> Asked {
    if let Some(link) = arguments.iter().skip(1).find_map(|word| links::claimed(word).ok()) {
        return Asked::Link(link);
    }
    if arguments.iter().any(|word| OsStr::new(word) == HIDDEN) {
        Asked::Nothing
    } else {
        Asked::Window
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(words: &[&str]) -> Asked {
        asked(&words.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn only_a_link_and_the_hidden_flag_of_a_second_start_count() {
        assert_eq!(given(&["muster-desktop"]), Asked::Window);
        assert_eq!(given(&["muster-desktop", "--data-dir", "/elsewhere", "--quit"]), Asked::Window);
        assert_eq!(given(&["muster-desktop", "--hidden"]), Asked::Nothing);
        let link = "muster://job/job_12";
        assert_eq!(given(&["muster-desktop", link, "--hidden"]), Asked::Link(link.to_owned()));
        assert_eq!(given(&[link]), Asked::Window, "the program's own name is no link");
    }

    #[test]
    fn an_unknown_argument_is_an_error() {
        assert!(Arguments::try_parse_from(["muster-desktop", "--hidden"]).unwrap().hidden);
        let link = Arguments::try_parse_from(["muster-desktop", "muster://job/job_1"]).unwrap();
        assert_eq!(link.link.as_deref(), Some("muster://job/job_1"));
        Arguments::try_parse_from(["muster-desktop", "--open", "file"]).unwrap_err();
        Arguments::try_parse_from(["muster-desktop", "file"]).unwrap_err();
    }
}
