//! A transport with answers that were made beforehand.

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use muster_providers::http::{Lost, Transport};
use serde_json::Value;
use std::sync::{Arc, Mutex};

/// Answers each request with the first body whose key is in its path. Clones are the same one.
#[derive(Debug, Clone)]
pub(crate) struct Canned {
    answers: Arc<Vec<(&'static str, Value)>>,
    seen: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl Canned {
    pub(crate) fn new(answers: impl IntoIterator<Item = (&'static str, Value)>) -> Self {
        Self { answers: Arc::new(answers.into_iter().collect()), seen: Arc::default() }
    }

    /// Takes out what has arrived.
    pub(crate) fn seen(&self) -> Vec<Request<Bytes>> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

impl Transport for Canned {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, Lost>> {
        let path = request.uri().path();
        let found = self.answers.iter().find(|(key, _)| path.contains(key));
        let body = found.map(|(_, body)| body.to_string()).unwrap_or_default();
        self.seen.lock().unwrap().push(request);
        Box::pin(async move { Ok(Response::new(Bytes::from(body))) })
    }
}
