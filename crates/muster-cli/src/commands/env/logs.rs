//! `muster env logs`

use super::find::find;
use crate::{context::Context, exit::Exit, failure::Failure, read};
use clap::Args;
use muster_api::cloud::TailQuery;

#[derive(Debug, Args)]
pub(crate) struct Logs {
    /// Its name or id
    environment: String,
    /// How many lines
    #[arg(long, value_name = "COUNT", default_value_t = 200, value_parser = read::count)]
    lines: u32,
}

impl Logs {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let query = TailQuery { lines: Some(self.lines) };
        let client = context.client().await?;
        let id = find(&client, &self.environment).await?;
        let log = client.environment_log(&id, &query).await?;
        context.output.item(&log, id.as_str(), |log| {
            let end = if log.text.is_empty() || log.text.ends_with('\n') { "" } else { "\n" };
            format!("{}{end}", log.text)
        })?;
        Ok(Exit::SUCCESS)
    }
}
