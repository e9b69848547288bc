//! `muster schedule create`

use super::{MayOverlap, Missed, changed, own_time_zone};
use crate::{context::Context, exit::Exit, failure::Failure, read, submission::Submission};
use clap::Args;
use muster_api::schedule::ScheduleRequest;
use muster_core::Name;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// The schedule's name
    schedule: Name,
    /// When it runs: five fields like `30 2 * * mon-fri`, or a word like `@daily`
    #[arg(long, value_name = "EXPRESSION")]
    cron: String,
    /// The time zone of that, like `Europe/Berlin` [default: this machine's]
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// What becomes of slots that were missed
    #[arg(long, value_enum, default_value_t = Missed::Last)]
    missed: Missed,
    /// How old a missed slot may be that still runs, with `--missed all` [default: 1d]
    #[arg(long, value_name = "SPAN", value_parser = read::span)]
    missed_within: Option<Duration>,
    /// Whether a run may begin while the one before has not ended
    #[arg(long, value_enum, default_value_t = MayOverlap::Skip)]
    overlap: MayOverlap,
    #[command(flatten)]
    submission: Submission,
}

impl Create {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let request = ScheduleRequest {
            name: self.schedule,
            cron: self.cron,
            time_zone: self.time_zone.or_else(own_time_zone),
            job: self.submission.to_api(),
            missed: Some(self.missed.into()),
            missed_within_seconds: self.missed_within.map(|span| span.as_secs()),
            overlap: Some(self.overlap.into()),
        };
        let key = self.submission.idempotency_key.as_deref();
        let schedule = context.client().await?.create_schedule(&request, key).await?;
        changed(&context.output, &schedule)
    }
}
