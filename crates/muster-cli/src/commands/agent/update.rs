//! `muster agent update`

use super::agent_id;
use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Args;
use muster_api::agent::AgentChange;
use muster_core::AgentId;

#[derive(Debug, Args)]
pub(crate) struct Update {
    /// Its id, as `muster agent list` shows it
    #[arg(value_parser = agent_id)]
    agent: AgentId,
    #[command(flatten)]
    change: Change,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct Change {
    /// What people call it
    #[arg(long)]
    name: Option<String>,
    /// What it is for
    #[arg(long)]
    description: Option<String>,
    /// What it does
    #[arg(long = "type", value_name = "TYPE")]
    agent_type: Option<String>,
    /// Which version of it
    #[arg(long = "agent-version", value_name = "VERSION")]
    version: Option<String>,
    /// Everything that it can do; can be said several times
    #[arg(long = "capability", value_name = "RESOURCE:ACTION")]
    capabilities: Vec<String>,
    /// Who answers for it
    #[arg(long)]
    owner: Option<String>,
    /// Where it runs
    #[arg(long = "env", value_name = "ENVIRONMENT")]
    deployment_env: Option<String>,
    /// Where it is spoken to
    #[arg(long, value_name = "ADDRESS")]
    endpoint: Option<String>,
}

impl Update {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let wish = self.change;
        let change = AgentChange {
            name: wish.name,
            description: wish.description,
            agent_type: wish.agent_type,
            version: wish.version,
            capabilities: Some(wish.capabilities).filter(|all| !all.is_empty()),
            owner: wish.owner,
            deployment_env: wish.deployment_env,
            endpoint: wish.endpoint,
            is_public: None,
            status: None,
        };
        let agent = context.client().await?.change_agent(&self.agent, &change).await?;
        let id = self.agent.as_str();
        context.output.item(&agent, id, |agent| format!("{} is changed\n", agent.name))?;
        Ok(Exit::SUCCESS)
    }
}
