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
    /// Only those of this type
    #[arg(long = "type", value_name = "TYPE")]
    agent_type: Option<String>,
    /// Only those that stand so: active, suspended or decommissioned
    #[arg(long)]
    status: Option<String>,
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
            if_empty: (
                "no agents yet",
                "make one with `muster agent create EMAIL --owner WHO --capability THING:ACTION`",
            ),
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
