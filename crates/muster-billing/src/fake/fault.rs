//! Faults: what goes wrong with the next request.

use axum::{
    body::{Body, Bytes, to_bytes},
    response::{Html, IntoResponse, Response},
};
use futures_util::stream;
use http::{StatusCode, header::RETRY_AFTER};
use std::io;

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Too many requests.
    RateLimited {
        /// How many seconds to wait.
        after: u64,
    },
    /// It fails before it did anything.
    ServerError,
    /// It fails after it did everything.
    ServerErrorAfterwards,
    /// Somebody else answers, with a page for people.
    Page,
    /// It does everything and never answers.
    SilentAfterwards,
    /// It does everything, and the connection breaks.
    BrokenAfterwards,
    /// It does everything, and half of the answer comes.
    CutAfterwards,
}

impl Fault {
    /// The answer, if nothing is to be done at all.
    pub(super) fn before(self) -> Option<Response> {
        match self {
            Self::RateLimited { after } => {
                let status = StatusCode::TOO_MANY_REQUESTS;
                Some((status, [(RETRY_AFTER, after.to_string())]).into_response())
            }
            Self::ServerError => Some(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
            Self::Page => {
                Some(Html("<title>Welcome to the airport's network</title>").into_response())
            }
            Self::ServerErrorAfterwards
            | Self::SilentAfterwards
            | Self::BrokenAfterwards
            | Self::CutAfterwards => None,
        }
    }

    /// The answer after everything was done.
    pub(super) async fn after(self, answer: Response) -> Response {
        match self {
            Self::ServerErrorAfterwards => StatusCode::BAD_GATEWAY.into_response(),
            Self::SilentAfterwards => std::future::pending().await,
            Self::BrokenAfterwards => broken(Bytes::new()),
            Self::CutAfterwards => {
                let whole = to_bytes(answer.into_body(), usize::MAX).await.unwrap_or_default();
                whole.slice(..whole.len() / 2).into_response()
            }
            Self::RateLimited { .. } | Self::ServerError | Self::Page => answer,
        }
    }
}

/// An answer that breaks off.
fn broken(begin: Bytes) -> Response {
    let parts = [Ok(begin), Err(io::Error::other("told to break"))];
    Body::from_stream(stream::iter(parts)).into_response()
}
