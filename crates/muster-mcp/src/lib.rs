//! Tools over the Model Context Protocol: what a model may do with a coordinator.
//!
//! A [`Toolbox`] says which tools there are and calls them; who may call what is its affair. [`stdio`] serves one to
//! a program that has started us, [`Http`] one for each request.
#![warn(missing_docs)]

use futures_util::future::BoxFuture;
use http::request::Parts;
use muster_api::{Problem, tool};
use rmcp::{
    ErrorData, RoleServer, ServerHandler, ServiceExt,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Extensions,
        Implementation, ListToolsResult, PaginatedRequestParams, ServerCapabilities, ServerConfig,
        Tool, ToolAnnotations,
    },
    service::RequestContext,
    transport::{
        stdio as standard,
        streamable_http_server::{
            StreamableHttpServerConfig, StreamableHttpService, session::never::NeverSessionManager,
        },
    },
};
use serde_json::{Map, Value};
use std::sync::Arc;

const INSTRUCTIONS: &str = "Muster runs commands on a fleet of machines. Look with `jobs`, `job`, `logs`, `workers` \
                            and `explain` before you change anything; every call is written down in the audit log.";

/// Tools, and whoever may use them.
pub trait Toolbox: Send + Sync + 'static {
    /// The tools that may be called.
    fn list(&self) -> BoxFuture<'_, Result<tool::ToolList, Problem>>;
    /// Calls one, and answers what it has answered.
    fn call(
        &self,
        name: String,
        arguments: Map<String, Value>,
    ) -> BoxFuture<'_, Result<Value, Problem>>;
}

/// The service over HTTP, for a router.
pub type Http = StreamableHttpService<Server, NeverSessionManager>;

/// Whose tools a request is about.
type Find = Arc<dyn Fn(&Extensions) -> Option<Arc<dyn Toolbox>> + Send + Sync>;

/// Answers requests of the protocol.
#[derive(Clone)]
pub struct Server(Find);

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Server")
    }
}

/// The conversation with the program that has started us has broken.
#[derive(Debug, thiserror::Error)]
#[error("failed to talk with the program that has started us")]
pub struct Broken(#[source] Box<dyn std::error::Error + Send + Sync>);

/// Serves a toolbox on standard input and output until these are closed.
pub async fn stdio(toolbox: Arc<dyn Toolbox>) -> Result<(), Broken> {
    let server = Server(Arc::new(move |_| Some(Arc::clone(&toolbox))));
    let running = server.serve(standard()).await.map_err(|error| Broken(error.into()))?;
    running.waiting().await.map_err(|error| Broken(error.into()))?;
    Ok(())
}

/// Serves over HTTP the toolbox that is found for each request. Hosts and origins were looked at before.
pub fn http(find: impl Fn(&Parts) -> Option<Arc<dyn Toolbox>> + Send + Sync + 'static) -> Http {
    let find: Find = Arc::new(move |extensions| find(extensions.get::<Parts>()?));
    let mut config = StreamableHttpServerConfig::default();
    config.legacy_session_mode = false;
    config.json_response = true;
    config.allowed_hosts = Vec::new();
    StreamableHttpService::new(move || Ok(Server(find.clone())), Arc::default(), config)
}

impl Server {
    fn toolbox(&self, context: &RequestContext<RoleServer>) -> Result<Arc<dyn Toolbox>, ErrorData> {
        let found = (self.0)(&context.extensions);
        found.ok_or_else(|| ErrorData::internal_error("nobody is known to have asked", None))
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("muster", env!("CARGO_PKG_VERSION")))
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = self.toolbox(&context)?.list().await.map_err(|problem| refused(&problem))?;
        Ok(ListToolsResult::with_all_items(tools.items.into_iter().map(shown).collect()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let toolbox = self.toolbox(&context)?;
        let arguments = request.arguments.unwrap_or_default();
        let answered = toolbox.call(request.name.into_owned(), arguments).await;
        // A refusal is for the model to read: it may do better the next time.
        Ok(match answered {
            Ok(value) => CallToolResult::structured(value),
            Err(problem) => CallToolResult::error(vec![ContentBlock::text(told(&problem))]),
        }
        .into())
    }
}

fn shown(tool: tool::Tool) -> Tool {
    let schema = match tool.input_schema {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    let annotations = ToolAnnotations::new().read_only(tool.is_read_only);
    Tool::new(tool.name, tool.description, schema).with_annotations(annotations)
}

fn told(problem: &Problem) -> String {
    let hint = problem.hint.as_ref().map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
    format!("{}: {}{hint}", problem.error.as_str(), problem.detail)
}

fn refused(problem: &Problem) -> ErrorData {
    ErrorData::invalid_request(told(problem), None)
}
