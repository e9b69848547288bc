//! Exit codes: what a script learns without reading anything.

use muster_api::{
    ProblemKind,
    job::{Job, JobState},
};
use muster_client::{ClientError, TargetError};
use muster_host::HostFailure;
use std::process::ExitCode;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exit(u8);

impl Exit {
    pub(crate) const SUCCESS: Self = Self(0);
    pub(crate) const FAILURE: Self = Self(1);
    pub(crate) const USAGE: Self = Self(2);
    /// The same command may well succeed later.
    pub(crate) const TRANSIENT: Self = Self(3);
    pub(crate) const NOT_FOUND: Self = Self(4);
    pub(crate) const AUTH: Self = Self(5);
    pub(crate) const CONFLICT: Self = Self(6);
    pub(crate) const PAYMENT_REQUIRED: Self = Self(7);
    pub(crate) const RATE_LIMITED: Self = Self(8);
    /// `serve`: the disk failed (`EX_IOERR`).
    pub(crate) const DISK_FAILED: Self = Self(74);
    /// `run`: not the command failed, but what should have run it (`EX_TEMPFAIL`).
    pub(crate) const INFRASTRUCTURE: Self = Self(75);
    /// `serve`: a provider of cloud machines is not set up as it has to be (`EX_CONFIG`).
    pub(crate) const NOT_SET_UP: Self = Self(78);
    pub(crate) const TIMED_OUT: Self = Self(124);
    pub(crate) const INTERRUPTED: Self = Self(130);
    /// Whoever read our output has gone, as a shell reports it.
    pub(crate) const BROKEN_PIPE: Self = Self(141);
    pub(crate) const TERMINATED: Self = Self(143);

    /// `serve`: the host cannot go on.
    pub(crate) fn of_host(failure: &HostFailure) -> Self {
        Self(failure.exit_code())
    }

    /// The code of a command that ran elsewhere. A code that does not fit is still no success.
    pub(crate) fn of_command(code: i32) -> Self {
        Self(u8::try_from(code).unwrap_or(1))
    }

    /// The code that a shell gives a command that a signal ended.
    pub(crate) fn of_signal(number: u8) -> Self {
        Self(128_u8.checked_add(number).unwrap_or(1))
    }

    /// What a job's end means to whoever ran it as if it were here.
    pub(crate) fn of_run(job: &Job) -> Self {
        match (job.state, job.exit_code) {
            (JobState::Succeeded, _) => Self::SUCCESS,
            (JobState::Failed, Some(code)) if code != 0 => Self::of_command(code),
            (JobState::Failed, _) => Self::FAILURE,
            (JobState::TimedOut, _) => Self::TIMED_OUT,
            (JobState::Cancelled, _) => Self::INTERRUPTED,
            (
                JobState::Quarantined
                | JobState::Blocked
                | JobState::Queued
                | JobState::RetryWait
                | JobState::Leased
                | JobState::Running,
                _,
            ) => Self::INFRASTRUCTURE,
        }
    }

    pub(crate) fn of_client(error: &ClientError) -> Self {
        if error.is(ProblemKind::IdempotencyMismatch) {
            return Self::CONFLICT;
        }
        match error.status() {
            Some(401 | 403) => Self::AUTH,
            Some(402) => Self::PAYMENT_REQUIRED,
            Some(404) if !matches!(error, ClientError::NotACoordinator { .. }) => Self::NOT_FOUND,
            Some(409) => Self::CONFLICT,
            Some(429) => Self::RATE_LIMITED,
            Some(400 | 413 | 414 | 415 | 422) => Self::USAGE,
            Some(_) if error.is_transient() => Self::TRANSIENT,
            Some(_) => Self::FAILURE,
            None => Self::of_unsent(error),
        }
    }

    /// Of an error that no coordinator had a part in.
    fn of_unsent(error: &ClientError) -> Self {
        match error {
            ClientError::Target(TargetError::BadUrl { .. }) => Self::USAGE,
            ClientError::Target(TargetError::BadCredential(_) | TargetError::PlainHttp { .. })
            | ClientError::Impostor { .. }
            | ClientError::Instance(_) => Self::AUTH,
            _ if error.is_transient() => Self::TRANSIENT,
            _ => Self::FAILURE,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_api::Problem;

    #[test]
    fn every_problem_has_the_code_that_its_status_promises() {
        let row = |kind: &ProblemKind| {
            let error = ClientError::Problem(Box::new(Problem::new(*kind, "")));
            format!("{:>3} {}", Exit::of_client(&error).0, kind.as_str())
        };
        let rows: Vec<_> = ProblemKind::ALL.iter().map(row).collect();
        insta::assert_snapshot!(rows.join("\n"));
    }

    #[test]
    fn a_code_that_does_not_fit_is_no_success() {
        for (code, expected) in [(0, 0), (7, 7), (255, 255), (256, 1), (-1, 1), (0x1_0000, 1)] {
            assert_eq!(Exit::of_command(code).0, expected, "{code}");
        }
    }
}
