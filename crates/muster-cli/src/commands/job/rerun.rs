//! `muster job rerun`

use crate::{context::Context, exit::Exit, failure::Failure, selector::JobSelector};
use clap::Args;
use muster_api::job::RerunRequest;

#[derive(Debug, Args)]
pub(crate) struct Rerun {
    /// `job_12`, `12`, or `last`
    job: JobSelector,
    /// Only the tasks of an array that did not succeed
    #[arg(long)]
    failed: bool,
    /// Only these tasks of an array, like `3,7-9`
    #[arg(long, value_name = "NUMBERS", conflicts_with = "failed")]
    tasks: Option<String>,
    /// Submit once under this key, however often the line is run
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
}

impl Rerun {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let old = self.job.find(&client).await?;
        let request = RerunRequest { failed_only: self.failed, tasks: self.tasks };
        let job = client.rerun_job(old, &request, self.idempotency_key.as_deref()).await?;
        super::submitted(&context.output, &job)
    }
}
