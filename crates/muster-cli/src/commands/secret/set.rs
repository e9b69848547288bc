//! `muster secret set`

use crate::{context::Context, exit::Exit, failure::Failure, read};
use clap::{Args, ValueHint};
use muster_api::secret::SecretRequest;
use muster_core::Name;
use std::io::{IsTerminal, stdin};

#[derive(Debug, Args)]
pub(crate) struct Set {
    /// What jobs call it
    name: Name,
    /// The file that has the value, or `-` for what is piped in [default: asked for]
    #[arg(value_hint = ValueHint::FilePath)]
    file: Option<String>,
}

impl Set {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let value = self.value().map_err(Failure::usage)?;
        let value = value.trim_end_matches(['\r', '\n']).to_owned();
        let client = context.client().await?;
        let secret = client.put_secret(&self.name, &SecretRequest { value }).await?;
        let (output, name) = (&context.output, self.name.as_str());
        output.item(&secret, name, |_| format!("{name} is kept\n"))?;
        if output.is_for_people() {
            output.hint(&format!("give it to a job with `muster run --with-secret TOKEN={name}`"));
        }
        Ok(Exit::SUCCESS)
    }

    /// A value on a command line could be read by everybody on this machine.
    fn value(&self) -> Result<String, String> {
        match &self.file {
            Some(path) => read::input(path),
            None if stdin().is_terminal() => {
                rpassword::prompt_password(format!("value of {}: ", self.name))
                    .map_err(|error| format!("cannot ask for the value: {error}"))
            }
            None => read::input("-"),
        }
    }
}
