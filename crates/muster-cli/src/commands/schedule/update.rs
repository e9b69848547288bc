//! `muster schedule update`

use super::{MayOverlap, Missed, changed};
use crate::{context::Context, exit::Exit, failure::Failure, read};
use clap::Args;
use muster_api::{job::JobSubmission, schedule::ScheduleRequest};
use muster_core::Name;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct Update {
    /// The schedule's name
    schedule: Name,
    #[command(flatten)]
    changes: Changes,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct Changes {
    /// When it runs: five fields like `30 2 * * mon-fri`, or a word like `@daily`
    #[arg(long, value_name = "EXPRESSION")]
    cron: Option<String>,
    /// The time zone of that, like `Europe/Berlin`
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// What becomes of slots that were missed
    #[arg(long, value_enum)]
    missed: Option<Missed>,
    /// How old a missed slot may be that still runs, with `--missed all`
    #[arg(long, value_name = "SPAN", value_parser = read::span)]
    missed_within: Option<Duration>,
    /// Whether a run may begin while the one before has not ended
    #[arg(long, value_enum)]
    overlap: Option<MayOverlap>,
    /// What it runs from now on, a line for the shell
    #[arg(long, value_name = "LINE")]
    command: Option<String>,
}

impl Update {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let before = client.get_schedule(&self.schedule).await?;
        let request = self.changes.made_to(before.into());
        changed(&context.output, &client.update_schedule(&request).await?)
    }
}

impl Changes {
    fn made_to(self, before: ScheduleRequest) -> ScheduleRequest {
        let missed = self.missed.map(Into::into).or(before.missed);
        let is_other = missed != before.missed;
        let within = self.missed_within.map(|span| span.as_secs());
        ScheduleRequest {
            cron: self.cron.unwrap_or(before.cron),
            time_zone: self.time_zone.or(before.time_zone),
            missed,
            missed_within_seconds: within.or(before.missed_within_seconds.filter(|_| !is_other)),
            overlap: self.overlap.map(Into::into).or(before.overlap),
            job: match self.command {
                Some(line) => running(line, before.job),
                None => before.job,
            },
            name: before.name,
        }
    }
}

/// The same job with this command in the place of whatever said what it runs.
fn running(line: String, before: JobSubmission) -> JobSubmission {
    let (command, parameters) = (Some(line), [].into());
    JobSubmission { command, argv: None, template: None, parameters, ..before }
}
