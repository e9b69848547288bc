//! `muster mcp`: the coordinator's tools for a model, on standard input and output.

use crate::{context::Context, exit::Exit, failure::Failure};
use clap::Args;
use futures_util::future::BoxFuture;
use muster_api::{Problem, ProblemKind, tool::ToolList};
use muster_client::{Client, ClientError};
use muster_mcp::Toolbox;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Name it to a program that speaks the Model Context Protocol; it starts this by itself
#[derive(Debug, Args)]
pub(crate) struct Mcp {}

/// The tools of the coordinator, for whoever the client shows itself as.
struct Remote(Client);

impl Mcp {
    pub(crate) async fn run(context: &Context) -> Result<Exit, Failure> {
        let toolbox = Remote(context.client().await?);
        // Nothing but the protocol may be printed: whoever has started us reads every line.
        let served = muster_mcp::stdio(Arc::new(toolbox)).await;
        served.map_err(|error| {
            Failure::new("mcp_broken", crate::failure::told(&error), Exit::FAILURE)
        })?;
        Ok(Exit::SUCCESS)
    }
}

impl Toolbox for Remote {
    fn list(&self) -> BoxFuture<'_, Result<ToolList, Problem>> {
        Box::pin(async move { self.0.list_tools().await.map_err(|error| problem(&error)) })
    }

    fn call(
        &self,
        name: String,
        arguments: Map<String, Value>,
    ) -> BoxFuture<'_, Result<Value, Problem>> {
        Box::pin(async move {
            let answer =
                self.0.call_tool(&name, arguments).await.map_err(|error| problem(&error))?;
            Ok(answer.result)
        })
    }
}

fn problem(error: &ClientError) -> Problem {
    match error.problem() {
        Some(problem) => problem.clone(),
        None => Problem::new(ProblemKind::Overloaded, crate::failure::told(error)),
    }
}
