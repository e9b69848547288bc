//! Watching over a process until it has ended, by itself or not.

use super::{Attempt, Orders};
use crate::process::Running;
use muster_seams::Tasks;
use std::time::Duration;
use tokio::time::sleep;

/// How long a command has to end after it was asked to.
const GRACE: Duration = Duration::from_secs(10);
/// The same when the agent itself has to go.
const LAST_GRACE: Duration = Duration::from_secs(2);

/// Why a process came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// It ended by itself.
    Itself,
    /// It took too long.
    TimeOut,
    /// It was cancelled.
    Cancelled,
    /// The agent stops.
    Stopping,
    /// Its attempt does not count any more.
    LetGo,
}

/// Waits until the leader has ended, and ends the group when there is a cause to.
pub(crate) async fn watch_over(
    process: &dyn Running,
    attempt: &Attempt,
    timeout: Duration,
    tasks: &Tasks,
) -> Cause {
    let cause = tokio::select! {
        biased;
        () = process.ended() => return Cause::Itself,
        cause = cause_to_end(attempt, tasks) => cause,
        () = sleep(timeout) => Cause::TimeOut,
        cause = hold(process, attempt) => cause,
    };
    tracing::info!(job = %attempt.grant.job, ?cause, "ending the command");
    if cause != Cause::LetGo {
        process.terminate();
        let grace = if cause == Cause::Stopping { LAST_GRACE } else { GRACE };
        tokio::select! {
            biased;
            () = process.ended() => return cause,
            () = attempt.ordered(|orders| orders.is_let_go) => {}
            () = soon(tasks) => {}
            () = sleep(grace) => {}
        }
    }
    process.kill();
    process.ended().await;
    cause
}

/// Waits for a cause that does not come from the command.
pub(crate) async fn cause_to_end(attempt: &Attempt, tasks: &Tasks) -> Cause {
    tokio::select! {
        biased;
        () = attempt.ordered(|orders| orders.is_let_go) => Cause::LetGo,
        () = attempt.ordered(|orders| orders.is_stopped) => Cause::Cancelled,
        () = tasks.stopped() => Cause::Stopping,
    }
}

/// Lets the process stand still while it is ordered to; never comes to an end of its own.
async fn hold(process: &dyn Running, attempt: &Attempt) -> Cause {
    let is_frozen = |orders: &Orders| orders.is_frozen;
    loop {
        attempt.ordered(is_frozen).await;
        process.freeze();
        attempt.ordered(|orders| !is_frozen(orders)).await;
        process.thaw();
    }
}

/// Ends shortly after the agent has begun to stop.
async fn soon(tasks: &Tasks) {
    tasks.stopped().await;
    sleep(LAST_GRACE).await;
}
