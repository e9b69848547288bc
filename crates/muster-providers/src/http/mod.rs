//! How a request gets to a provider: one transport, one way to ask, one way to read an answer.
//!
//! Everything that all providers have in common is here: time-out, `X-Request-Id`, redaction, the
//! distinction between a refusal and an unknown outcome. What differs is in each provider's dialect.

mod base;
mod caller;
mod dialect;
mod https;
mod keyed;
mod socket;
mod wait;

pub use base::{BadBase, Base, OwnTls};
pub use https::{BadTransport, Https};

pub(crate) use caller::{Call, Caller, Reply, shortened};
pub(crate) use dialect::{Dialect, Said};
pub(crate) use keyed::Keyed;
pub(crate) use wait::{Wait, plain_wait, seconds};

use crate::{
    error::BoxError,
    shell::{Door, Shell},
};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, Response, StatusCode};
use std::fmt;

/// A request that got no answer.
#[derive(Debug)]
pub struct Lost {
    /// Nothing of it can have arrived.
    pub is_unsent: bool,
    /// What broke.
    pub source: BoxError,
}

/// A shell that was not opened.
#[derive(Debug)]
pub enum Unopened {
    /// Nobody answered.
    Lost(Lost),
    /// Somebody answered, and it became no connection.
    Refused(StatusCode),
}

/// Carries a request to whoever answers it: a provider, or a fake of this process.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends it and waits for the whole answer. The caller sees to the time-out.
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, Lost>>;

    /// Opens a shell. Not every way to a provider has connections that stay.
    fn open_shell(&self, _door: Door) -> BoxFuture<'_, Result<Shell, Unopened>> {
        let none = Lost { is_unsent: true, source: "no connection stays open on this way".into() };
        Box::pin(std::future::ready(Err(Unopened::Lost(none))))
    }
}
