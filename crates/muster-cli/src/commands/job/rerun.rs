//! `muster job rerun`

use crate::{context::Context, exit::Exit, failure::Failure, selector::JobSelector};
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Rerun {
    /// `job_12`, `12`, or `last`
    job: JobSelector,
    /// Submit once under this key, however often the line is run
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
}

impl Rerun {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let old = self.job.find(&client).await?;
        let job = client.rerun_job(old, self.idempotency_key.as_deref()).await?;
        super::submitted(&context.output, &job)
    }
}
