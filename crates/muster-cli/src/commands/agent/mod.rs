//! `muster agent`: programs that act on somebody's behalf.

mod create;
mod credential;
mod list;
mod show;
mod steer;
mod token;
mod update;

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Tone},
    read,
};
use clap::Subcommand;
use muster_api::agent::Agent;
use muster_core::AgentId;

#[derive(Debug, Subcommand)]
pub(crate) enum AgentCommand {
    /// Register an agent
    Create(create::Create),
    /// List agents, newest first
    #[command(visible_alias = "ls")]
    List(list::List),
    /// Show an agent
    Show(steer::One),
    /// Change an agent
    Update(update::Update),
    /// Hold an agent back: it gets no tokens, and those that it has count no more
    Suspend(steer::One),
    /// Let a suspended agent in again
    Resume(steer::One),
    /// End an agent for good; it stays as a record
    Decommission(steer::One),
    /// Let everybody find an agent in the marketplace
    Publish(steer::One),
    /// Take an agent out of the marketplace
    Unpublish(steer::One),
    /// Make, rotate and revoke what an agent proves itself with
    #[command(subcommand)]
    Credential(credential::CredentialCommand),
    /// Get a token with an agent's credential, and print it
    Token(token::Token),
}

impl AgentCommand {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Create(create) => create.run(context).await,
            Self::List(list) => list.run(context).await,
            Self::Show(one) => show::run(&one.agent, context).await,
            Self::Update(update) => update.run(context).await,
            Self::Suspend(one) => one.suspend(context).await,
            Self::Resume(one) => one.resume(context).await,
            Self::Decommission(one) => one.decommission(context).await,
            Self::Publish(one) => one.publish(true, context).await,
            Self::Unpublish(one) => one.publish(false, context).await,
            Self::Credential(credential) => credential.run(context).await,
            Self::Token(token) => token.run(context).await,
        }
    }
}

pub(crate) fn agent_id(text: &str) -> Result<AgentId, String> {
    read::id(text, "an agent", "agt_", "muster agent list")
}

fn state(agent: &Agent) -> Cell {
    match (agent.status.as_str(), &agent.hidden) {
        ("active", Some(_)) => Cell::new(Tone::Notice, "◌ hidden"),
        ("active", None) if agent.is_public => Cell::new(Tone::Good, "● public"),
        ("active", None) => Cell::new(Tone::Good, "● active"),
        ("suspended", _) => Cell::new(Tone::Notice, "◌ suspended"),
        _ => Cell::muted("✕ decommissioned"),
    }
}
