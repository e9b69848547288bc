//! Errors of the HTTP edge, and their one way out as a problem.
//!
//! What people outside may read is the [`Problem`]; what went wrong inside is the source chain,
//! which goes to the log alone.

use crate::engine::blobs::BlobError;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use muster_api::{Problem, ProblemKind};
use muster_core::{JobId, job::Refused};
use muster_log::LogError;
use muster_store::StoreError;

/// Why a request could not be answered as asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AppError {
    /// The caller can read why, and mend it.
    #[error("{0}")]
    Told(#[from] Box<Problem>),
    /// The store failed.
    #[error("failed to use the store")]
    Store(#[from] StoreError),
    /// A log could not be read or written.
    #[error("failed to use a log")]
    Log(#[from] LogError),
    /// The bytes of an artefact could not be read or written.
    #[error("failed to use an artefact")]
    Blob(#[from] BlobError),
    /// Something that cannot happen did.
    #[error("failed to {0}")]
    Internal(&'static str),
}

impl From<Problem> for AppError {
    fn from(problem: Problem) -> Self {
        Self::Told(Box::new(problem))
    }
}

impl AppError {
    pub(crate) fn told(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Problem::new(kind, detail).into()
    }

    /// The same about something that is a part of what was sent: the field is named with its path.
    pub(crate) fn within(self, part: &str) -> Self {
        match self {
            Self::Told(problem) => {
                let Some(field) = &problem.field else { return problem.into() };
                let path = format!("{part}.{field}");
                let detail =
                    problem.detail.replacen(&format!("`{field}`"), &format!("`{path}`"), 1);
                Problem { detail, field: Some(path), ..*problem }.into()
            }
            other => other,
        }
    }

    pub(crate) fn no_job(id: JobId) -> Self {
        Self::told(ProblemKind::JobNotFound, format!("there is no job `{id}`"))
    }

    pub(crate) fn refused(id: JobId, refused: Refused) -> Self {
        let kind = match refused {
            Refused::FenceStale => ProblemKind::FenceStale,
            Refused::AlreadyEnded => ProblemKind::AlreadyTerminal,
            Refused::NotNow => ProblemKind::NotNow,
        };
        Self::told(kind, format!("{id}: {refused}"))
    }

    pub(crate) fn problem(&self) -> Problem {
        match self {
            Self::Told(problem) => (**problem).clone(),
            Self::Store(StoreError::Conflict) => {
                Problem::new(ProblemKind::Conflict, "something else changed it at the same time")
                    .with_hint("read it again and repeat the request")
            }
            Self::Store(StoreError::Full) | Self::Log(LogError::Full { .. }) => full(),
            Self::Blob(error) if error.is_full() => full(),
            Self::Store(StoreError::Commit { .. }) => Problem::new(
                ProblemKind::CommitUnknown,
                "the answer of the database was lost, so it is not known whether it was done",
            )
            .with_hint("repeat the request under the same idempotency key: it is done once"),
            Self::Store(StoreError::Damaged { .. } | StoreError::Corrupt { .. }) => {
                Problem::new(ProblemKind::DbCorrupt, "the coordinator's database is damaged")
                    .with_hint("look at `muster doctor`, stop the coordinator and restore a backup")
            }
            Self::Store(error) if error.is_temporary() => Problem::new(
                ProblemKind::Overloaded,
                "the store does not answer right now; nothing was changed",
            )
            .with_hint("try again in a moment"),
            Self::Store(StoreError::Superseded) => Problem::new(
                ProblemKind::Restarting,
                "another coordinator has taken the store over; this one changes nothing any more",
            ),
            Self::Store(_) | Self::Log(_) | Self::Blob(_) | Self::Internal(_) => {
                Problem::new(ProblemKind::Internal, "something went wrong inside the coordinator")
                    .with_hint("look for the request id in the coordinator's log")
            }
        }
    }
}

fn full() -> Problem {
    let detail = "the coordinator's disk is full; nothing was changed";
    Problem::new(ProblemKind::StorageFull, detail)
        .with_hint("free some space on the coordinator's disk; it goes on by itself")
}

/// A field that is not as it must be.
pub(crate) fn invalid(field: &str, rule: &str) -> AppError {
    missing(ProblemKind::Validation, field, rule)
}

/// Something that a field names is not there.
pub(crate) fn missing(kind: ProblemKind, field: &str, rule: &str) -> AppError {
    Problem::new(kind, format!("`{field}` {rule}")).in_field(field).into()
}

/// An error with its sources, on one line for the log.
pub(crate) struct Chain<'a>(pub(crate) &'a (dyn std::error::Error + 'static));

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let problem = self.problem();
        if problem.status >= 500 {
            tracing::error!(error = %Chain(&self), problem = problem.error.as_str(), "request failed");
        }
        problem_response(problem)
    }
}

/// A problem as a response. The guard adds the request id on the way out.
pub(crate) fn problem_response(problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let retry = matches!(
        problem.error,
        ProblemKind::StorageFull
            | ProblemKind::Overloaded
            | ProblemKind::Restarting
            | ProblemKind::CommitUnknown
    );
    let wait = problem.limit.as_ref().map(|limit| limit.retry_after_seconds);
    let wait = wait.or_else(|| retry.then_some(5));
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(seconds) = wait {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response.extensions_mut().insert(Told(problem));
    response
}

/// The problem that a response tells, for the guard that names the request in it.
#[derive(Debug, Clone)]
pub(crate) struct Told(pub(crate) Problem);
