//! `muster agent show`

use super::state;
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Output, Table, exact},
};
use muster_api::agent::Agent;
use muster_core::AgentId;

const FIELDS: &[Column] = &[Column::left(""), Column::left("")];

pub(super) async fn run(id: &AgentId, context: &Context) -> Result<Exit, Failure> {
    let agent = context.client().await?.get_agent(id).await?;
    let output = &context.output;
    output.item(&agent, id.as_str(), |agent| fields(agent, output))?;
    Ok(Exit::SUCCESS)
}

/// One line per field that has something to say.
fn fields(agent: &Agent, output: &Output) -> String {
    let complaints = (agent.reports > 0).then(|| agent.reports.to_string());
    let text = |text: &str| (!text.is_empty()).then(|| Cell::from(text));
    let rows = [
        ("state", Some(state(agent))),
        ("why hidden", agent.hidden.as_deref().and_then(text)),
        ("name", text(&agent.name)),
        ("what for", text(&agent.description)),
        ("address", text(&agent.email)),
        ("type", text(&agent.agent_type)),
        ("version", text(&agent.version)),
        ("can", text(&agent.capabilities.join(" "))),
        ("owner", text(&agent.owner)),
        ("runs in", text(&agent.deployment_env)),
        ("endpoint", agent.endpoint.as_deref().and_then(text)),
        ("published", agent.published_at.map(|at| exact(at).into())),
        ("complaints", complaints.map(Cell::from)),
        ("made", Some(format!("{} by {}", exact(agent.created_at), agent.created_by).into())),
    ];
    let said = rows.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let rows = said.map(|(name, value)| vec![Cell::muted(name), value]).collect();
    let table = Table { columns: FIELDS, rows }.render(output.paint, None);
    // A table begins with its titles, and these have none.
    format!("{}\n{}", agent.agent_id, table.split_once('\n').map_or("", |(_, rows)| rows))
}
