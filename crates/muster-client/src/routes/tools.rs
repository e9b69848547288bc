//! Routes about tools.

use crate::{call::Call, client::Client, error::ClientError};
use muster_api::tool::{ToolAnswer, ToolCall, ToolList};
use serde_json::{Map, Value};

impl Client {
    /// `GET /tools`
    pub async fn list_tools(&self) -> Result<ToolList, ClientError> {
        self.ask(Call::get("/tools")).await
    }

    /// `POST /tools/{name}`
    pub async fn call_tool(
        &self,
        name: &str,
        arguments: Map<String, Value>,
    ) -> Result<ToolAnswer, ClientError> {
        let name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let call = ToolCall { arguments, ..ToolCall::default() };
        self.ask(Call::post(format!("/tools/{name}"), &call)).await
    }
}
