//! `muster oidc test`

use crate::{commands::agent::agent_id, context::Context, exit::Exit, failure::Failure, read};
use clap::{Args, ValueHint};
use muster_api::oidc::{ExchangeRequest, Explained};
use muster_core::AgentId;

#[derive(Debug, Args)]
pub(crate) struct Test {
    /// The file that has GitHub's token of the run [default: what is piped in]
    #[arg(value_hint = ValueHint::FilePath, default_value = "-", hide_default_value = true)]
    file: String,
    /// The agent as which the run wants to act [default: none, it wants to make one]
    #[arg(long, value_parser = agent_id)]
    agent: Option<AgentId>,
}

impl Test {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let token = read::input(&self.file).map_err(Failure::usage)?.trim().to_owned();
        let request = ExchangeRequest { token, agent_id: self.agent, organization_id: None };
        let told = context.client().await?.test_trust_policies(&request).await?;
        let id = told.admitted_by.as_ref().map_or_else(String::new, ToString::to_string);
        context.output.item(&told, &id, in_words)?;
        Ok(if told.admitted_by.is_some() { Exit::SUCCESS } else { Exit::FAILURE })
    }
}

fn in_words(told: &Explained) -> String {
    let refused = told.mismatches.iter().map(|it| {
        format!("{} does not: {} is {}, not {}\n", it.policy_id, it.claim, it.found, it.wanted)
    });
    let verdict = match &told.admitted_by {
        Some(policy) => format!("{policy} takes it: {} are right\n", told.matched.join(", ")),
        None => "no policy takes it\n".to_owned(),
    };
    refused.chain([verdict]).collect()
}
