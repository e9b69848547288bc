//! `muster audit`: who did what, and whether that is still all of it.

mod export;
mod list;
mod verify;

use crate::{context::Context, exit::Exit, failure::Failure, output::Output};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// List who did what, newest first
    List(list::List),
    /// Verify the log of the coordinator, or a file that was exported
    Verify(verify::Verify),
    /// Write the log to a file that can be verified anywhere
    Export(export::Export),
}

impl AuditCommand {
    /// A file is verified without settings and without a coordinator.
    pub(crate) fn run_alone(&self, output: &Output) -> Option<Result<Exit, Failure>> {
        match self {
            Self::Verify(verify) => verify.run_alone(output),
            Self::List(_) | Self::Export(_) => None,
        }
    }

    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::List(list) => list.run(context).await,
            Self::Verify(verify) => verify.run(context).await,
            Self::Export(export) => export.run(context).await,
        }
    }
}
