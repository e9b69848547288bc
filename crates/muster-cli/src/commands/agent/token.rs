//! `muster agent token`

use super::agent_id;
use crate::{context::Context, exit::Exit, failure::Failure, read};
use clap::{Args, ValueHint};
use muster_core::{AgentId, Secret};
use std::io::{IsTerminal, stdin};

#[derive(Debug, Args)]
pub(crate) struct Token {
    /// The agent's id
    #[arg(value_parser = agent_id)]
    agent: AgentId,
    /// The file that has the credential, or `-` for what is piped in [default: asked for]
    #[arg(value_hint = ValueHint::FilePath)]
    file: Option<String>,
    /// What the token is for [default: everything that the credential is for]
    #[arg(long, value_name = "SCOPES")]
    scope: Option<String>,
}

impl Token {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let secret = Secret::new(self.secret().map_err(Failure::usage)?.trim());
        let client = context.client().await?;
        let given = client.agent_token(&self.agent, &secret, self.scope.as_deref()).await?;
        let output = &context.output;
        output.item(&given, &given.access_token, |given| format!("{}\n", given.access_token))?;
        if output.is_for_people() {
            output.note(&format!("it is for {}, and ends in an hour", given.scope));
        }
        Ok(Exit::SUCCESS)
    }

    /// A secret on a command line could be read by everybody on this machine.
    fn secret(&self) -> Result<String, String> {
        match &self.file {
            Some(path) => read::input(path),
            None if stdin().is_terminal() => rpassword::prompt_password("the agent's credential: ")
                .map_err(|error| format!("cannot ask for the credential: {error}")),
            None => read::input("-"),
        }
    }
}
