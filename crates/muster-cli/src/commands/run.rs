//! `muster run`: a command on a worker, as if it ran here.
//!
//! Its stdout comes out of ours and its stderr out of ours, and we end with its exit code. An
//! interrupt cancels the job first; a second one does not wait for the worker to confirm it.

use crate::{
    context::Context,
    exit::Exit,
    failure::{Failure, told},
    followed::{Printer, ending},
    signals::Signals,
    submission::Submission,
};
use clap::Args;
use muster_api::job::{CancelRequest, Job, JobState};
use muster_client::{Client, Follow};
use muster_core::JobId;

#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) submission: Submission,
}

impl Run {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        // From here on an interrupt is about the job, even while it is being submitted.
        let mut signals = Signals::listen()?;
        let client = context.client().await.map_err(infrastructure)?;
        let key = self.submission.idempotency_key.as_deref();
        let submitted = client.submit_job(&self.submission.to_api(), key).await;
        let id = submitted.map_err(|error| infrastructure(error.into()))?.id;
        watch(context, context.follow(client, id).await?, id, &mut signals).await
    }
}

async fn watch(
    context: &Context,
    mut follow: Follow,
    id: JobId,
    signals: &mut Signals,
) -> Result<Exit, Failure> {
    let mut printer = Printer::new(&context.output, false, false);
    let mut interrupted = None;
    loop {
        let event = tokio::select! {
            biased;
            exit = signals.next() => {
                if interrupted.is_some() {
                    printer.finish()?;
                    return Ok(exit);
                }
                interrupted = Some(exit);
                let how = "cancelling; interrupt again to leave it to the worker";
                context.output.note(&format!("{id}: {how}"));
                cancel(context, follow.client(), id, "`muster run` was interrupted").await;
                continue;
            }
            event = follow.next() => event.map_err(|error| infrastructure(error.into()))?,
        };
        let Some(event) = event else { return Ok(Exit::INFRASTRUCTURE) };
        match printer.event(event) {
            Ok(None) => {}
            Ok(Some(job)) => {
                explain(context, &job);
                return Ok(interrupted.unwrap_or_else(|| Exit::of_run(&job)));
            }
            // A command that ran here would end with its reader, too.
            Err(failure) => {
                cancel(context, follow.client(), id, "nobody reads its output").await;
                return Err(failure);
            }
        }
    }
}

async fn cancel(context: &Context, client: &Client, id: JobId, reason: &str) {
    let request = CancelRequest { reason: Some(reason.to_owned()) };
    if let Err(error) = client.cancel_job(id, &request).await {
        context.output.warn(&format!("cannot cancel {id}: {}", told(&error)));
    }
}

/// Says why it ended as it did, unless its exit code says it all.
fn explain(context: &Context, job: &Job) {
    let is_plain = match job.state {
        JobState::Succeeded => true,
        JobState::Failed => job.exit_code.is_some_and(|code| code != 0 && code != 127),
        JobState::Blocked
        | JobState::Queued
        | JobState::RetryWait
        | JobState::Leased
        | JobState::Running
        | JobState::Cancelled
        | JobState::TimedOut
        | JobState::Quarantined => false,
    };
    if !is_plain {
        context.output.note(&ending(job));
    }
}

/// What keeps the command from running is not the command's own failure, unless we asked wrongly.
fn infrastructure(failure: Failure) -> Failure {
    if failure.exit == Exit::TRANSIENT || failure.exit == Exit::FAILURE {
        failure.with_exit(Exit::INFRASTRUCTURE)
    } else {
        failure
    }
}
