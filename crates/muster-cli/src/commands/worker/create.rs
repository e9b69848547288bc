//! `muster worker create`, `stop` and `wake`: workers at providers.

use super::{
    find::find,
    settle::{Wished, settle},
};
use crate::{context::Context, exit::Exit, failure::Failure};
use clap::{Args, ValueEnum};
use muster_api::den::{OrderedWorker, StopWorkerRequest, WorkerOrder, WorkerWithInstance};
use muster_core::worker::Destination;

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
        let wished = Wished {
            worker: ordered.worker.ours.id.clone(),
            operation: ordered.operation.clone(),
            is_to_answer: true,
            waits: self.wait,
        };
        // Its tokens are shown once, so they stay in what is shown after the wait.
        let renew = |ordered: &mut OrderedWorker, now: WorkerWithInstance| {
            (ordered.worker, ordered.instance) = (now.worker, now.instance);
            ordered.operation = now.operation;
        };
        settle(context, ordered, wished, renew).await
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
        told(context, stopped, false, self.wait).await
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
        told(context, woken, true, self.wait).await
    }
}

async fn told(
    context: &Context,
    shown: WorkerWithInstance,
    is_to_answer: bool,
    waits: bool,
) -> Result<Exit, Failure> {
    let worker = shown.worker.ours.id.clone();
    let wished = Wished { worker, operation: shown.operation.clone(), is_to_answer, waits };
    settle(context, shown, wished, |shown, now| *shown = now).await
}
