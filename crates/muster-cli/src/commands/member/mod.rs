//! `muster member`: one file per command.

mod list;
mod remove;
mod role;

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Subcommand;
use muster_core::MembershipId;

#[derive(Debug, Subcommand)]
pub(crate) enum MemberCommand {
    /// List who belongs to the organisation
    #[command(visible_alias = "ls")]
    List,
    /// Give somebody another role
    Role(role::Role),
    /// Remove somebody from the organisation
    #[command(visible_alias = "rm")]
    Remove(remove::Remove),
}

impl MemberCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::List => list::run(context).await,
            Self::Role(role) => role.run(context).await,
            Self::Remove(remove) => remove.run(context).await,
        }
    }
}

/// The member with this id or address.
async fn find(client: &muster_client::Client, named: &str) -> Result<MembershipId, Failure> {
    if let Ok(id) = named.parse() {
        return Ok(id);
    }
    let all = client.list_members().await?.items;
    let found = all.into_iter().find(|member| member.user.email.eq_ignore_ascii_case(named));
    found.map(|member| member.id).ok_or_else(|| {
        Failure::new(
            "member_not_found",
            format!("nobody here has the address `{named}`"),
            Exit::NOT_FOUND,
        )
        .with_hint("`muster member list` shows who belongs here")
    })
}
