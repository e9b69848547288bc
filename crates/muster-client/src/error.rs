//! What can go wrong between asking and having an answer.

use crate::{instance::InstanceError, target::TargetError};
use muster_api::{Problem, ProblemKind};
use std::path::PathBuf;

pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A request that did not get what it asked for.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The coordinator refused, and says why.
    #[error("{0}")]
    Problem(Box<Problem>),
    /// The coordinator refused for a reason that a newer version has and this one does not know.
    #[error("{detail}")]
    NewerProblem {
        /// The HTTP status.
        status: u16,
        /// The code.
        code: String,
        /// What happened, in a sentence.
        detail: String,
        /// The request in which it happened.
        request_id: String,
    },
    /// Nobody answers there, or the connection broke.
    #[error("cannot reach the coordinator at {url}")]
    Unreachable {
        /// The address.
        url: String,
        /// What the operating system says.
        #[source]
        source: BoxError,
    },
    /// Something answers there that is not a coordinator.
    #[error("{url} answers with status {status}, but not as a Muster coordinator")]
    NotACoordinator {
        /// The address.
        url: String,
        /// The status of the answer.
        status: u16,
    },
    /// The answer has another form than expected.
    #[error("cannot understand the coordinator's answer to {operation}")]
    Decode {
        /// What was asked.
        operation: String,
        /// What is wrong with the answer.
        #[source]
        source: BoxError,
    },
    /// No coordinator runs on this data directory.
    #[error("no coordinator is running on {}", data_dir.display())]
    NotRunning {
        /// The data directory.
        data_dir: PathBuf,
    },
    /// Something else listens where the coordinator should.
    #[error("what listens at {url} is not the coordinator that is meant")]
    Impostor {
        /// The address.
        url: String,
    },
    /// The file that names the running coordinator cannot be trusted or read.
    #[error(transparent)]
    Instance(#[from] InstanceError),
    /// The address or the token cannot be used.
    #[error(transparent)]
    Target(#[from] TargetError),
}

impl ClientError {
    /// The coordinator's refusal, if it is one.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            _ => None,
        }
    }

    /// Whether the coordinator refused for this reason.
    pub fn is(&self, kind: ProblemKind) -> bool {
        self.problem().is_some_and(|problem| problem.error == kind)
    }

    /// A stable code that programs may match on.
    pub fn code(&self) -> &str {
        match self {
            Self::Problem(problem) => problem.error.as_str(),
            Self::NewerProblem { code, .. } => code,
            Self::Unreachable { .. } => "unreachable",
            Self::NotACoordinator { .. } => "not_a_coordinator",
            Self::Decode { .. } => "answer_not_understood",
            Self::NotRunning { .. } => "not_running",
            Self::Impostor { .. } => "impostor",
            Self::Instance(_) => "instance_file",
            Self::Target(TargetError::BadCredential(_)) => "bad_token",
            Self::Target(TargetError::PlainHttp { .. }) => "plain_http",
            Self::Target(TargetError::UnknownHost { .. }) => "unknown_host",
            Self::Target(TargetError::BadUrl { .. }) => "bad_url",
        }
    }

    /// The HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.status),
            Self::NewerProblem { status, .. } | Self::NotACoordinator { status, .. } => {
                Some(*status)
            }
            _ => None,
        }
    }

    /// The request in which it happened, to be looked for in the coordinator's log.
    pub fn request_id(&self) -> Option<&str> {
        let id = match self {
            Self::Problem(problem) => &problem.request_id,
            Self::NewerProblem { request_id, .. } => request_id,
            _ => return None,
        };
        (!id.is_empty()).then_some(id)
    }

    /// Whether the coordinator refused because one of the two is too old for the other.
    pub(crate) fn is_of_another_age(&self) -> bool {
        self.is(ProblemKind::VersionTooOld) || self.is(ProblemKind::VersionTooNew)
    }

    /// Whether the same request may well succeed later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::NotRunning { .. }
            | Self::Target(TargetError::UnknownHost { .. }) => true,
            // What a plan does not allow it does not allow in two seconds either.
            _ if self.is(ProblemKind::PlanLimit) => false,
            _ => matches!(self.status(), Some(408 | 429 | 502 | 503 | 504 | 507)),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Problem(problem) => return problem.hint.clone(),
            Self::NewerProblem { .. } | Self::Decode { .. } => {
                "the coordinator may be newer than this program; install the same version"
            }
            Self::Unreachable { .. } => "check the address, and that `muster serve` runs there",
            Self::NotACoordinator { .. } => "check the port; another program may have taken it",
            Self::NotRunning { .. } => {
                "start one with `muster serve`, or name another with `--url` or `MUSTER_URL`"
            }
            Self::Impostor { .. } => {
                "nothing secret was sent; find out who listens there before you go on"
            }
            Self::Instance(error) => error.hint(),
            Self::Target(error) => error.hint(),
        };
        Some(hint.to_owned())
    }
}

impl TargetError {
    fn hint(&self) -> &'static str {
        match self {
            Self::BadUrl { .. } => "give it as `http://127.0.0.1:7600`",
            Self::UnknownHost { .. } => "check the name, or give the address in numbers",
            Self::PlainHttp { .. } => {
                "use https, a tailnet address or an SSH tunnel; on a network that you trust, \
                 `--allow-plain-http` sends it all the same"
            }
            Self::BadCredential(_) => {
                "make one with `muster token create`, and pass it in `MUSTER_TOKEN`"
            }
        }
    }
}
