//! `muster job priority`

use crate::{context::Context, exit::Exit, failure::Failure, read, selector::JobSelector};
use clap::Args;
use muster_api::job::JobChange;

#[derive(Debug, Args)]
pub(crate) struct Priority {
    /// `job_12`, `12`, or `last`
    job: JobSelector,
    /// How much earlier it starts than other jobs of its submitter, in minutes of waiting
    #[arg(value_name = "POINTS", allow_negative_numbers = true, value_parser = read::number::<i32>)]
    priority: i32,
}

impl Priority {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let id = self.job.find(&client).await?;
        let job = client.change_job(id, &JobChange { priority: self.priority }).await?;
        let told = |_: &_| format!("{id} has priority {}\n", self.priority);
        context.output.item(&job, &id.to_string(), told)?;
        Ok(Exit::SUCCESS)
    }
}
