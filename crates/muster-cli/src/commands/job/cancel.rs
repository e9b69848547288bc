//! `muster job cancel`

use crate::{context::Context, exit::Exit, failure::Failure, selector::JobSelector};
use clap::Args;
use muster_api::job::{CancelRequest, Job};

#[derive(Debug, Args)]
pub(crate) struct Cancel {
    /// `job_12`, `12`, or `last`
    #[arg(required = true, value_name = "JOB")]
    jobs: Vec<JobSelector>,
    /// Why, for the audit log
    #[arg(long)]
    reason: Option<String>,
}

impl Cancel {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let request = CancelRequest { reason: self.reason };
        // `last` is one job, whatever is submitted meanwhile.
        let mut ids = Vec::new();
        for job in self.jobs {
            ids.push(job.find(&client).await?);
        }
        let mut exit = Exit::SUCCESS;
        for id in ids {
            match client.cancel_job(id, &request).await {
                Ok(job) => context.output.item(&job, &id.to_string(), told)?,
                // One that cannot be cancelled must not save the others.
                Err(error) => {
                    let failure = Failure::from(error);
                    context.output.failure(&failure);
                    exit = failure.exit;
                }
            }
        }
        Ok(exit)
    }
}

fn told(job: &Job) -> String {
    if job.state.is_terminal() {
        format!("{} is {}\n", job.id, job.state.as_str())
    } else {
        format!("{} is being stopped by its worker\n", job.id)
    }
}
