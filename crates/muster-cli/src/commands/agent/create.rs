//! `muster agent create`

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Args;
use muster_api::agent::AgentRequest;

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Its address, which no other agent of yours has
    email: String,
    /// What it does: screener, classifier, orchestrator, extractor, summarizer, router, monitor or custom
    #[arg(long = "type", value_name = "TYPE", default_value = "custom")]
    agent_type: String,
    /// Which version of it
    #[arg(long = "agent-version", value_name = "VERSION", default_value = "1.0.0")]
    version: String,
    /// Something that it can do, like `invoices:read`; can be said several times
    #[arg(long = "capability", value_name = "RESOURCE:ACTION", required = true)]
    capabilities: Vec<String>,
    /// Who answers for it
    #[arg(long)]
    owner: String,
    /// Where it runs: development, staging or production
    #[arg(long = "env", value_name = "ENVIRONMENT", default_value = "production")]
    deployment_env: String,
    /// What people call it [default: what stands before the @]
    #[arg(long)]
    name: Option<String>,
    /// What it is for
    #[arg(long)]
    description: Option<String>,
    /// Where it is spoken to
    #[arg(long, value_name = "ADDRESS")]
    endpoint: Option<String>,
    /// Let everybody find it in the marketplace
    #[arg(long)]
    public: bool,
}

impl Create {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let request = AgentRequest {
            email: self.email,
            name: self.name,
            description: self.description,
            agent_type: self.agent_type,
            version: self.version,
            capabilities: self.capabilities,
            owner: self.owner,
            deployment_env: self.deployment_env,
            endpoint: self.endpoint,
            is_public: self.public,
        };
        let agent = context.client().await?.create_agent(&request, None).await?;
        let (output, id) = (&context.output, agent.agent_id.to_string());
        output.item(&agent, &id, |agent| format!("{id} is registered as {}\n", agent.name))?;
        if output.is_for_people() {
            output.hint(&format!("let it in with `muster agent credential create {id}`"));
        }
        Ok(Exit::SUCCESS)
    }
}
