//! `muster worker create`, `stop` and `wake`: workers at providers.

use super::find::find;
use crate::{commands::operation, context::Context, exit::Exit, failure::Failure};
use clap::{Args, ValueEnum};
use muster_api::den::{StopWorkerRequest, WorkerOrder, WorkerWithInstance};
use muster_core::{OperationId, worker::Destination};

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Its name
    name: String,
    /// Make it in a cloud: at the provider of the settings, or at this one
    #[arg(long, value_enum, value_name = "PROVIDER", num_args = 0..=1, require_equals = true, default_missing_value = "settings")]
    cloud: Provider,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Wait until it answers
    #[arg(long)]
    wait: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Provider {
    /// Where the settings say
    Settings,
    /// Render
    Render,
    /// Daytona
    Daytona,
    /// Kubernetes
    Kubernetes,
}

impl Provider {
    fn word(self) -> Option<String> {
        match self {
            Self::Settings => None,
            Self::Render => Some("render".to_owned()),
            Self::Daytona => Some("daytona".to_owned()),
            Self::Kubernetes => Some("kubernetes".to_owned()),
        }
    }
}

impl Create {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let order = WorkerOrder {
            name: self.name,
            description: self.description,
            destination: Destination::Cloud,
            workspace_path: None,
            sandbox_backend: None,
            image_version: None,
            provider: self.cloud.word(),
        };
        let ordered = context.client().await?.order_worker(&order, None).await?;
        let id = ordered.worker.ours.id.to_string();
        context.output.item(&ordered, &id, |_| format!("{id}\n"))?;
        under_way(context, ordered.operation.as_ref(), self.wait).await
    }
}

#[derive(Debug, Args)]
pub(crate) struct Stop {
    /// Its name or id
    worker: String,
    /// Also if it runs something, which goes back to the queue
    #[arg(long)]
    force: bool,
    /// Wait until it is stopped
    #[arg(long)]
    wait: bool,
}

impl Stop {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let worker = find(&client, &self.worker).await?;
        let request = StopWorkerRequest { force: self.force };
        let stopped = client.stop_worker(&worker.id, &request).await?;
        told(context, &stopped, self.wait).await
    }
}

#[derive(Debug, Args)]
pub(crate) struct Wake {
    /// Its name or id
    worker: String,
    /// Wait until it answers
    #[arg(long)]
    wait: bool,
}

impl Wake {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let worker = find(&client, &self.worker).await?;
        let woken = client.wake_worker(&worker.id).await?;
        told(context, &woken, self.wait).await
    }
}

async fn told(context: &Context, shown: &WorkerWithInstance, waits: bool) -> Result<Exit, Failure> {
    let id = shown.worker.ours.id.to_string();
    context.output.item(shown, &id, |_| format!("{id}\n"))?;
    under_way(context, shown.operation.as_ref(), waits).await
}

async fn under_way(
    context: &Context,
    operation: Option<&OperationId>,
    waits: bool,
) -> Result<Exit, Failure> {
    match operation {
        Some(id) if waits => operation::wait(context, id).await,
        Some(id) => {
            if context.output.is_for_people() {
                context.output.note(&format!("under way: see `muster operation show {id}`"));
            }
            Ok(Exit::SUCCESS)
        }
        None => Ok(Exit::SUCCESS),
    }
}
