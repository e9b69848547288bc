//! The states of a job and of its attempts.

use crate::{Fence, Timestamp, WorkerId};
use serde::{Deserialize, Serialize};

/// Who holds a job: one worker, under one fence.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Holder {
    /// The worker that the job was granted to.
    pub worker: WorkerId,
    /// Which grant this is.
    pub fence: Fence,
    /// The number of the attempt, from 1.
    pub attempt: u32,
}

/// Where a job is in its life.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum JobState {
    /// It waits for other jobs that it needs.
    Blocked,
    /// It waits for a worker.
    Queued,
    /// An attempt failed; the next one may start at this time.
    RetryWait {
        /// When it is queued again.
        until: Timestamp,
    },
    /// A worker was chosen and has not said yet that it began.
    Leased(Holder),
    /// A worker runs it.
    Running(Holder),
    /// It is an array, and some of its tasks have begun.
    UnderWay,
    /// It is over, for good.
    Ended {
        /// When.
        at: Timestamp,
        /// How.
        outcome: Outcome,
    },
}

impl JobState {
    /// Who holds the job now.
    pub fn holder(&self) -> Option<&Holder> {
        match self {
            Self::Leased(holder) | Self::Running(holder) => Some(holder),
            Self::Blocked
            | Self::Queued
            | Self::RetryWait { .. }
            | Self::UnderWay
            | Self::Ended { .. } => None,
        }
    }

    /// The word in the store and on the wire.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Queued => "queued",
            Self::RetryWait { .. } => "retry_wait",
            Self::Leased(_) => "leased",
            Self::Running(_) | Self::UnderWay => "running",
            Self::Ended { outcome, .. } => outcome.as_str(),
        }
    }
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An attempt ended with exit code 0.
    Succeeded,
    /// Its last allowed attempt failed.
    Failed,
    /// Somebody did not want it any more.
    Cancelled,
    /// Its last allowed attempt took too long.
    TimedOut,
    /// It took its workers down with it, three times.
    Quarantined,
}

impl Outcome {
    /// Every outcome there is.
    pub const ALL: [Self; 5] =
        [Self::Succeeded, Self::Failed, Self::Cancelled, Self::TimedOut, Self::Quarantined];

    /// The word in the store and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::TimedOut => "timed_out",
            Self::Quarantined => "quarantined",
        }
    }
}

/// Why an attempt did not succeed, in one word that programs may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureReason {
    /// The command ended with another exit code than 0.
    ExitCode,
    /// A signal that Muster did not send ended the command.
    Signal,
    /// The command took longer than its time-out.
    TimeOut,
    /// The command could not be started.
    NotStarted,
    /// Somebody cancelled the job.
    Cancelled,
    /// The worker was not heard of until its lease ended.
    WorkerLost,
    /// The lease ended before the worker said that it had begun; it may never have heard of it.
    LostUnclaimed,
    /// The worker was shut down in good order.
    WorkerStopped,
    /// The worker held it ahead, and no slot came free before long.
    GivenBack,
    /// It was taken back from its worker, which is to be without jobs.
    TakenBack,
    /// A node that polls said so in its own words.
    Reported,
    /// The kernel ended it because memory had run out.
    OomKilled,
    /// It filled more of its worker's disk than the machine's owner lends.
    DiskQuota,
    /// A reason of a newer worker.
    #[serde(other)]
    Other,
}

impl FailureReason {
    /// Every reason there is.
    pub const ALL: [Self; 14] = [
        Self::ExitCode,
        Self::Signal,
        Self::TimeOut,
        Self::NotStarted,
        Self::Cancelled,
        Self::WorkerLost,
        Self::LostUnclaimed,
        Self::WorkerStopped,
        Self::GivenBack,
        Self::TakenBack,
        Self::Reported,
        Self::OomKilled,
        Self::DiskQuota,
        Self::Other,
    ];

    /// The word in the store and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ExitCode => "exit_code",
            Self::Signal => "signal",
            Self::TimeOut => "time_out",
            Self::NotStarted => "not_started",
            Self::Cancelled => "cancelled",
            Self::WorkerLost => "worker_lost",
            Self::LostUnclaimed => "lost_unclaimed",
            Self::WorkerStopped => "worker_stopped",
            Self::GivenBack => "given_back",
            Self::TakenBack => "taken_back",
            Self::Reported => "reported",
            Self::OomKilled => "oom_killed",
            Self::DiskQuota => "disk_quota",
            Self::Other => "other",
        }
    }

    /// What is said of it to whoever speaks this protocol. The detail says the rest.
    pub fn said_in(self, protocol: u32) -> Self {
        match self {
            Self::OomKilled | Self::DiskQuota if protocol < 2 => Self::Signal,
            Self::OomKilled
            | Self::DiskQuota
            | Self::Other
            | Self::ExitCode
            | Self::Signal
            | Self::TimeOut
            | Self::NotStarted
            | Self::Cancelled
            | Self::WorkerLost
            | Self::LostUnclaimed
            | Self::WorkerStopped
            | Self::GivenBack
            | Self::TakenBack
            | Self::Reported => self,
        }
    }

    /// What an attempt that ended for this reason costs its job.
    pub fn price(self) -> Price {
        match self {
            Self::WorkerStopped | Self::LostUnclaimed | Self::GivenBack | Self::TakenBack => {
                Price::Nothing
            }
            Self::WorkerLost => Price::Crash,
            Self::ExitCode
            | Self::Signal
            | Self::TimeOut
            | Self::NotStarted
            | Self::Cancelled
            | Self::Reported
            | Self::OomKilled
            | Self::DiskQuota
            // Nobody here can say that the job had no part in it.
            | Self::Other => Price::Failure,
        }
    }
}

/// What the end of an attempt costs its job. Failures and crashes have budgets of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Price {
    /// The job had no part in it: it is queued again at once.
    Nothing,
    /// The command failed: one of `max_attempts`.
    Failure,
    /// The worker went down while it ran: one of three.
    Crash,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptEnd {
    /// The exit code, if the command got as far as having one.
    pub exit_code: Option<i32>,
    /// Why it did not succeed; nothing if it did.
    pub reason: Option<FailureReason>,
    /// The reason in a sentence, when there is more to say.
    pub detail: Option<String>,
    /// Whether the worker cannot say for certain that nothing of it is left running.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_survive: bool,
    /// Artefacts that were not kept, each with the reason, a line for each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

impl AttemptEnd {
    /// A command that ended by itself with this code.
    pub fn exited(exit_code: i32) -> Self {
        let reason = (exit_code != 0).then_some(FailureReason::ExitCode);
        Self {
            exit_code: Some(exit_code),
            reason,
            detail: None,
            may_survive: false,
            left_out: vec![],
        }
    }
    /// An attempt that ended for this reason, without an exit code.
    pub fn because(reason: FailureReason) -> Self {
        Self {
            exit_code: None,
            reason: Some(reason),
            detail: None,
            may_survive: false,
            left_out: vec![],
        }
    }
    /// Whether the attempt succeeded.
    pub fn is_success(&self) -> bool {
        self.reason.is_none()
    }
}

/// Where an attempt is: three words are enough, since it never goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// Granted to a worker.
    Leased,
    /// Begun.
    Running,
    /// Over; the row never changes again.
    Ended,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_word_is_said_to_nobody_who_speaks_less() {
        for reason in FailureReason::ALL {
            assert_eq!(reason.said_in(2), reason);
            let said = reason.said_in(1);
            assert!(!matches!(said, FailureReason::OomKilled | FailureReason::DiskQuota));
            assert_eq!(said.price(), reason.price(), "{reason:?}");
        }
    }
}
