//! `muster env logs`

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Args;
use muster_api::cloud::TailQuery;
use muster_core::Name;

#[derive(Debug, Args)]
pub(crate) struct Logs {
    /// The environment's id
    environment: Name,
    /// How many lines
    #[arg(long, value_name = "COUNT", default_value_t = 200)]
    lines: u32,
}

impl Logs {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let query = TailQuery { lines: Some(self.lines) };
        let log = context.client().await?.environment_log(&self.environment, &query).await?;
        context.output.item(&log, self.environment.as_str(), |log| {
            let end = if log.text.is_empty() || log.text.ends_with('\n') { "" } else { "\n" };
            format!("{}{end}", log.text)
        })?;
        Ok(Exit::SUCCESS)
    }
}
