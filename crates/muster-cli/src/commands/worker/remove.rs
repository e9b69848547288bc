//! `muster worker remove`

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Args;
use muster_api::worker::Worker;
use muster_client::Client;
use muster_core::WorkerId;

#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// Its name or id
    worker: String,
}

impl Remove {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let worker = self.find(&client).await?;
        client.remove_worker(&worker.id).await?;
        context.output.item(&worker, worker.id.as_str(), |worker| {
            format!("{} is removed\n", crate::output::visible(&worker.name))
        })?;
        Ok(Exit::SUCCESS)
    }

    async fn find(&self, client: &Client) -> Result<Worker, Failure> {
        let workers = client.list_workers().await?.items;
        let id: Option<WorkerId> = self.worker.parse().ok();
        let is_meant =
            |worker: &Worker| id.as_ref().map_or(worker.name == self.worker, |id| worker.id == *id);
        let mut meant = workers.into_iter().filter(is_meant);
        match (meant.next(), meant.next()) {
            (Some(worker), None) => Ok(worker),
            (Some(_), Some(_)) => {
                let message = format!("several workers are named `{}`", self.worker);
                Err(Failure::new("ambiguous_worker", message, Exit::CONFLICT)
                    .with_hint("name it by its id; see `muster worker list`"))
            }
            (None, _) => {
                let message = format!("there is no worker `{}`", self.worker);
                Err(Failure::new("worker_not_found", message, Exit::NOT_FOUND)
                    .with_hint("see `muster worker list`"))
            }
        }
    }
}
