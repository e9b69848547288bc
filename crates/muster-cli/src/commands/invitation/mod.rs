//! `muster invitation`: one file per command.

mod create;
mod list;
mod revoke;

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum InvitationCommand {
    /// Invite somebody and print the link, the only time that it is shown
    Create(create::Create),
    /// List invitations that can still be used
    #[command(visible_alias = "ls")]
    List,
    /// Take an invitation back
    #[command(visible_alias = "rm")]
    Revoke(revoke::Revoke),
}

impl InvitationCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Create(create) => create.run(context).await,
            Self::List => list::run(context).await,
            Self::Revoke(revoke) => revoke.run(context).await,
        }
    }
}
