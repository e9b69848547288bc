//! `muster token`: one file per command.

mod create;
mod list;
mod revoke;

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a lasting token and print it, the only time that it is shown
    Create(create::Create),
    /// List tokens, newest first
    #[command(visible_alias = "ls")]
    List,
    /// Make a token worthless
    #[command(visible_alias = "rm")]
    Revoke(revoke::Revoke),
}

impl TokenCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Create(create) => create.run(context).await,
            Self::List => list::run(context).await,
            Self::Revoke(revoke) => revoke.run(context).await,
        }
    }
}
