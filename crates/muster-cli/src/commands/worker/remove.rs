//! `muster worker remove`

use super::find::find;
use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// Its name or id
    worker: String,
}

impl Remove {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let worker = find(&client, &self.worker).await?;
        client.remove_worker(&worker.id).await?;
        context.output.item(&worker, worker.id.as_str(), |worker| {
            format!("{} is removed\n", crate::output::visible(&worker.name))
        })?;
        Ok(Exit::SUCCESS)
    }
}
