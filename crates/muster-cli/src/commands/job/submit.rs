//! `muster job submit`

use crate::{context::Context, exit::Exit, failure::Failure, submission::Submission};
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Submit {
    #[command(flatten)]
    submission: Submission,
}

impl Submit {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let key = self.submission.idempotency_key.as_deref();
        let job = client.submit_job(&self.submission.to_api(), key).await?;
        super::submitted(&context.output, &job)
    }
}
