//! `muster schedule run`

use crate::{commands::job::submitted, context::Context, exit::Exit, failure::Failure};
use clap::Args;
use muster_core::Name;

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The schedule's name
    schedule: Name,
}

impl Run {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let job = context.client().await?.run_schedule(&self.schedule, None).await?;
        submitted(&context.output, &job)
    }
}
