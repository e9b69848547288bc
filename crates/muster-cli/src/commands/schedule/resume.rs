//! `muster schedule resume`

use super::changed;
use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Args;
use muster_core::Name;

#[derive(Debug, Args)]
pub(crate) struct Resume {
    /// The schedule's name
    schedule: Name,
}

impl Resume {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let schedule = context.client().await?.resume_schedule(&self.schedule).await?;
        changed(&context.output, &schedule)
    }
}
