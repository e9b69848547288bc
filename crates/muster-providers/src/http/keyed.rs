//! An API that takes one key for everything.

use super::{Base, Call, Caller, Dialect, Reply, Transport};
use crate::{
    Secret,
    error::{Operation, ProviderError},
};
use http::Method;
use muster_core::RequestId;
use muster_seams::Clock;
use std::sync::Arc;

/// Asks one provider with one key.
#[derive(Debug)]
pub(crate) struct Keyed {
    pub(crate) caller: Caller,
    key: Secret,
}

impl Keyed {
    pub(crate) fn new(
        dialect: &'static Dialect,
        (base, key): (Base, Secret),
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { caller: Caller { dialect, base, transport, clock }, key }
    }

    pub(crate) fn call<'a>(
        &self,
        operation: Operation,
        method: Method,
        segments: &[&str],
        request: &'a RequestId,
    ) -> Call<'a> {
        let url = self.caller.base.at(segments, &[]);
        Call::new(operation, method, url, request).bearer(&self.key)
    }

    pub(crate) async fn get(
        &self,
        operation: Operation,
        segments: &[&str],
        query: &[(&str, String)],
        request: &RequestId,
    ) -> Result<Reply, ProviderError> {
        let url = self.caller.base.at(segments, query);
        let call = Call::new(operation, Method::GET, url, request).bearer(&self.key);
        self.caller.send(call).await
    }
}
