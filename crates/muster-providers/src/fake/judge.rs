//! Whoever knows a provider's specification better than its fake.

use bytes::Bytes;
use http::{Method, StatusCode};
use std::fmt;

/// One request, or one answer to it.
#[derive(Debug, Clone)]
pub struct Exchange<'a> {
    /// How it was asked.
    pub method: &'a Method,
    /// For what.
    pub path: &'a str,
    /// With which query.
    pub query: &'a str,
    /// The status, if this is the answer.
    pub status: Option<StatusCode>,
    /// The request's body, or the answer's.
    pub body: &'a Bytes,
}

/// Holds what is sent against a specification.
pub trait Judge: fmt::Debug + Send + Sync {
    /// What is wrong with it, if anything is.
    fn object(&self, exchange: &Exchange<'_>) -> Option<String>;
}
