//! `muster job wait`: until a job has ended, and how it did.

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    followed::{Printer, ending},
    output::relative,
    read,
    selector::JobSelector,
};
use clap::Args;
use muster_api::job::JobState;
use std::time::Duration;

/// Exits with 0 if the job succeeded and with 1 if it did not.
#[derive(Debug, Args)]
pub(crate) struct Wait {
    /// `job_12`, `12`, or `last`
    job: JobSelector,
    /// Wait no longer than this, like `15min`; then exit with 124
    #[arg(long, value_name = "SPAN", value_parser = read::span)]
    timeout: Option<Duration>,
    /// Exit with 0 however the job ended
    #[arg(long)]
    any_outcome: bool,
}

impl Wait {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let id = self.job.find(&client).await?;
        let mut follow = context.follow(client, id).await?.without_log();
        let mut printer = Printer::new(&context.output, false, false);
        let waiting = printer.print(&mut follow);
        let ended = match self.timeout {
            None => waiting.await?,
            Some(longest) => tokio::time::timeout(longest, waiting).await.unwrap_or_else(|_| {
                let message = format!("{id} has not ended in time");
                let hint = format!("it goes on; stop it with `muster job cancel {id}`");
                Err(Failure::new("timed_out", message, Exit::TIMED_OUT).with_hint(hint))
            })?,
        };
        let Some(job) = ended else { return Ok(Exit::FAILURE) };
        let now = context.seams.clock.now();
        context.output.item(&job, &id.to_string(), |job| {
            let ended = job.finished_at.map(|at| relative(at, now)).unwrap_or_default();
            format!("{} ({ended})\n", ending(job))
        })?;
        let is_good = self.any_outcome || job.state == JobState::Succeeded;
        Ok(if is_good { Exit::SUCCESS } else { Exit::FAILURE })
    }
}
