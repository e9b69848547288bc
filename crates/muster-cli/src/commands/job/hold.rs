//! `muster job hold` and `muster job release`

use crate::{
    context::Context, exit::Exit, failure::Failure, output::visible, selector::JobSelector,
};
use clap::Args;
use muster_api::job::{HoldRequest, Job};

#[derive(Debug, Args)]
pub(crate) struct Hold {
    /// `job_12`, `12`, or `last`
    job: JobSelector,
    /// Why, for whoever waits for it
    #[arg(long, value_name = "REASON")]
    reason: String,
}

impl Hold {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let id = self.job.find(&client).await?;
        let job = client.hold_job(id, &HoldRequest { reason: self.reason }).await?;
        told(context, &job)
    }
}

#[derive(Debug, Args)]
pub(crate) struct Release {
    /// `job_12`, `12`, or `last`
    job: JobSelector,
}

impl Release {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let id = self.job.find(&client).await?;
        let job = client.release_job(id).await?;
        told(context, &job)
    }
}

/// A job that was steered: how it waits now.
pub(super) fn told(context: &Context, job: &Job) -> Result<Exit, Failure> {
    let state = job.state.as_str().replace('_', " ");
    let why = job.reason.as_deref().map(|why| format!(": {}", visible(why))).unwrap_or_default();
    context.output.item(job, &job.id.to_string(), |job| format!("{} is {state}{why}\n", job.id))?;
    Ok(Exit::SUCCESS)
}
