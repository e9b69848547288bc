//! `muster run`: a command on a worker, as if it ran here.
//!
//! Its stdout comes out of ours and its stderr out of ours, and we end with its exit code. An
//! interrupt cancels the job first; a second one does not wait for the worker to confirm it.

use crate::{
    context::Context,
    exit::Exit,
    failure::{Failure, told},
    followed::{Printer, ending},
    output::visible,
    signals::Signals,
    submission::{Submission, refused},
};
use clap::Args;
use muster_api::job::{Attempt, CancelRequest, Job, JobExplanation, JobState, WorkerVerdict};
use muster_client::{Client, Follow, Followed};
use muster_core::{JobId, job::FailureReason};
use std::time::Duration;

/// Advice is not waited for any longer: an interrupt must be heard.
const ADVICE_WITHIN: Duration = Duration::from_secs(2);

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
        let id = submitted.map_err(|error| infrastructure(refused(error)))?.id;
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
    let (mut interrupted, mut advised) = (None, None);
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
        let is_waiting = matches!(event, Followed::Waiting(_));
        match printer.event(event) {
            Ok(None) if is_waiting && interrupted.is_none() => {
                advise(context, follow.client(), id, &mut advised).await;
            }
            Ok(None) => {}
            Ok(Some(job)) => {
                explain(context, &job);
                return Ok(match interrupted {
                    Some(exit) => exit,
                    None => exit_of(follow.client(), &job).await,
                });
            }
            // A command that ran here would end with its reader, too.
            Err(failure) => {
                cancel(context, follow.client(), id, "nobody reads its output").await;
                return Err(failure);
            }
        }
    }
}

/// Says what would help a job for which there is no worker, and how to be rid of it; once for the same advice.
async fn advise(context: &Context, client: &Client, id: JobId, advised: &mut Option<String>) {
    let asking = async {
        let explanation = client.explain_job(id).await.ok()?;
        let has_workers = !client.list_workers().await.ok()?.items.is_empty();
        advice(&explanation, has_workers)
    };
    let found = tokio::time::timeout(ADVICE_WITHIN, asking).await.ok().flatten();
    if let Some(text) = found.filter(|text| advised.as_ref() != Some(text)) {
        context.output.hint(&text);
        *advised = Some(text);
    }
}

/// What would help, if no worker that there is could ever run the job.
fn advice(explanation: &JobExplanation, has_workers: bool) -> Option<String> {
    let JobExplanation { state, groups, .. } = explanation;
    let is_hopeless = groups.iter().all(|group| group.verdict == WorkerVerdict::Unfit);
    // Without groups it waits for something else, such as the queue, unless nobody is there to be grouped.
    if *state != JobState::Queued || !is_hopeless || groups.is_empty() && has_workers {
        return None;
    }
    let mut helps: Vec<_> = groups.iter().map(|group| visible(&group.helps)).collect();
    if helps.is_empty() {
        helps.push("Add a worker: `muster worker invite` prints the line for it".to_owned());
    }
    Some(format!("{}; Ctrl-C cancels the job", helps.join(", or: ")))
}

async fn cancel(context: &Context, client: &Client, id: JobId, reason: &str) {
    let request = CancelRequest { reason: Some(reason.to_owned()) };
    if let Err(error) = client.cancel_job(id, &request).await {
        context.output.warn(&format!("cannot cancel {id}: {}", told(&error)));
    }
}

/// A command that a signal ended has no code of its own: its attempt says which signal it was.
async fn exit_of(client: &Client, job: &Job) -> Exit {
    if job.state != JobState::Failed || job.exit_code.is_some() {
        return Exit::of_run(job);
    }
    let attempts = client.list_attempts(job.id).await.unwrap_or_default();
    attempts.last().and_then(signal).map_or_else(|| Exit::of_run(job), Exit::of_signal)
}

/// The number of the signal, as workers word it.
fn signal(attempt: &Attempt) -> Option<u8> {
    let detail = attempt.detail.as_ref().filter(|_| attempt.reason == Some(FailureReason::Signal));
    detail?.strip_prefix("signal ")?.split(' ').next()?.parse().ok()
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

#[cfg(test)]
mod tests {
    use super::*;
    use muster_api::job::WorkerGroup;

    fn explanation(state: JobState, groups: &[(WorkerVerdict, &str)]) -> JobExplanation {
        let group = |(verdict, helps): &(WorkerVerdict, &str)| WorkerGroup {
            verdict: *verdict,
            why: String::new(),
            count: 1,
            workers: vec!["studio".to_owned()],
            helps: (*helps).to_owned(),
        };
        let groups = groups.iter().map(group).collect();
        let summary = "why it waits".to_owned();
        let waited = Vec::new();
        JobExplanation {
            job: JobId::from_number(1),
            state,
            summary,
            retry_at: None,
            groups,
            waited,
        }
    }

    #[test]
    fn whoever_waits_for_a_worker_that_is_not_there_is_told_what_helps_and_how_to_stop() {
        use WorkerVerdict::{Busy, Unfit};
        let gpu = (Unfit, "Add a worker with `gpu`");
        let told = advice(&explanation(JobState::Queued, &[gpu]), true);
        assert_eq!(told.unwrap(), "Add a worker with `gpu`; Ctrl-C cancels the job");
        let told = advice(&explanation(JobState::Queued, &[gpu, (Unfit, "Do that")]), true);
        assert_eq!(told.unwrap(), "Add a worker with `gpu`, or: Do that; Ctrl-C cancels the job");
        let told = advice(&explanation(JobState::Queued, &[]), false).unwrap();
        assert!(
            told.contains("`muster worker invite`") && told.ends_with("Ctrl-C cancels the job")
        );
        for (state, groups) in [
            (JobState::Queued, &[gpu, (Busy, "Wait for a slot")][..]),
            (JobState::Queued, &[]),
            (JobState::Blocked, &[]),
            (JobState::RetryWait, &[]),
        ] {
            assert_eq!(advice(&explanation(state, groups), true), None, "{state:?}");
        }
    }
}
