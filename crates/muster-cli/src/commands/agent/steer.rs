//! `muster agent suspend`, `resume`, `decommission`, `publish` and `unpublish`

use super::agent_id;
use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Args;
use muster_api::agent::{Agent, AgentChange};
use muster_core::AgentId;
use serde_json::json;

#[derive(Debug, Args)]
pub(crate) struct One {
    /// Its id, as `muster agent list` shows it
    #[arg(value_parser = agent_id)]
    pub(super) agent: AgentId,
}

impl One {
    pub(super) async fn suspend(self, context: &Context) -> Result<Exit, Failure> {
        let agent = context.client().await?.suspend_agent(&self.agent).await?;
        said(context, &agent, "is held back")
    }

    pub(super) async fn resume(self, context: &Context) -> Result<Exit, Failure> {
        let agent = context.client().await?.resume_agent(&self.agent).await?;
        said(context, &agent, "is let in again")
    }

    pub(super) async fn publish(self, is_public: bool, context: &Context) -> Result<Exit, Failure> {
        let change = AgentChange { is_public: Some(is_public), ..AgentChange::default() };
        let agent = context.client().await?.change_agent(&self.agent, &change).await?;
        let says = if is_public { "can be found by everybody" } else { "is found by nobody else" };
        said(context, &agent, says)
    }

    pub(super) async fn decommission(self, context: &Context) -> Result<Exit, Failure> {
        context.client().await?.decommission_agent(&self.agent).await?;
        let id = self.agent.to_string();
        let document = json!({ "agentId": id, "status": "decommissioned" });
        context.output.item(&document, &id, |_| format!("{id} is over\n"))?;
        Ok(Exit::SUCCESS)
    }
}

fn said(context: &Context, agent: &Agent, what: &str) -> Result<Exit, Failure> {
    let id = agent.agent_id.as_str();
    context.output.item(agent, id, |agent| format!("{} {what}\n", agent.name))?;
    Ok(Exit::SUCCESS)
}
