//! Watching over a process until it has ended, by itself or not.

use super::Attempt;
use crate::process::Running;
use muster_seams::Tasks;
use std::{pin::pin, sync::Arc, time::Duration};
use tokio::time::{Instant, sleep, timeout};

/// How long a command has to end after it was asked to.
const GRACE: Duration = Duration::from_secs(10);
/// The same when the agent itself has to go.
const LAST_GRACE: Duration = Duration::from_secs(2);

/// What was killed has ended by then, or hangs in the kernel and is not waited for.
const LONGEST_END: Duration = Duration::from_secs(2);
/// How often it is looked whether everything that was asked to end has done so.
const LOOKS: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(200));

/// Why a process came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// It ended by itself.
    Itself,
    /// It took too long.
    TimeOut,
    /// It was cancelled.
    Cancelled,
    /// Another worker is to have it.
    TakenBack,
    /// The machine's owner does not want it there.
    GaveWay,
    /// The agent stops.
    Stopping,
    /// Its attempt does not count any more.
    LetGo,
    /// Nobody could say for too long whether its attempt still counts.
    LeaseOver,
    /// It was held ahead, and no slot came free before long.
    NoSlot,
}

impl Cause {
    /// How long everything has to end by itself.
    fn grace(self) -> Option<Duration> {
        match self {
            Self::TimeOut | Self::Cancelled | Self::TakenBack | Self::GaveWay => Some(GRACE),
            Self::Stopping => Some(LAST_GRACE),
            Self::Itself | Self::LetGo | Self::LeaseOver | Self::NoSlot => None,
        }
    }
}

/// A command that is watched over.
#[derive(Debug)]
pub(crate) struct Watch<'a> {
    pub(crate) running: &'a Arc<dyn Running>,
    pub(crate) attempt: &'a Attempt,
    pub(crate) tasks: &'a Tasks,
}

impl Watch<'_> {
    /// Waits until the first process has ended; when there is a cause to, ends everything.
    pub(crate) async fn to_the_end(&self, limit: Duration) -> Cause {
        let cause = self.cause(limit).await;
        if cause == Cause::Itself {
            return cause;
        }
        tracing::info!(job = %self.attempt.grant.job, ?cause, "ending the command");
        // What stands still may run elsewhere by now: it gets no time to end by itself.
        let grace = cause.grace().filter(|_| !self.attempt.orders().may_run_elsewhere());
        if let Some(grace) = grace {
            self.act(|running| running.terminate()).await;
            self.wait_for_all(grace).await;
        }
        self.act(|running| running.kill()).await;
        if timeout(LONGEST_END, self.running.ended()).await.is_err() {
            tracing::warn!(job = %self.attempt.grant.job, "the command does not end");
        }
        cause
    }

    /// Waits for a reason to end, and lets the command stand still while it is ordered to. Time in
    /// which it stands still is none of its own.
    async fn cause(&self, limit: Duration) -> Cause {
        let mut time_out = pin!(sleep(limit));
        let mut still_since: Option<Instant> = None;
        loop {
            tokio::select! {
                biased;
                () = self.running.ended() => return Cause::Itself,
                cause = cause_to_end(self.attempt, self.tasks) => return cause,
                () = &mut time_out, if still_since.is_none() => return Cause::TimeOut,
                () = self.attempt.ordered(|orders| orders.stands_still() != still_since.is_some()) => {}
            }
            // It is done before anything else is looked at, so that no order overtakes another.
            if let Some(since) = still_since.take() {
                self.attempt.set_still(false);
                self.act(|running| running.thaw()).await;
                let until = time_out.deadline() + since.elapsed();
                time_out.as_mut().reset(until);
            } else {
                still_since = Some(Instant::now());
                self.act(|running| running.freeze()).await;
                self.attempt.set_still(true);
            }
        }
    }

    /// Waits until everything that was asked to end has ended, but no longer than this.
    async fn wait_for_all(&self, longest: Duration) {
        tokio::select! {
            biased;
            () = self.all_gone() => {}
            () = self.attempt.ordered(|orders| orders.may_run_elsewhere()) => {}
            () = soon(self.tasks) => {}
            () = sleep(longest) => {}
        }
    }

    async fn all_gone(&self) {
        self.running.ended().await;
        let mut pause = LOOKS.0;
        while !self.act(|running| running.is_gone()).await.unwrap_or(true) {
            sleep(pause).await;
            pause = (pause * 2).min(LOOKS.1);
        }
    }

    async fn act<T: Send + 'static>(
        &self,
        act: impl FnOnce(&dyn Running) -> T + Send + 'static,
    ) -> Option<T> {
        let running = self.running.clone();
        let acted = self.tasks.blocking(move || act(&*running)).await;
        acted.inspect_err(|error| tracing::error!(%error, "cannot act on a command")).ok()
    }
}

/// Waits for a cause that does not come from the command.
pub(crate) async fn cause_to_end(attempt: &Attempt, tasks: &Tasks) -> Cause {
    tokio::select! {
        biased;
        cause = cause_to_leave(attempt, tasks) => cause,
        () = attempt.ordered(|orders| orders.is_taken_back) => Cause::TakenBack,
        () = attempt.ordered(|orders| orders.gives_way) => Cause::GaveWay,
    }
}

/// The same for what has come to its end: that is not taken back any more.
pub(crate) async fn cause_to_leave(attempt: &Attempt, tasks: &Tasks) -> Cause {
    tokio::select! {
        biased;
        () = attempt.ordered(|orders| orders.is_let_go) => Cause::LetGo,
        () = attempt.ordered(|orders| orders.is_lease_over) => Cause::LeaseOver,
        () = attempt.ordered(|orders| orders.is_stopped) => Cause::Cancelled,
        () = tasks.stopped() => Cause::Stopping,
    }
}

/// Ends shortly after the agent has begun to stop.
async fn soon(tasks: &Tasks) {
    tasks.stopped().await;
    sleep(LAST_GRACE).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Identity, Reaped};
    use futures_util::future::BoxFuture;
    use muster_api::session::Grant;
    use muster_core::{Fence, JobId};
    use std::{future::pending, io, path::Path};

    /// A command that does whatever it is told, and does not end by itself.
    #[derive(Debug)]
    struct Endless;

    impl Running for Endless {
        fn identity(&self) -> Identity {
            Identity { pid: 1, start: None, cgroup: None }
        }
        fn ended(&self) -> BoxFuture<'_, ()> {
            Box::pin(pending())
        }
        fn terminate(&self) {}
        fn kill(&self) {}
        fn freeze(&self) {}
        fn thaw(&self) {}
        fn reap(&self) -> io::Result<Reaped> {
            Err(io::ErrorKind::Unsupported.into())
        }
    }

    #[tokio::test(start_paused = true)]
    async fn time_in_which_a_command_stands_still_is_none_of_its_own() {
        let (running, tasks): (Arc<dyn Running>, _) = (Arc::new(Endless), Tasks::default());
        let fence = Fence { epoch: 1, counter: 1 };
        let grant = Grant { job: JobId::from_number(1), attempt: 1, fence };
        let attempt = Attempt::for_test(Path::new("/nowhere"), grant);
        let watch = Watch { running: &running, attempt: &attempt, tasks: &tasks };
        let begun = Instant::now();
        let owner = async {
            sleep(Duration::from_secs(4)).await;
            attempt.hold_back(true);
            sleep(Duration::from_mins(3)).await;
            attempt.hold_back(false);
        };
        let (cause, ()) = tokio::join!(watch.cause(Duration::from_secs(10)), owner);
        assert_eq!(cause, Cause::TimeOut);
        let all = begun.elapsed().as_secs();
        assert_eq!(all, 10 + 3 * 60);
    }
}
