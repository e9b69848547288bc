//! `muster schedule pause`

use super::changed;
use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Args;
use muster_api::schedule::SchedulePauseRequest;
use muster_core::Name;

#[derive(Debug, Args)]
pub(crate) struct Pause {
    /// The schedule's name
    schedule: Name,
    /// Why, for whoever wonders
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Pause {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let request = SchedulePauseRequest { reason: self.reason };
        let schedule = context.client().await?.pause_schedule(&self.schedule, &request).await?;
        changed(&context.output, &schedule)
    }
}
