//! `muster oidc policy`

use crate::{
    commands::agent::agent_id,
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Listing},
    read,
};
use clap::{Args, Subcommand};
use muster_api::oidc::{Policy, PolicyRequest};
use muster_core::{AgentId, TrustPolicyId};
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Make a policy
    Create(Box<Create>),
    /// List policies, in the order in which they are tried
    #[command(visible_alias = "ls")]
    List,
    /// Remove a policy; tokens that were got by it count no more
    #[command(visible_alias = "rm")]
    Delete(Delete),
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// The repository's number: `gh api repos/OWNER/REPO --jq .id`
    #[arg(long, value_name = "NUMBER", value_parser = read::number::<u64>)]
    repository_id: u64,
    /// The number of its owner: `gh api repos/OWNER/REPO --jq .owner.id`
    #[arg(long, value_name = "NUMBER", value_parser = read::number::<u64>)]
    repository_owner_id: u64,
    /// Only this branch
    #[arg(long, conflicts_with = "git_ref")]
    branch: Option<String>,
    /// Only this branch or tag in full, like `refs/tags/v*`
    #[arg(long = "ref", value_name = "REF")]
    git_ref: Option<String>,
    /// Only jobs in this environment
    #[arg(long)]
    environment: Option<String>,
    /// Only this file of a workflow, like `.github/workflows/release.yml`
    #[arg(long, value_name = "FILE")]
    workflow: Option<String>,
    /// Only this event; can be said several times
    #[arg(long = "event", value_name = "EVENT")]
    events: Vec<String>,
    /// Admit what outsiders can cause as well, pull requests from forks among it
    #[arg(long)]
    admit_outsiders: bool,
    /// The agent as which a run acts [default: none, it may make one]
    #[arg(long, requires = "scope", value_parser = agent_id)]
    agent: Option<AgentId>,
    /// What its token is for
    #[arg(long, value_name = "SCOPES", requires = "agent")]
    scope: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// Its id, as `muster oidc policy list` shows it
    #[arg(value_parser = id)]
    policy: TrustPolicyId,
}

fn id(text: &str) -> Result<TrustPolicyId, String> {
    read::id(text, "a policy", "trp_", "muster oidc policy list")
}

const COLUMNS: &[Column] = &[
    Column::left("POLICY"),
    Column::left("REPOSITORY"),
    Column::left("OWNER"),
    Column::long("ONLY"),
    Column::left("ACTS AS"),
    Column::left("SCOPE"),
];

impl PolicyCommand {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Create(create) => create.run(context).await,
            Self::List => list(context).await,
            Self::Delete(delete) => delete.run(context).await,
        }
    }
}

impl Create {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let request = PolicyRequest {
            repository_id: self.repository_id,
            repository_owner_id: self.repository_owner_id,
            branch: self.branch,
            git_ref: self.git_ref,
            environment: self.environment,
            workflow: self.workflow,
            events: self.events,
            admits_outsiders: self.admit_outsiders,
            agent_id: self.agent,
            scope: self.scope,
        };
        let policy = context.client().await?.create_trust_policy(&request).await?;
        let (output, id) = (&context.output, policy.policy_id.to_string());
        output.item(&policy, &id, |_| format!("{id} is in force\n"))?;
        if output.is_for_people() {
            output.hint("see whether it takes a run with `muster oidc test`");
        }
        Ok(Exit::SUCCESS)
    }
}

impl Delete {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        context.client().await?.delete_trust_policy(&self.policy).await?;
        let id = self.policy.to_string();
        let document = json!({ "policyId": id, "isDeleted": true });
        context.output.item(&document, &id, |_| format!("{id} is gone\n"))?;
        Ok(Exit::SUCCESS)
    }
}

async fn list(context: &Context) -> Result<Exit, Failure> {
    let page = context.client().await?.list_trust_policies().await?;
    context.output.list(&Listing {
        page: &page,
        items: &page.data,
        columns: COLUMNS,
        row: &row,
        id: &|policy| policy.policy_id.to_string(),
        if_empty: ("no policies yet", "make one with `muster oidc policy create`"),
    })?;
    Ok(Exit::SUCCESS)
}

fn row(policy: &Policy) -> Vec<Cell> {
    let only = [&policy.git_ref, &policy.environment, &policy.workflow];
    let mut only: Vec<_> = only.into_iter().flatten().cloned().collect();
    only.extend(policy.events.iter().cloned());
    only.extend(policy.admits_outsiders.then(|| "and outsiders".to_owned()));
    vec![
        policy.policy_id.to_string().into(),
        policy.repository_id.to_string().into(),
        policy.repository_owner_id.to_string().into(),
        only.join(", ").into(),
        policy.agent_id.as_ref().map_or("a new agent".to_owned(), ToString::to_string).into(),
        policy.scope.as_str().into(),
    ]
}
