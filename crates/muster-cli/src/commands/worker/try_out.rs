//! `muster worker try`: what a program answers before a worker becomes it.

use crate::{context::Context, exit::Exit, failure::Failure, label};
use clap::Args;
use muster_host::worker::try_out;
use std::path::PathBuf;

/// Nobody has to call this: a worker does before it becomes another version
#[derive(Debug, Args)]
pub(crate) struct Try {
    /// The file of the worker's identity
    identity: PathBuf,
}

impl Try {
    pub(super) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let tried = try_out(&self.identity, label::version())?;
        context
            .output
            .item(&tried, &tried.version, |tried| format!("muster {}\n", tried.version))?;
        Ok(Exit::SUCCESS)
    }
}
