//! `muster agent list`

use super::state;
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing, relative},
};
use clap::Args;
use muster_api::agent::{Agent, AgentPage, AgentQuery};
use muster_core::Timestamp;

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only those for whom this one answers
    #[arg(long)]
    owner: Option<String>,
    /// Only those of this type, like `screener` or `custom`
    #[arg(long = "type", value_name = "TYPE", value_parser = agent_type)]
    agent_type: Option<String>,
    /// Only those that stand so: active, suspended or decommissioned
    #[arg(long, value_parser = ["active", "suspended", "decommissioned"])]
    status: Option<String>,
}

fn agent_type(text: &str) -> Result<String, String> {
    const TYPES: [&str; 8] = [
        "screener",
        "classifier",
        "orchestrator",
        "extractor",
        "summarizer",
        "router",
        "monitor",
        "custom",
    ];
    let known = TYPES.contains(&text).then(|| text.to_owned());
    known.ok_or_else(|| format!("must be one of {}", TYPES.join(", ")))
}

const COLUMNS: &[Column] = &[
    Column::left("STATE"),
    Column::long("NAME"),
    Column::left("TYPE"),
    Column::left("VERSION"),
    Column::left("OWNER"),
    Column::left("AGENT"),
    Column::left("MADE"),
];

impl List {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let is_for_all =
            [&self.owner, &self.agent_type, &self.status].into_iter().all(Option::is_none);
        let if_empty = if is_for_all {
            (
                "no agents yet",
                "make one with `muster agent create EMAIL --owner WHO --capability THING:ACTION`",
            )
        } else {
            ("no agent matches", "see all with `muster agent list`")
        };
        let mut query = AgentQuery {
            owner: self.owner,
            agent_type: self.agent_type,
            status: self.status,
            page: Some(1),
            limit: Some(100),
        };
        let mut all = client.list_agents(&query).await?;
        while (all.data.len() as u64) < all.total {
            query.page = query.page.map(|page| page + 1);
            let AgentPage { data, .. } = client.list_agents(&query).await?;
            if data.is_empty() {
                break;
            }
            all.data.extend(data);
        }
        let now = context.output.now;
        context.output.list(&Listing {
            page: &all,
            items: &all.data,
            columns: COLUMNS,
            row: &|agent| row(agent, now),
            id: &|agent| agent.agent_id.to_string(),
            if_empty,
        })?;
        Ok(Exit::SUCCESS)
    }
}

fn row(agent: &Agent, now: Timestamp) -> Vec<Cell> {
    vec![
        state(agent),
        agent.name.as_str().into(),
        agent.agent_type.as_str().into(),
        agent.version.as_str().into(),
        agent.owner.as_str().into(),
        agent.agent_id.to_string().into(),
        relative(agent.created_at, now).into(),
    ]
}
