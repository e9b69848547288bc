//! `/mcp`: the same tools over the Model Context Protocol, for whoever the guard has let in.

use super::{Inner, invoke, shown_to};
use crate::{app::App, caller::Caller, error::AppError};
use futures_util::future::BoxFuture;
use http::request::Parts;
use muster_api::{
    Problem,
    tool::{ToolCall, ToolList},
};
use muster_core::RequestId;
use muster_mcp::{Http, Toolbox};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The tools of one caller, in one request.
struct Mine {
    app: Arc<App>,
    inner: Inner,
    caller: Caller,
    id: RequestId,
}

pub(crate) fn service(app: &Arc<App>, inner: &Inner) -> Http {
    let (app, inner) = (app.clone(), inner.clone());
    muster_mcp::http(move |parts: &Parts| {
        let caller = parts.extensions.get::<Caller>()?.clone();
        let id = parts.extensions.get::<RequestId>()?.clone();
        Some(Arc::new(Mine { app: app.clone(), inner: inner.clone(), caller, id }))
    })
}

impl Toolbox for Mine {
    fn list(&self) -> BoxFuture<'_, Result<ToolList, Problem>> {
        Box::pin(async move { Ok(shown_to(&self.caller)) })
    }

    fn call(
        &self,
        name: String,
        arguments: Map<String, Value>,
    ) -> BoxFuture<'_, Result<Value, Problem>> {
        let asked = ToolCall { arguments, ..ToolCall::default() };
        let (caller, id) = (self.caller.clone(), self.id.clone());
        Box::pin(async move {
            let answer =
                invoke(&self.app, self.inner.clone(), caller, id, &name, asked, None).await;
            answer.map(|answer| answer.result).map_err(|error: AppError| error.problem())
        })
    }
}
