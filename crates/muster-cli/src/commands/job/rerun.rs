//! `muster job rerun`

use crate::{context::Context, exit::Exit, failure::Failure, selector::JobSelector};
use clap::Args;
use muster_api::{batch::BatchRerunRequest, job::RerunRequest};
use muster_client::Client;

#[derive(Debug, Args)]
pub(crate) struct Rerun {
    /// `job_12`, `12`, or `last`; several are submitted together
    #[arg(required_unless_present = "batch", value_name = "JOB")]
    jobs: Vec<JobSelector>,
    /// All jobs that were submitted together, by the id of the first
    #[arg(long, value_name = "JOB", conflicts_with_all = ["jobs", "tasks"])]
    batch: Option<JobSelector>,
    /// Only what did not succeed: of a batch its jobs, of an array its tasks
    #[arg(long, alias = "failed")]
    failed_only: bool,
    /// Only these tasks of an array, like `3,7-9`
    #[arg(long, value_name = "NUMBERS", conflicts_with = "failed_only")]
    tasks: Option<String>,
    /// Submit once under this key, however often the line is run
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
}

impl Rerun {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        match (self.batch, self.jobs.as_slice()) {
            (None, [job]) => self.one(*job, &client, context).await,
            _ if self.tasks.is_some() => Err(Failure::usage("`--tasks` is for one array")),
            _ => self.several(&client, context).await,
        }
    }

    async fn one(
        &self,
        job: JobSelector,
        client: &Client,
        context: &Context,
    ) -> Result<Exit, Failure> {
        let old = job.find(client).await?;
        let request = RerunRequest { failed_only: self.failed_only, tasks: self.tasks.clone() };
        let job = client.rerun_job(old, &request, self.idempotency_key.as_deref()).await?;
        super::submitted(&context.output, &job)
    }

    async fn several(&self, client: &Client, context: &Context) -> Result<Exit, Failure> {
        let mut request = BatchRerunRequest { failed_only: self.failed_only, ..Default::default() };
        if let Some(batch) = self.batch {
            request.batch = Some(batch.find(client).await?);
        }
        for job in &self.jobs {
            request.jobs.push(job.find(client).await?);
        }
        let batch = client.rerun_batch(&request, self.idempotency_key.as_deref()).await?;
        super::submitted_together(&context.output, &batch)
    }
}
