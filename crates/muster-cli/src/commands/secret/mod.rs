//! `muster secret`: one file per command.

mod delete;
mod list;
mod set;

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum SecretCommand {
    /// Keep a secret, in the place of one with its name
    Set(set::Set),
    /// List secrets, without their values
    #[command(visible_alias = "ls")]
    List,
    /// Remove a secret
    #[command(visible_alias = "rm")]
    Delete(delete::Delete),
}

impl SecretCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Set(set) => set.run(context).await,
            Self::List => list::run(context).await,
            Self::Delete(delete) => delete.run(context).await,
        }
    }
}
