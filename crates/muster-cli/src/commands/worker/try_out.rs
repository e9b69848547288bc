//! `muster worker try`: what a program answers before a worker becomes it.

use crate::{arguments::Arguments, context::Context, exit::Exit, failure::Failure, label};
use clap::{Args, Parser};
use muster_host::worker::try_out;
use std::{ffi::OsString, path::PathBuf};

/// Nobody has to call this: a worker does before it becomes another version
#[derive(Debug, Args)]
pub(crate) struct Try {
    /// The file of the worker's identity
    identity: PathBuf,
    /// The words with which it would be started
    #[arg(last = true)]
    words: Vec<OsString>,
}

impl Try {
    pub(super) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let words = [OsString::from("muster")].into_iter().chain(self.words);
        Arguments::try_parse_from(words).map_err(|error| Failure::usage(error.to_string()))?;
        let tried = try_out(&self.identity, label::version())?;
        context
            .output
            .item(&tried, &tried.version, |tried| format!("muster {}\n", tried.version))?;
        Ok(Exit::SUCCESS)
    }
}
