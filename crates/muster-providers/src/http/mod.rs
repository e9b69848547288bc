//! How a request gets to a provider: one transport, one way to ask, one way to read an answer.
//!
//! Everything that all providers have in common is here: time-out, `X-Request-Id`, redaction, the
//! distinction between a refusal and an unknown outcome. What differs is in each provider's dialect.

mod base;
mod caller;
mod dialect;
mod https;
mod keyed;
mod wait;

pub use base::{BadBase, Base, OwnTls};
pub use https::{BadTransport, Https};

pub(crate) use caller::{Call, Caller, Reply, shortened};
pub(crate) use dialect::{Dialect, Said};
pub(crate) use keyed::Keyed;
pub(crate) use wait::{Wait, plain_wait, seconds};

use crate::error::BoxError;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use std::fmt;

/// A request that got no answer.
#[derive(Debug)]
pub struct Lost {
    /// Nothing of it can have arrived.
    pub is_unsent: bool,
    /// What broke.
    pub source: BoxError,
}

/// Carries a request to whoever answers it: a provider, or a fake of this process.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends it and waits for the whole answer. The caller sees to the time-out.
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, Lost>>;
}
