//! `muster worker`: one file per command.

mod invite;
mod join;
mod list;
mod remove;
mod run;

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum WorkerCommand {
    /// Join a coordinator with this machine, then run its jobs
    Join(join::Join),
    /// Run jobs with this machine, which has joined before
    Run(run::Run),
    /// Make a single-use join token and print the line for the new machine
    Invite(invite::Invite),
    /// List workers
    #[command(visible_alias = "ls")]
    List,
    /// Remove a worker; its jobs go back to the queue
    #[command(visible_alias = "rm")]
    Remove(remove::Remove),
}

impl WorkerCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Join(join) => join.run(context).await,
            Self::Run(run::Run {}) => run::Run::run(context).await,
            Self::Invite(invite) => invite.run(context).await,
            Self::List => list::run(context).await,
            Self::Remove(remove) => remove.run(context).await,
        }
    }
}
